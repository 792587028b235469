#include "kernel/http/request_id.h"

#include <algorithm>
#include <cstdint>
#include <random>

#include "kernel/http/syntax.h"

namespace stoa::http {
namespace {

std::uint64_t random_start() {
  std::random_device device;
  return (std::uint64_t{device()} << 32) ^ device();
}

// A bijection of 64 bits (splitmix64): consecutive counts look unrelated and never collide.
std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

}  // namespace

bool is_request_id(std::string_view text) {
  auto allowed = [](char c) {
    return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z') || c == '.' || c == '_' || c == '-';
  };
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), allowed);
}

std::string new_request_id() {
  thread_local std::uint64_t count = random_start();
  std::uint64_t bits = mixed(count += 0x9e3779b97f4a7c15u);
  std::string id(13, '0');
  for (char& c : id) {
    c = "0123456789abcdefghjkmnpqrstvwxyz"[bits & 31];  // Crockford's base 32: no i, l, o, u
    bits >>= 5;
  }
  return id;
}

}  // namespace stoa::http
