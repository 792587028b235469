#include <algorithm>
#include <random>

#include "kernel/model/text_forms.h"

namespace stoa {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = static_cast<char>(c | 0x20);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool is_hyphen_place(std::size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; }

}  // namespace

void append_text(std::string& out, const Uuid& uuid) {
  constexpr char hex[] = "0123456789abcdef";
  char text[36];
  char* to = text;
  for (auto byte : uuid.bytes) {
    if (is_hyphen_place(static_cast<std::size_t>(to - text))) *to++ = '-';
    *to++ = hex[byte >> 4];
    *to++ = hex[byte & 15];
  }
  out.append(text, sizeof text);
}

std::string to_string(const Uuid& uuid) {
  std::string out;
  append_text(out, uuid);
  return out;
}

std::optional<Uuid> parse_uuid(std::string_view text) {
  if (text.size() != 36) return std::nullopt;
  Uuid uuid;
  std::size_t digits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_hyphen_place(i)) {
      if (text[i] != '-') return std::nullopt;
      continue;
    }
    int value = hex_value(text[i]);
    if (value < 0) return std::nullopt;
    auto& byte = uuid.bytes[digits++ / 2];
    byte = static_cast<std::uint8_t>(byte << 4 | value);
  }
  return uuid;
}

// The 48 bits of milliseconds and, in rand_a, the rest of the microseconds (RFC 9562 §6.2, method
// 3). Ids that one thread makes in one microsecond count upwards by a random step (method 2), so
// that the records of one transaction sort as they were made.
Uuid make_uuid_v7(Timestamp now) {
  thread_local std::mt19937_64 random{(std::uint64_t{std::random_device{}()} << 32) ^
                                      std::random_device{}()};
  thread_local std::uint64_t last_high = 0, last_low = 0;

  auto micros = static_cast<std::uint64_t>(std::max<std::int64_t>(now.micros, 0));
  std::uint64_t high = (micros / 1000) << 16 | 0x7000 | (micros % 1000) * 4096 / 1000;
  constexpr std::uint64_t low_mask = (1ULL << 62) - 1;
  std::uint64_t low = random() & (low_mask >> 1);  // the spare top bit leaves room to count
  if (high == last_high) low = (last_low + 1 + (random() >> 32)) & low_mask;
  last_high = high;
  last_low = low;

  low |= 1ULL << 63;  // the variant
  Uuid uuid;
  for (int i = 0; i < 8; ++i) {
    uuid.bytes[i] = static_cast<std::uint8_t>(high >> (56 - 8 * i));
    uuid.bytes[8 + i] = static_cast<std::uint8_t>(low >> (56 - 8 * i));
  }
  return uuid;
}

}  // namespace stoa
