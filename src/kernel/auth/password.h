// Passwords: Argon2id (RFC 9106, libsodium), and what is too easy to guess (zxcvbn).
//
// A hash takes tens of milliseconds on purpose; it is made on the pool for such work only, never on
// a thread that others wait for. Pure functions but for a counter; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace stoa::auth {

struct PasswordCost {
  std::int64_t memory_kib = 19 * 1024;  // OWASP's first choice: 19 MiB, two passes, one lane
  std::int64_t passes = 2;
};

// "$argon2id$v=19$m=19456,t=2,p=1$...": cost and salt stand in it.
std::string hash_password(std::string_view password, const PasswordCost& cost);

struct PasswordCheck {
  bool right = false;
  bool rehash = false;  // right, but kept at another cost than today's
};
// An empty `hash` (an account that is not there, or has no password) costs exactly the same and is
// never right.
PasswordCheck check_password(std::string_view hash, std::string_view password,
                             const PasswordCost& cost);

// How many hashes this process has computed, for the tests of equal work.
std::uint64_t password_hashes_computed();

// "" when it will do; otherwise a sentence for its owner. `about` are words that an attacker tries
// first: the address, the name. At least 8 characters, at most 128, 2^30 guesses by zxcvbn.
std::string password_fault(std::string_view password, const std::vector<std::string>& about);

}  // namespace stoa::auth
