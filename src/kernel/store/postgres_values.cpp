#include "kernel/store/postgres_values.h"

#include <libpq-fe.h>

#include <bit>
#include <charconv>
#include <cstring>
#include <type_traits>

namespace stoa::store {
namespace {

// Of pg_type.dat; they never change.
constexpr TypeOid bool_type = 16, bytea_type = 17, int8_type = 20, int2_type = 21, int4_type = 23,
                  oid_type = 26, float4_type = 700, float8_type = 701, numeric_type = 1700,
                  uuid_type = 2950;

std::array<char, 8> big_endian(std::uint64_t number) {
  std::array<char, 8> bytes;
  for (int i = 7; i >= 0; --i, number >>= 8)
    bytes[static_cast<std::size_t>(i)] = static_cast<char>(number & 0xff);
  return bytes;
}

StoreError not_understood(std::string_view what, std::string_view text) {
  return StoreError(StoreError::Kind::other,
                    "PostgreSQL gave no " + std::string(what) + ": " + std::string(text));
}

template <class Number>
Number parse(std::string_view text) {
  Number number{};
  const auto end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, number);
  if (parsed.ec != std::errc{} || parsed.ptr != end) throw not_understood("number", text);
  return number;
}

int hex_digit(char c) {
  return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// Hexadecimal digits, among which dashes do not count, as bytes.
std::string_view from_hex(std::string_view text, std::string& bytes) {
  bytes.clear();
  int high = -1;
  for (const char c : text) {
    const int digit = hex_digit(c);
    if (digit < 0) continue;
    if (high < 0) {
      high = digit;
    } else {
      bytes += static_cast<char>(high << 4 | digit);
      high = -1;
    }
  }
  return bytes;
}

}  // namespace

BoundParameters::BoundParameters(std::span<const Value> values) {
  pointers_.reserve(values.size());
  lengths_.reserve(values.size());
  formats_.reserve(values.size());
  oids_.reserve(values.size());
  for (const Value& value : values) add(value);
}

void BoundParameters::add(const Value& value) {
  std::visit(
      [&](const auto& v) {
        using T = std::decay_t<decltype(v)>;
        if constexpr (std::is_same_v<T, std::int64_t>) {
          numbers_.push_back(big_endian(static_cast<std::uint64_t>(v)));
          add_bytes('i', int8_type, {numbers_.back().data(), 8}, true);
        } else if constexpr (std::is_same_v<T, double>) {
          numbers_.push_back(big_endian(std::bit_cast<std::uint64_t>(v)));
          add_bytes('d', float8_type, {numbers_.back().data(), 8}, true);
        } else if constexpr (std::is_same_v<T, bool>) {
          numbers_.push_back({static_cast<char>(v)});
          add_bytes('b', bool_type, {numbers_.back().data(), 1}, true);
        } else if constexpr (std::is_same_v<T, Blob>) {
          const bool id = v.bytes.size() == sizeof(Uuid);
          add_bytes(id ? 'u' : 'y', id ? uuid_type : bytea_type, v.bytes, true);
        } else if constexpr (std::is_same_v<T, std::string_view>) {
          if (v.find('\0') != v.npos)
            throw StoreError(StoreError::Kind::other, "A text holds U+0000.");
          texts_.emplace_back(v);
          add_bytes('t', 0, texts_.back(), false);
        } else {
          add_bytes('0', 0, {nullptr, 0}, false);
        }
      },
      value);
}

void BoundParameters::add_bytes(char type, TypeOid oid, std::string_view bytes, bool binary) {
  types_ += type;
  oids_.push_back(oid);
  const bool null = type == '0';
  pointers_.push_back(null ? nullptr : bytes.data() ? bytes.data() : "");
  lengths_.push_back(static_cast<int>(bytes.size()));
  formats_.push_back(binary ? 1 : 0);
}

bool takes(std::string_view prepared_types, std::string_view types) {
  if (prepared_types.size() != types.size()) return false;
  for (std::size_t i = 0; i < types.size(); ++i) {
    // A text and a null are both sent without a type.
    const char prepared = prepared_types[i] == '0' ? 't' : prepared_types[i];
    if (types[i] != '0' && types[i] != prepared) return false;
  }
  return true;
}

PostgresRow::PostgresRow(const PGresult* result)
    : result_(result), decoded_(static_cast<std::size_t>(PQnfields(result))) {}

std::string_view PostgresRow::name(std::size_t column) const {
  return PQfname(result_, static_cast<int>(column));
}

Value PostgresRow::at(std::size_t column) const {
  const int i = static_cast<int>(column);
  if (PQgetisnull(result_, row_, i)) return {};
  const std::string_view text(PQgetvalue(result_, row_, i),
                              static_cast<std::size_t>(PQgetlength(result_, row_, i)));
  switch (PQftype(result_, i)) {
    case int2_type:
    case int4_type:
    case int8_type:
    case oid_type:
    case numeric_type:  // a sum of bigint is one; it has to be whole
      return parse<std::int64_t>(text);
    case float4_type:
    case float8_type:
      return parse<double>(text);
    case bool_type:
      return text == "t";
    case uuid_type:
      return Blob{from_hex(text, decoded_[column])};
    case bytea_type:  // "\x0a1b"
      return Blob{from_hex(text.substr(2), decoded_[column])};
    default:
      return text;
  }
}

}  // namespace stoa::store
