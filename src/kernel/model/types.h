// The words that a model is written in: member types that carry their own rules.
//
// A described struct of these is a contract: what JSON may come in, what column it is kept in,
// what OpenAPI says about it. Each type is a plain value whose memory is that of the type it is
// built on (a Text is a std::string), so that one interpreter serves them all. Any thread.
#pragma once

#include <array>
#include <chrono>
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stoa {

// ---- identity -----------------------------------------------------------------------------------

// 128 bits, UUIDv7 when made here (RFC 9562 §5.7): sortable by the time of its making.
struct Uuid {
  std::array<std::uint8_t, 16> bytes{};
  auto operator<=>(const Uuid&) const = default;
  bool is_nil() const { return *this == Uuid{}; }
  std::string_view view() const { return {reinterpret_cast<const char*>(bytes.data()), 16}; }
};

// The id of a record of T; ids of different records do not mix.
template <class T>
struct Id {
  Uuid value{};
  auto operator<=>(const Id&) const = default;
  bool is_nil() const { return value.is_nil(); }
};

// ---- time ---------------------------------------------------------------------------------------

// An instant: microseconds since 1970-01-01T00:00:00Z. RFC 3339 in JSON.
struct Timestamp {
  std::int64_t micros = 0;
  auto operator<=>(const Timestamp&) const = default;
  friend Timestamp operator+(Timestamp t, std::chrono::microseconds d) {
    return {t.micros + d.count()};
  }
  friend Timestamp operator-(Timestamp t, std::chrono::microseconds d) {
    return {t.micros - d.count()};
  }
};

// A calendar day without a zone: days since 1970-01-01. "2026-11-23" in JSON.
struct Date {
  std::int32_t days = 0;
  auto operator<=>(const Date&) const = default;
};

// ---- text ---------------------------------------------------------------------------------------

// Text of Min to Max characters (code points, not bytes).
template <int Min, int Max>
struct Text : std::string {
  using std::string::string;
  Text() = default;
  Text(std::string s) : std::string(std::move(s)) {}
  Text(std::string_view s) : std::string(s) {}
};

// Text that matches an ECMAScript expression as a whole, at most 200 characters long.
template <std::size_t N>
struct Literal {
  char text[N];
  constexpr Literal(const char (&s)[N]) {
    for (std::size_t i = 0; i < N; ++i) text[i] = s[i];
  }
};
template <Literal Expression>
struct Pattern : std::string {
  using std::string::string;
  Pattern() = default;
  Pattern(std::string s) : std::string(std::move(s)) {}
};

// Text with a rule of its own; each is normalised on the way in.
#define STOA_TEXT_TYPE(Name)                           \
  struct Name : std::string {                          \
    using std::string::string;                         \
    Name() = default;                                  \
    Name(std::string s) : std::string(std::move(s)) {} \
    Name(std::string_view s) : std::string(s) {}       \
  }
STOA_TEXT_TYPE(Email);     // an address as HTML's input takes it; the domain in lower case
STOA_TEXT_TYPE(Url);       // http or https, with a host
STOA_TEXT_TYPE(Slug);      // a-z, 0-9 and single hyphens, up to 80 characters
STOA_TEXT_TYPE(Isbn10);    // ten digits (X may end it), check digit verified, hyphens removed
STOA_TEXT_TYPE(Isbn13);    // thirteen digits, check digit verified, hyphens removed
STOA_TEXT_TYPE(Language);  // a BCP 47 tag: "en", "en-US", "zh-Hant"
STOA_TEXT_TYPE(Cursor);    // where the next page begins: opaque, from a Page's `next`
#undef STOA_TEXT_TYPE

// ---- numbers ------------------------------------------------------------------------------------

// A whole number from Min to Max, both included.
template <std::int64_t Min, std::int64_t Max>
struct Range {
  std::int64_t value = Min;
  Range() = default;
  constexpr Range(std::int64_t v) : value(v) {}
  operator std::int64_t() const { return value; }
};

// A decimal number with Scale digits after the point, kept as units of 10^-Scale. A string in
// JSON ("12.50"): a double never touches it.
template <int Scale>
struct Decimal {
  std::int64_t units = 0;
  auto operator<=>(const Decimal&) const = default;
};

// An amount in the minor units of its ISO 4217 currency: {"amount": 1250, "currency": "EUR"}.
struct Money {
  std::int64_t amount = 0;
  std::array<char, 4> currency{};
  bool operator==(const Money&) const = default;
};

// ---- files --------------------------------------------------------------------------------------

// A file that comes with a request. When a handler gets it, its bytes are safe already, under the
// name of their hash; Write::attach makes them a file of the app.
struct Upload {
  std::string sha256 = {};  // 64 hexadecimal digits
  std::int64_t size = 0;
  std::string content_type = {};  // by what it holds, whatever its sender says
  std::string name = {};          // its sender's, made safe; "" for none
};

// ---- shapes of more than one value --------------------------------------------------------------

// A list of Min to Max items.
template <class T, int Min, int Max>
struct List : std::vector<T> {
  using std::vector<T>::vector;
};

// Any JSON value, kept as its text.
struct Json {
  std::string text = "null";
  bool operator==(const Json&) const = default;
};

// A value that may be left out of the input, and then is V.
template <class T, auto V>
struct Default {
  T value = V;
  Default() = default;
  Default(T v) : value(std::move(v)) {}
  operator T() const { return value; }
};

// A value that a handler computes behind the statement that gave the row: no column holds it, and
// no list is filtered or sorted by it.
template <class T>
struct Computed {
  T value = {};
  Computed() = default;
  Computed(T v) : value(std::move(v)) {}
  operator T() const { return value; }
};

// ---- what the store keeps on every record
// ----------------------------------------------------------

struct Version {
  std::int64_t value = 0;  // 1 when made, one more at each change; the ETag
};
struct Created : Timestamp {};
struct Updated : Timestamp {};

// ---- text forms
// -----------------------------------------------------------------------------------

std::string to_string(const Uuid&);  // 8-4-4-4-12, lower case
std::string to_string(Timestamp);    // 2026-11-23T08:15:30.123456Z, zeros at the end cut
std::string to_string(Date);         // 2026-11-23
std::optional<Uuid> parse_uuid(std::string_view);
std::optional<Timestamp> parse_timestamp(std::string_view);  // RFC 3339, any offset
std::optional<Date> parse_date(std::string_view);            // years 0000 to 9999

template <class T>
std::string to_string(const Id<T>& id) {
  return to_string(id.value);
}

Uuid make_uuid_v7(Timestamp now);  // random bits from a thread's own generator; not a secret
Timestamp wall_clock();

}  // namespace stoa
