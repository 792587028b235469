#include "kernel/auth/secrets.h"

#include <boost/crc.hpp>
#include <cstdint>

#include "kernel/auth/access_token.h"
#include "kernel/auth/crypto.h"

namespace stoa::auth {
namespace {

constexpr std::size_t secret_bytes = 32, secret_length = 43;
constexpr std::string_view key_prefix = "stoa_live_";
constexpr std::size_t checksum_length = 6;  // 62^6 is more than 2^32

std::string to_base62(std::uint32_t number) {
  constexpr std::string_view digits =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  std::string text(checksum_length, '0');
  for (auto at = text.rbegin(); at != text.rend(); ++at, number /= 62) *at = digits[number % 62];
  return text;
}

std::string checksum(std::string_view text) {
  boost::crc_32_type crc;
  crc.process_bytes(text.data(), text.size());
  return to_base62(crc.checksum());
}

// Crockford's base 32: no i, l, o and u.
constexpr std::string_view recovery_alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t recovery_length = 24, recovery_group = 4;

std::string in_groups(std::string_view symbols) {
  std::string code;
  for (std::size_t at = 0; at < symbols.size(); at += recovery_group) {
    if (at > 0) code += '-';
    code += symbols.substr(at, recovery_group);
  }
  return code;
}

// The symbol that somebody meant who typed `c`.
char recovery_symbol(char c) {
  if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  if (c == 'o') return '0';
  if (c == 'i' || c == 'l') return '1';
  return c;
}

}  // namespace

std::string make_secret() { return to_base64url(random_bytes(secret_bytes)); }

bool is_secret(std::string_view text) {
  const auto bytes = from_base64url(text);
  return bytes && bytes->size() == secret_bytes;
}

std::string hash_secret(std::string_view secret) {
  const std::string digest = sha256(secret);
  std::string hex(2 * digest.size() + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), bytes_of(digest), digest.size());
  hex.pop_back();  // its NUL
  return hex;
}

bool same_bytes(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string make_api_key() {
  const std::string key = std::string(key_prefix) + make_secret();
  return key + checksum(key);
}

bool is_api_key(std::string_view text) {
  if (text.size() != key_prefix.size() + secret_length + checksum_length) return false;
  const std::string_view key = text.substr(0, text.size() - checksum_length);
  return key.starts_with(key_prefix) && is_secret(key.substr(key_prefix.size())) &&
         text.substr(key.size()) == checksum(key);
}

std::string shown_part(std::string_view api_key) {
  return std::string(api_key.substr(0, key_prefix.size() + 4));
}

std::string make_recovery_code() {
  std::string symbols = random_bytes(recovery_length);
  for (char& c : symbols) c = recovery_alphabet[static_cast<unsigned char>(c) % 32];
  return in_groups(symbols);
}

std::string read_recovery_code(std::string_view typed) {
  std::string symbols;
  for (const char c : typed) {
    if (c == '-' || c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
    symbols += recovery_symbol(c);
    const bool known = recovery_alphabet.find(symbols.back()) != std::string_view::npos;
    if (!known || symbols.size() > recovery_length) return "";
  }
  return symbols.size() == recovery_length ? in_groups(symbols) : "";
}

}  // namespace stoa::auth
