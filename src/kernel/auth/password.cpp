#include "kernel/auth/password.h"

#include <fmt/format.h>
#include <zxcvbn.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cctype>
#include <cerrno>
#include <stdexcept>

#include "kernel/auth/crypto.h"
#include "kernel/model/utf8.h"

namespace stoa::auth {
namespace {

constexpr std::size_t shortest = 8, longest = 128;  // characters
constexpr double needed_bits = 30;

std::atomic<std::uint64_t> computed = 0;

// crypto_pwhash's own limits on these are wider; it takes bytes, and turns a negative number into a
// huge one.
std::size_t memory_bytes(const PasswordCost& cost) {
  if (cost.memory_kib < 8 || cost.memory_kib > 4 * 1024 * 1024 || cost.passes < 1) {
    throw std::invalid_argument("A password's hash takes 8 KiB to 4 GiB and one pass or more.");
  }
  return static_cast<std::size_t>(cost.memory_kib) * 1024;
}

bool is_hash(const std::string& text) {
  return text.starts_with("$argon2id$") && text.size() < crypto_pwhash_STRBYTES &&
         crypto_pwhash_str_needs_rehash(text.c_str(), 1, crypto_pwhash_MEMLIMIT_MIN) >= 0;
}

// A hash that no password has, of the same form and cost as one that is kept.
std::string hash_of_nobody(const PasswordCost& cost) {
  return fmt::format("$argon2id$v=19$m={},t={},p=1${:A<22}${:A<43}", cost.memory_kib, cost.passes,
                     "", "");
}

bool verify(const std::string& hash, std::string_view password) {
  ++computed;
  errno = 0;
  if (crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0) return true;
  // EINVAL is its word for another password; anything else is no verdict on it.
  if (errno != EINVAL) throw std::runtime_error("There is no memory for a password's hash.");
  return false;
}

bool is_space_or_at(char c) { return c == ' ' || c == '@'; }
bool is_no_letter(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x80 && std::isalpha(byte) == 0;
}

// One or two letters say nothing.
void add_words(const std::string& text, bool (*is_between)(char), std::vector<std::string>& words) {
  for (auto at = text.begin(); at != text.end();) {
    const auto end = std::find_if(at, text.end(), is_between);
    if (end - at > 2) words.emplace_back(at, end);
    at = std::find_if_not(end, text.end(), is_between);
  }
}

// What is known of somebody: of ann.lee85@example.org this text, ann.lee85, ann, lee, example.
std::vector<std::string> known_words(const std::vector<std::string>& about) {
  std::vector<std::string> words = {"stoa"};
  for (const std::string& text : about) {
    words.push_back(text);
    add_words(text, &is_space_or_at, words);
    add_words(text, &is_no_letter, words);
  }
  return words;
}

double guess_bits(const std::string& password, const std::vector<std::string>& about) {
  const std::vector<std::string> words = known_words(about);
  std::vector<const char*> pointers;
  for (const std::string& word : words) pointers.push_back(word.c_str());
  pointers.push_back(nullptr);
  return ZxcvbnMatch(password.c_str(), pointers.data(), nullptr);
}

}  // namespace

std::string hash_password(std::string_view password, const PasswordCost& cost) {
  need_sodium();
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  const std::size_t memory = memory_bytes(cost);
  ++computed;
  if (crypto_pwhash_str_alg(hash.data(), password.data(), password.size(),
                            static_cast<unsigned long long>(cost.passes), memory,
                            crypto_pwhash_ALG_ARGON2ID13) != 0) {
    throw std::runtime_error("There is no memory for a password's hash.");
  }
  return hash.data();
}

PasswordCheck check_password(std::string_view hash, std::string_view password,
                             const PasswordCost& cost) {
  need_sodium();
  const std::size_t memory = memory_bytes(cost);
  const std::string kept(hash);
  if (!is_hash(kept)) {
    verify(hash_of_nobody(cost), password);
    return {};
  }
  PasswordCheck check;
  check.right = verify(kept, password);
  check.rehash =
      check.right && crypto_pwhash_str_needs_rehash(
                         kept.c_str(), static_cast<unsigned long long>(cost.passes), memory) != 0;
  return check;
}

std::uint64_t password_hashes_computed() { return computed; }

std::string password_fault(std::string_view password, const std::vector<std::string>& about) {
  const std::size_t length = count_code_points(password);
  if (length < shortest) return fmt::format("A password has at least {} characters.", shortest);
  if (length > longest) return fmt::format("A password has at most {} characters.", longest);
  if (guess_bits(std::string(password), about) >= needed_bits) return "";
  return "This password is too easy to guess. Several words that have nothing to do with you or "
         "with each other are harder.";
}

}  // namespace stoa::auth
