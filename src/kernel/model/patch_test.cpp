#include "kernel/model/codec.h"
#include "kernel/model/free_json.h"
#include "kernel/testing/test.h"

namespace stoa {
namespace {

struct Place {
  Text<1, 40> street = {};
  std::optional<Text<1, 40>> city = {};
};
BOOST_DESCRIBE_STRUCT(Place, (), (street, city))

struct Citizen {
  Id<Citizen> id = {};
  Text<1, 40> name = {};
  std::optional<std::int64_t> age = {};
  Place home = {};
  std::optional<Place> office = {};
  std::vector<std::int64_t> numbers = {};
  std::map<std::string, Place> places = {};
  Money balance = {};
  Json notes = {};
};
BOOST_DESCRIBE_STRUCT(Citizen, (), (id, name, age, home, office, numbers, places, balance, notes))

Citizen ada() {
  return {.name = "Ada",
          .age = 36,
          .home = {.street = "A Road", .city = "London"},
          .numbers = {1, 2},
          .places = {{"x", {.street = "X Road", .city = "Bath"}}},
          .balance = {100, {"GBP"}},
          .notes = {R"({"a":1,"b":{"c":2}})"}};
}

// Ada after the patch, or the first error.
std::string patched(std::string_view patch, Form form = Form::merge_patch) {
  auto person = ada();
  try {
    decode(shape_of<Citizen>(), &person, patch, {.form = form});
  } catch (const Refusal& refusal) {
    return refusal.errors.at(0).code + " " + refusal.errors.at(0).pointer;
  }
  auto json = to_json(person);
  return json.substr(json.find("\"name\""));
}

constexpr std::string_view unchanged =
    R"("name":"Ada","age":36,"home":{"street":"A Road","city":"London"},"office":null,)"
    R"("numbers":[1,2],"places":{"x":{"street":"X Road","city":"Bath"}},)"
    R"("balance":{"amount":100,"currency":"GBP"},"notes":{"a":1,"b":{"c":2}}})";

// The unchanged Ada with one part of her replaced.
std::string with(std::string_view old_part, std::string_view new_part) {
  std::string text(unchanged);
  return text.replace(text.find(old_part), old_part.size(), new_part);
}

}  // namespace

TEST("model: a patch changes what it names and leaves the rest") {
  CHECK(patched("{}") == unchanged);
  CHECK(patched(R"({"name":"Eve"})") == with("Ada", "Eve"));
  CHECK(patched(R"({"age":null})") == with("36", "null"));
  CHECK(patched(R"({"home":{"city":null}})") == with("\"London\"", "null"));
  CHECK(patched(R"({"home":{"street":"B"}})") == with("A Road", "B"));
  CHECK(patched(R"({"numbers":[3]})") == with("[1,2]", "[3]"));
  CHECK(patched(R"({"balance":{"amount":5}})") == with("100", "5"));
}

TEST("model: maps are merged name by name") {
  CHECK(patched(R"({"places":{"x":{"city":"Hull"}}})") == with("Bath", "Hull"));
  CHECK(patched(R"({"places":{"x":null,"none":null}})") ==
        with(R"("x":{"street":"X Road","city":"Bath"})", ""));
  CHECK(patched(R"({"places":{"y":{"street":"Y"}}})") ==
        with(R"("Bath"})", R"("Bath"},"y":{"street":"Y","city":null})"));
  CHECK(patched(R"({"places":{"y":{"city":"Y"}}})") == "required /places/y/street");
  CHECK(patched(R"({"places":{"x":{},"x":{}}})") == "duplicate_field /places/x");
}

TEST("model: a nested object that was not there must be complete, as far as that is known") {
  CHECK(patched(R"({"office":{"street":"W"}})") ==
        with(R"("office":null)", R"("office":{"street":"W","city":null})"));
  CHECK(patched(R"({"office":{"city":"W"}})") == "required /office/street");
  CHECK(patched(R"({"office":{"city":"W"}})", Form::patch_check).find("required") ==
        std::string::npos);
  CHECK(patched(R"({"office":{"town":"W"}})", Form::patch_check) == "unknown_field /office/town");
}

TEST("model: a patch is checked like any other input") {
  CHECK(patched(R"({"name":null})") == "wrong_type /name");
  CHECK(patched(R"({"home":null})") == "wrong_type /home");
  CHECK(patched(R"({"numbers":[null]})") == "wrong_type /numbers/0");
  CHECK(patched(R"({"nmae":"x"})") == "unknown_field /nmae");
  CHECK(patched(R"({"id":"019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6071"})") == "read_only /id");
  CHECK(patched(R"({"balance":{"currency":"gbp"}})") == "bad_format /balance/currency");
  CHECK(patched("[]") == "wrong_type ");
}

TEST("model: a Patch is applied to a record") {
  auto person = ada();
  Patch<Citizen> patch{.document = R"({"age":37})"};
  patch.apply(person);
  CHECK(person.age == 37);
  CHECK(person.name == "Ada");
}

TEST("model: free JSON is merged as in the appendix of RFC 7396") {
  struct {
    std::string_view target, patch, result;
  } const cases[] = {
      {R"({"a":"b"})", R"({"a":"c"})", R"({"a":"c"})"},
      {R"({"a":"b"})", R"({"b":"c"})", R"({"a":"b","b":"c"})"},
      {R"({"a":"b"})", R"({"a":null})", "{}"},
      {R"({"a":"b","b":"c"})", R"({"a":null})", R"({"b":"c"})"},
      {R"({"a":["b"]})", R"({"a":"c"})", R"({"a":"c"})"},
      {R"({"a":"c"})", R"({"a":["b"]})", R"({"a":["b"]})"},
      {R"({"a":{"b":"c"}})", R"({"a":{"b":"d","c":null}})", R"({"a":{"b":"d"}})"},
      {R"({"a":[{"b":"c"}]})", R"({"a":[1]})", R"({"a":[1]})"},
      {R"(["a","b"])", R"(["c","d"])", R"(["c","d"])"},
      {R"({"a":"b"})", R"(["c"])", R"(["c"])"},
      {R"({"a":"foo"})", "null", "null"},
      {R"({"a":"foo"})", "\"bar\"", "\"bar\""},
      {R"({"e":null})", R"({"a":1})", R"({"e":null,"a":1})"},
      {"[1,2]", R"({"a":"b","c":null})", R"({"a":"b"})"},
      {"{}", R"({"a":{"bb":{"ccc":null}}})", R"({"a":{"bb":{}}})"},
  };
  for (const auto& [target, patch, result] : cases) {
    CAPTURE(patch);
    CHECK(merge_json(target, patch) == result);
  }
  CHECK(patched(R"({"notes":{"b":{"c":null,"d":[1]}}})") == with(R"({"c":2})", R"({"d":[1]})"));
}

}  // namespace stoa
