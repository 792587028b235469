#include <algorithm>

#include "kernel/model/codec.h"
#include "kernel/testing/test.h"

namespace stoa {
namespace {

enum class Genre { novel, poetry, science };
BOOST_DESCRIBE_ENUM(Genre, novel, poetry, science)

struct Page {
  std::int32_t number = 0;
  std::optional<Text<1, 50>> heading = {};
};
BOOST_DESCRIBE_STRUCT(Page, (), (number, heading))

struct Book {
  Id<Book> id = {};
  Version version = {};
  Created created = {};
  Updated updated = {};
  Text<1, 20> title = {};
  std::optional<Genre> genre = {};
  std::optional<Range<1, 5>> stars = {};
  std::optional<double> weight = {};
  std::optional<Decimal<2>> width = {};
  std::optional<Money> price = {};
  std::optional<Date> printed = {};
  std::optional<Timestamp> seen = {};
  std::optional<Id<Book>> sequel = {};
  Default<bool, true> lent_out = {};
  std::optional<List<Page, 1, 3>> pages = {};
  std::optional<std::map<std::string, std::int32_t>> counts = {};
  std::optional<Json> extra = {};
};
BOOST_DESCRIBE_STRUCT(Book, (),
                      (id, version, created, updated, title, genre, stars, weight, width, price,
                       printed, seen, sequel, lent_out, pages, counts, extra))

// Every error as "code pointer", in the order of the answer.
template <class T>
std::string errors(std::string_view json, const DecodeOptions& options = {}) {
  std::string found;
  try {
    from_json<T>(json, options);
  } catch (const Refusal& refusal) {
    if (refusal.errors.empty()) return std::string(refusal.problem.code);
    for (const auto& error : refusal.errors) {
      found += (found.empty() ? "" : ", ") + error.code + " " + error.pointer;
    }
  }
  return found;
}

// The same for one member of a book that is otherwise good.
std::string member_errors(std::string_view name, std::string_view value) {
  return errors<Book>(R"({"title":"T",")" + std::string(name) + "\":" + std::string(value) + "}");
}

std::string first_message(std::string_view json) {
  try {
    from_json<Book>(json);
  } catch (const Refusal& refusal) {
    return refusal.errors.at(0).message;
  }
  return "";
}

}  // namespace

TEST("model: a book is read, and what is left out has its default") {
  auto book = from_json<Book>(R"( {"title":"Emma","genre":"novel","stars":5,"weight":-0.5,
      "width":"12.5","price":{"currency":"EUR","amount":1250},"printed":"1815-12-23",
      "seen":"2026-11-23T09:00:00+01:00","pages":[{"number":1,"heading":null},{"number":2}],
      "counts":{"a":1,"b":2},"extra":{"k":[1, 2]}} )");
  CHECK(book.title == "Emma");
  CHECK(book.genre == Genre::novel);
  CHECK(*book.stars == 5);
  CHECK(book.weight == -0.5);
  CHECK(book.width->units == 1250);
  CHECK(*book.price == Money{1250, {"EUR"}});
  CHECK(book.pages->size() == 2);
  CHECK(book.counts->at("b") == 2);
  CHECK(book.extra->text == R"({"k":[1,2]})");
  CHECK(book.lent_out.value);
  CHECK_FALSE(book.sequel);
}

TEST("model: each kind takes what it should and names what it does not take") {
  struct {
    std::string_view name, value, errors;
  } const cases[] = {
      {"title", R"("twenty characters..!")", ""},
      {"title", R"("twenty-one characters")", "too_long /title"},
      {"title", R"("")", "too_short /title"},
      {"title", R"(" \t ")", "too_short /title"},
      {"title", "1", "wrong_type /title"},
      {"title", "null", "wrong_type /title"},
      {"title", R"("a\u0000")", "nul_character /title"},
      {"title", R"("\ud800")", "invalid_unicode /title"},
      {"title", R"("\u001b")", "bad_format /title"},
      {"genre", R"("poetry")", ""},
      {"genre", "null", ""},
      {"genre", R"("Poetry")", "not_in_set /genre"},
      {"genre", "1", "wrong_type /genre"},
      {"stars", "1.0", ""},
      {"stars", "0.3e1", ""},
      {"stars", "500e-2", ""},
      {"stars", "1.5", "wrong_type /stars"},
      {"stars", "0", "too_small /stars"},
      {"stars", "6", "too_large /stars"},
      {"stars", "1e400", "too_large /stars"},
      {"stars", "-1e400", "too_small /stars"},
      {"stars", "1e-400", "wrong_type /stars"},
      {"stars", "99999999999999999999999", "too_large /stars"},
      {"stars", "\"3\"", "wrong_type /stars"},
      {"stars", "true", "wrong_type /stars"},
      {"weight", "-0", ""},
      {"weight", "1e308", ""},
      {"weight", "1e-400", ""},
      {"weight", "1e400", "too_large /weight"},
      {"weight", "-1e99999999999999999999", "too_small /weight"},
      {"weight", "\"1\"", "wrong_type /weight"},
      {"width", "\"-0.05\"", ""},
      {"width", "12", ""},
      {"width", "1e2", ""},
      {"width", "12.5", "wrong_type /width"},
      {"width", "\"1.234\"", "bad_format /width"},
      {"width", "\"1.500\"", "bad_format /width"},
      {"width", "\"1e2\"", "bad_format /width"},
      {"width", "\"\"", "bad_format /width"},
      {"width", "\" 1\"", "bad_format /width"},
      {"width", "\".5\"", "bad_format /width"},
      {"width", "\"90071992547409.92\"", "too_large /width"},
      {"width", "\"-90071992547409.92\"", "too_small /width"},
      {"price", R"({"amount":-1,"currency":"EUR"})", ""},
      {"price", R"({"amount":1})", "required /price/currency"},
      {"price", R"({"amount":1,"currency":"eur"})", "bad_format /price/currency"},
      {"price", R"({"amount":1,"currency":"ÉUR"})", "bad_format /price/currency"},
      {"price", R"({"amount":1,"currency":"EURO"})", "too_long /price/currency"},
      {"price", R"({"amount":1.5,"currency":"EUR"})", "wrong_type /price/amount"},
      {"price", R"({"amount":9007199254740992,"currency":"EUR"})", "too_large /price/amount"},
      {"price", R"({"amount":1,"currency":"EUR","x":1})", "unknown_field /price/x"},
      {"price", "1250", "wrong_type /price"},
      {"printed", "\"2024-02-29\"", ""},
      {"printed", "\"2023-02-29\"", "bad_format /printed"},
      {"printed", "20240229", "wrong_type /printed"},
      {"seen", "\"2016-12-31T23:59:60Z\"", "bad_format /seen"},
      {"seen", "\"2016-12-31\"", "bad_format /seen"},
      {"sequel", "\"019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6071\"", ""},
      {"sequel", "\"019ab3c4\"", "bad_format /sequel"},
      {"lent_out", "false", ""},
      {"lent_out", "0", "wrong_type /lent_out"},
      {"lent_out", "null", "wrong_type /lent_out"},
      {"pages", "[]", "too_few /pages"},
      {"pages", R"([{"number":1},{"number":2},{"number":3},{"number":"x"}])", "too_many /pages"},
      {"pages", R"([{"number":2147483648}])", "too_large /pages/0/number"},
      {"pages", R"([{"number":1},{}])", "required /pages/1/number"},
      {"pages", "[null]", "wrong_type /pages/0"},
      {"pages", "{}", "wrong_type /pages"},
      {"counts", R"({"a":1,"a":2})", "duplicate_field /counts/a"},
      {"counts", R"({"a/b~c":"x"})", "wrong_type /counts/a~1b~0c"},
      {"counts", R"({"\ud800":1})", "invalid_unicode /counts/\uFFFD"},
      {"counts", "[]", "wrong_type /counts"},
      {"extra", R"({"a":{"b":1,"b":1}})", "duplicate_field /extra/a/b"},
      {"extra", R"(["\u0000"])", "nul_character /extra/0"},
      {"extra", "[[1e999]]", "too_large /extra/0/0"},
  };
  for (const auto& [name, value, expected] : cases) {
    CAPTURE(name);
    CAPTURE(value);
    bool is_title = name == "title";
    auto found = is_title ? errors<Book>("{\"title\":" + std::string(value) + "}")
                          : member_errors(name, value);
    CHECK(found == expected);
  }
}

TEST("model: all bad fields are told at once, those that are missing at the end") {
  CHECK(errors<Book>(R"({"stars":9,"pages":[{"heading":""}],"colour":1,"weight":"x"})") ==
        "too_large /stars, too_short /pages/0/heading, required /pages/0/number, "
        "unknown_field /colour, wrong_type /weight, required /title");
  CHECK(errors<Book>("[]") == "wrong_type ");
  CHECK(errors<Book>("{}") == "required /title");
  CHECK(errors<Book>(R"({"stars":9)") == "malformed_json");
}

TEST("model: at most a hundred bad fields are listed") {
  std::string json = R"({"title":"T")";
  for (int i = 0; i < 5000; ++i) json += ",\"k" + std::to_string(i) + "\":[{}]";
  json += "}";
  try {
    from_json<Book>(json);
    FAIL("it is refused");
  } catch (const Refusal& refusal) {
    REQUIRE(refusal.errors.size() == 101);
    CHECK(refusal.errors[99].pointer == "/k99");
    CHECK(refusal.errors[100].code == "too_many_errors");
    CHECK(refusal.errors[100].pointer == "");
  }
  json.pop_back();
  CHECK(errors<Book>(json) == "malformed_json");
}

TEST("model: a client is told of an unknown name and of the one that it may have meant") {
  CHECK(first_message(R"({"title":"T","gerne":"novel"})") ==
        "There is no field of this name; did you mean \"genre\"?");
  CHECK(first_message(R"({"title":"T","quantum":1})") == "There is no field of this name.");
  // Not a name that a client may write.
  CHECK(first_message(R"({"title":"T","versoin":1})") == "There is no field of this name.");
  CHECK(errors<Book>(R"({"title":"T","\u0000":1})") == std::string("nul_character /") + '\0');
}

TEST("model: a peer may know more than we do") {
  DecodeOptions peer{.strictness = Strictness::peer};
  CHECK(errors<Book>(R"({"title":"T","newer":{"a":[1,2]}})", peer) == "");
  CHECK(errors<Book>(R"({"title":"T","newer":{"a":[1,2]})", peer) == "malformed_json");
  CHECK(errors<Book>(R"({"title":"T","title":"U"})", peer) == "duplicate_field /title");
}

TEST("model: what the server writes is read from a peer only") {
  std::string_view json =
      R"({"id":"019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6071","version":3,
          "created":"2026-11-23T08:15:30Z","updated":"2026-11-24T08:15:30Z","title":"T"})";
  CHECK(errors<Book>(json) ==
        "read_only /id, read_only /version, read_only /created, read_only /updated");
  auto book = from_json<Book>(json, {.strictness = Strictness::peer});
  CHECK(book.version.value == 3);
  CHECK(to_string(book.id) == "019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6071");
  CHECK(to_string(book.updated) == "2026-11-24T08:15:30Z");
}

TEST("model: what comes from the path is refused in the body and not missed there") {
  DecodeOptions options{.elsewhere = [](const Field& field) { return field.name == "title"; }};
  CHECK(errors<Book>("{}", options) == "");
  CHECK(errors<Book>(R"({"title":"T"})", options) == "read_only /title");
}

TEST("model: duplicate names are refused, however they are written") {
  CHECK(errors<Book>(R"({"title":"T","title":"T"})") == "duplicate_field /title");
  CHECK(errors<Book>(R"({"title":"T","\u0074itle":"T"})") == "duplicate_field /title");
}

TEST("model: values that are not structs are read too") {
  CHECK(from_json<std::vector<std::int64_t>>("[1,2]") == std::vector<std::int64_t>{1, 2});
  CHECK(from_json<std::int64_t>("-9007199254740991") == -9007199254740991);
  CHECK(errors<std::int64_t>("9007199254740992") == "too_large ");
  CHECK(errors<std::vector<Genre>>(R"(["novel","x"])") == "not_in_set /1");
}

TEST("model: messages are sentences") {
  CHECK(first_message(R"({"title":7})") == "A string is expected, not a number.");
  CHECK(first_message(R"({"title":"T","genre":"x"})") == "One of novel, poetry, science.");
  CHECK(first_message(R"({"title":"T","seen":"2016-12-31T23:59:60Z"})") ==
        "Leap seconds are not kept; use second 59.");
}

// ---- parameters ---------------------------------------------------------------------------------

TEST("model: parameters are read from text") {
  auto code = [](const Type& type, std::string_view text) -> std::string {
    Object value(type);
    std::vector<FieldError> errors;
    decode_text(type, value.get(), text, "/p", errors);
    if (!errors.empty()) return "! " + errors.at(0).code + " " + errors.at(0).pointer;
    std::string out;
    encode(type, value.get(), out);
    return out;
  };
  CHECK(code(type_of<bool>(), "true") == "true");
  CHECK(code(type_of<bool>(), "1") == "! wrong_type /p");
  CHECK(code(type_of<Range<1, 100>>(), "20") == "20");
  CHECK(code(type_of<Range<1, 100>>(), "0") == "! too_small /p");
  CHECK(code(type_of<Range<1, 100>>(), "") == "! wrong_type /p");
  CHECK(code(type_of<Range<1, 100>>(), "+1") == "! wrong_type /p");
  CHECK(code(type_of<Range<1, 100>>(), "1 ") == "! wrong_type /p");
  CHECK(code(type_of<double>(), "1.5") == "1.5");
  CHECK(code(type_of<double>(), "nan") == "! wrong_type /p");
  CHECK(code(type_of<Decimal<2>>(), "1.5") == "\"1.50\"");
  CHECK(code(type_of<std::optional<Email>>(), "a@B.org") == "\"a@b.org\"");
  CHECK(code(type_of<std::optional<Date>>(), "2026-11-23") == "\"2026-11-23\"");
  CHECK(code(type_of<Timestamp>(), "2026-11-23T08:15:30Z") == "\"2026-11-23T08:15:30Z\"");
  CHECK(code(type_of<Id<Book>>(), "x") == "! bad_format /p");
  CHECK(code(type_of<Genre>(), "poetry") == "\"poetry\"");
  CHECK(code(type_of<Genre>(), "prose") == "! not_in_set /p");
  CHECK(code(type_of<std::string>(), "\xFF") == "! invalid_unicode /p");
  CHECK(code(type_of<std::string>(), std::string_view("a\0", 2)) == "! nul_character /p");
  CHECK(code(type_of<std::vector<std::int64_t>>(), "1") == "! wrong_type /p");
}

}  // namespace stoa
