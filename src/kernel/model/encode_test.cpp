#include <limits>

#include "kernel/model/codec.h"
#include "kernel/testing/test.h"

namespace stoa {
namespace {

enum class Size : unsigned char { small = 1, large = 200 };
BOOST_DESCRIBE_ENUM(Size, small, large)

struct Empty {};
BOOST_DESCRIBE_STRUCT(Empty, (), ())

struct Inner {
  std::int32_t n = -1;
  std::optional<std::string> text = {};
};
BOOST_DESCRIBE_STRUCT(Inner, (), (n, text))

struct Numbered {
  std::int32_t number = 7;
};
BOOST_DESCRIBE_STRUCT(Numbered, (), (number))

struct Rich : Numbered {
  Id<Rich> id = {};
  bool yes = true;
  Range<1, 9> digit = 3;
  double real = 0.1;
  Decimal<2> decimal = {-5};
  Decimal<0> whole = {12};
  Timestamp time = {1'500'000};
  Date date = {1};
  Size size = Size::large;
  Money money = {-1, {"USD"}};
  Json json = {R"({"k":[1]})"};
  std::vector<std::vector<std::int64_t>> lists = {{1, 2}, {}};
  std::map<std::string, Inner> map = {{"a\"b", {}}};
  std::optional<std::vector<Inner>> inners = {{{.n = 1, .text = "x"}}};
  Empty empty = {};
};
BOOST_DESCRIBE_STRUCT(Rich, (Numbered),
                      (id, yes, digit, real, decimal, whole, time, date, size, money, json, lists,
                       map, inners, empty))

std::string encoded(std::string_view text) {
  std::string out;
  encode_string(text, out);
  return out;
}

}  // namespace

TEST("model: a rich struct is written as compact JSON and read back the same") {
  auto json = to_json(Rich{});
  CHECK(json == R"({"id":"00000000-0000-0000-0000-000000000000","number":7,"yes":true,"digit":3,)"
                R"("real":0.1,"decimal":"-0.05","whole":"12","time":"1970-01-01T00:00:01.5Z",)"
                R"("date":"1970-01-02","size":"large","money":{"amount":-1,"currency":"USD"},)"
                R"("json":{"k":[1]},"lists":[[1,2],[]],"map":{"a\"b":{"n":-1,"text":null}},)"
                R"("inners":[{"n":1,"text":"x"}],"empty":{}})");
  CHECK(to_json(from_json<Rich>(json, {.strictness = Strictness::peer})) == json);
}

TEST("model: strings are escaped where they must be and nowhere else") {
  CHECK(encoded("") == R"("")");
  CHECK(encoded("plain text / <b>") == R"("plain text / <b>")");
  CHECK(encoded("\"\\\b\f\n\r\t") == R"("\"\\\b\f\n\r\t")");
  CHECK(encoded(std::string_view("\x01\x1F\0", 3)) == R"("\u0001\u001f\u0000")");
  CHECK(encoded("\u00E9\u20AC\U0001F600\x7F") == "\"\u00E9\u20AC\U0001F600\x7F\"");
  for (std::size_t at = 0; at < 30; ++at) {
    std::string text(30, 'x');
    text[at] = '"';
    CHECK(from_json<std::string>(encoded(text)) == text);
  }
}

TEST("model: a number is written with the fewest digits that read back the same") {
  for (double value : {0.0, -0.0, 0.1, 1.0 / 3, 1e22, 5e-324, 1.7976931348623157e308, 100.0}) {
    CHECK(from_json<double>(to_json(value)) == value);
  }
  CHECK(to_json(-0.0) == "-0");
  CHECK(to_json(100.0) == "100");
  CHECK(to_json(std::numeric_limits<double>::quiet_NaN()) == "null");
  CHECK(to_json(Decimal<3>{INT64_MIN}) == "\"-9223372036854775.808\"");
  CHECK(to_json(Decimal<2>{0}) == "\"0.00\"");
}

}  // namespace stoa
