#include "kernel/redis/resp.h"

#include <cmath>

#include "kernel/testing/test.h"

namespace stoa::redis {
namespace {

using Kind = Value::Kind;

Value word(std::string text) { return {.kind = Kind::text, .text = std::move(text)}; }
Value whole(std::int64_t number) { return {.kind = Kind::integer, .integer = number}; }
Value list(std::vector<Value> items) { return {.kind = Kind::list, .items = std::move(items)}; }

// Everything that comes of these bytes, in pieces of `piece`.
std::vector<Value> read_in_pieces(std::string_view bytes, std::size_t piece) {
  Reader reader;
  std::vector<Value> all;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    reader.feed(bytes.substr(at, piece));
    while (auto value = reader.next()) all.push_back(std::move(*value));
  }
  return all;
}

void refuses(std::string_view bytes) {
  INFO(bytes);
  Reader reader(1000);
  reader.feed(bytes);
  const auto read_all = [&] {
    while (reader.next()) {
    }
  };
  CHECK_THROWS_AS(read_all(), ProtocolError);
  CHECK_THROWS_AS(reader.next(), ProtocolError);  // and from then on
}

}  // namespace

TEST("redis: values are read, however they are cut into pieces") {
  const std::string bytes =
      "+OK\r\n-WRONGPASS no\r\n:-42\r\n$5\r\na\r\nbc\r\n$0\r\n\r\n$-1\r\n*-1\r\n_\r\n#t\r\n#f\r\n"
      ",1.5\r\n(12345678901234567890123\r\n=7\r\ntxt:abc\r\n!5\r\nERR x\r\n"
      "*3\r\n:1\r\n*2\r\n$1\r\na\r\n_\r\n~0\r\n%1\r\n+key\r\n:2\r\n"
      "|1\r\n+ttl\r\n:9\r\n*2\r\n|1\r\n+a\r\n*1\r\n:1\r\n:7\r\n:8\r\n"
      ">3\r\n+message\r\n+channel\r\n$2\r\nhi\r\n";
  const std::vector<Value> expected = {
      word("OK"),
      {.kind = Kind::error, .text = "WRONGPASS no"},
      whole(-42),
      word("a\r\nbc"),
      word(""),
      {},
      {},
      {},
      {.kind = Kind::boolean, .integer = 1},
      {.kind = Kind::boolean},
      {.kind = Kind::real, .real = 1.5},
      word("12345678901234567890123"),
      word("abc"),
      {.kind = Kind::error, .text = "ERR x"},
      list({whole(1), list({word("a"), {}}), list({})}),
      list({word("key"), whole(2)}),
      list({whole(7), whole(8)}),
      {.kind = Kind::push, .items = {word("message"), word("channel"), word("hi")}}};
  for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
    const auto found = read_in_pieces(bytes, piece);
    INFO("in pieces of " << piece);
    REQUIRE(found == expected);
  }
}

TEST("redis: what is no number of the protocol is none") {
  Reader reader;
  reader.feed(",inf\r\n,-inf\r\n,nan\r\n:+7\r\n");
  CHECK(reader.next()->real == HUGE_VAL);
  CHECK(reader.next()->real == -HUGE_VAL);
  CHECK(std::isnan(reader.next()->real));
  CHECK(*reader.next() == whole(7));
  for (const char* bytes : {":\r\n", ":1x\r\n", ":99999999999999999999\r\n", ",\r\n", ",1,5\r\n",
                            "$x\r\n", "$-2\r\n", "*-2\r\n", "%-1\r\n", "$1001\r\n", "*1001\r\n"})
    refuses(bytes);
}

TEST("redis: what is against the protocol ends the reading") {
  for (const char* bytes :
       {"\r\n", "x\r\n", "$3\r\nabcd\r\n", "#x\r\n", "_x\r\n", "=3\r\nabc\r\n", "=5\r\nabcde\r\n",
        "*1\r\n>1\r\n:1\r\n", "HTTP/1.1 400 Bad Request\r\n", "$?\r\n"})
    refuses(bytes);
}

TEST("redis: a value is bounded in size and depth, whatever it announces") {
  std::string deep;
  for (int i = 0; i < 100; ++i) deep += "*1\r\n";
  refuses(deep);
  std::string many = "*1000\r\n";  // each of which costs more than its two bytes
  for (int i = 0; i < 1000; ++i) many += "_\r\n";
  refuses(many);
  refuses("*2\r\n$600\r\n" + std::string(600, 'a') + "\r\n$600\r\n");
  Reader endless;
  endless.feed("+" + std::string(70'000, 'a'));
  CHECK_THROWS_AS(endless.next(), ProtocolError);
  Reader fits(1000);
  for (int i = 0; i < 10; ++i) fits.feed("$600\r\n" + std::string(600, 'a') + "\r\n");
  for (int i = 0; i < 10; ++i) CHECK(fits.next()->text.size() == 600);
}

TEST("redis: a command is sent as it is, whatever bytes are in it") {
  std::string out = "x";
  encode({"SET", std::string("a\0b", 3), "\r\n"}, out);
  CHECK(out == "x*3\r\n$3\r\nSET\r\n$3\r\na" + std::string("\0b\r\n$2\r\n\r\n\r\n", 12));
}

}  // namespace stoa::redis
