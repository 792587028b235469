// What is said to a Redis and by it: RESP2 and RESP3 (redis.io/docs/reference/protocol-spec).
//
// Pure bytes to values, for any thread. What comes in is bounded and believed in nothing: the first
// byte that is against the rules ends the reading.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace stoa::redis {

struct Value {
  enum class Kind {
    null,
    text,   // simple, bulk and verbatim strings, big numbers
    error,  // what was asked failed; `text` begins with a code in capitals
    integer,
    real,
    boolean,  // integer is 0 or 1
    list,     // arrays and sets; maps as key, value, key, value, …
    push,     // nobody asked: a message of a channel
  };
  Kind kind = Kind::null;
  std::string text = {};
  std::int64_t integer = 0;
  double real = 0;
  std::vector<Value> items = {};

  bool operator==(const Value&) const = default;
};

struct ProtocolError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Reads values off bytes that come in pieces.
class Reader {
 public:
  // `most`: bytes of one value with all that is in it.
  explicit Reader(std::size_t most = 16 << 20) : most_(most) {}

  void feed(std::string_view bytes);
  // The next value that has come as a whole. Throws ProtocolError, and from then on always.
  std::optional<Value> next();

 private:
  struct Open {
    Value value;
    std::size_t missing;     // items
    bool attribute = false;  // about what follows it, and left out
  };
  struct Body {
    std::size_t size;
    Value::Kind kind;
    bool verbatim;
  };
  std::optional<std::string_view> take_line();
  bool step(std::optional<Value>& whole);
  bool read_body(std::optional<Value>& whole);
  void read_line(std::string_view line, std::optional<Value>& whole);
  void read_text(char type, std::string_view rest, std::optional<Value>& whole);
  void begin_body(Value::Kind kind, std::string_view size, bool verbatim,
                  std::optional<Value>& whole);
  void begin_list(char type, std::string_view count, std::optional<Value>& whole);
  void add(Value value, std::optional<Value>& whole);
  void spend(std::size_t bytes);

  const std::size_t most_;
  std::string bytes_;
  std::size_t at_ = 0;        // read up to here
  std::size_t searched_ = 0;  // no line ends before
  std::size_t spent_ = 0;     // of `most_`, by the value that is being read
  std::vector<Open> open_;
  std::optional<Body> body_;
  bool broken_ = false;
};

// The code of an error. A server may repeat in the rest what it was sent, passwords too: that is
// not to be printed.
std::string error_code(const Value& error);

using Words = std::vector<std::string>;
// A command as an array of bulk strings, added to `out`.
void encode(const Words& words, std::string& out);

}  // namespace stoa::redis
