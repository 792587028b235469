#include "kernel/auth/password.h"

#include <stdexcept>
#include <thread>

#include "kernel/testing/test.h"

namespace stoa::auth {
namespace {

constexpr PasswordCost cheap{.memory_kib = 64, .passes = 1};

std::string times(int count, std::string_view text) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

}  // namespace

// ---- hashes -------------------------------------------------------------------------------------

TEST("auth: a hash says its cost, and its password is right") {
  const std::string hash = hash_password("correct horse", {});
  CHECK(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
  CHECK(hash != hash_password("correct horse", {}));
  CHECK(check_password(hash, "correct horse", {}).right);
  CHECK_FALSE(check_password(hash, "correct horse", {}).rehash);
  CHECK_FALSE(check_password(hash, "Correct horse", {}).right);
}

TEST("auth: a hash of another maker is understood") {
  // Made by hash-wasm with the salt "somesaltsomesalt".
  const std::string hash =
      "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$"
      "bIKRw3Ua1pluirFy81fnppmR01EnUxY3hLEBwbWxBG8";
  CHECK(check_password(hash, "correct horse", cheap).right);
  CHECK_FALSE(check_password(hash, "correct horsf", cheap).right);
}

TEST("auth: passwords differ in their last byte, their length and after U+0000") {
  const std::string hash = hash_password(std::string_view("a\0b", 3), cheap);
  CHECK(check_password(hash, std::string_view("a\0b", 3), cheap).right);
  CHECK_FALSE(check_password(hash, std::string_view("a\0c", 3), cheap).right);
  CHECK_FALSE(check_password(hash, "a", cheap).right);
  CHECK_FALSE(check_password(hash, "", cheap).right);
}

TEST("auth: only what is right and kept at another cost is hashed anew") {
  const std::string hash = hash_password("correct horse", cheap);
  const PasswordCost more_memory{.memory_kib = 128, .passes = 1}, more_passes{64, 2};
  CHECK_FALSE(check_password(hash, "correct horse", cheap).rehash);
  CHECK(check_password(hash, "correct horse", more_memory).rehash);
  CHECK(check_password(hash, "correct horse", more_passes).rehash);
  CHECK_FALSE(check_password(hash, "wrong", more_passes).rehash);
}

TEST("auth: every check computes one hash, whether there is an account or not") {
  const std::string hash = hash_password("correct horse", cheap);
  const std::string cut = hash.substr(0, hash.size() - 5);
  for (const std::string& kept :
       {hash, std::string(), std::string("x"), cut, std::string("$argon2id$v=19$m=64,t=1,p=1$"),
        std::string("$2b$12$abcdefghijklmnopqrstuv"), hash + "A"}) {
    for (const std::string_view typed : {"correct horse", "wrong", ""}) {
      const auto before = password_hashes_computed();
      const bool right = check_password(kept, typed, cheap).right;
      CAPTURE(kept);
      CHECK(password_hashes_computed() == before + 1);
      CHECK(right == (kept == hash && typed == "correct horse"));
    }
  }
  const auto before = password_hashes_computed();
  hash_password("correct horse", cheap);
  CHECK(password_hashes_computed() == before + 1);
}

TEST("auth: a cost that cannot be is refused") {
  for (const PasswordCost& cost :
       {PasswordCost{0, 1}, PasswordCost{-1, 1}, PasswordCost{7, 1}, PasswordCost{64, 0},
        PasswordCost{64, -1}, PasswordCost{std::int64_t{1} << 40, 1}}) {
    CHECK_THROWS_AS(hash_password("correct horse", cost), std::invalid_argument);
    CHECK_THROWS_AS(check_password("", "correct horse", cost), std::invalid_argument);
  }
}

TEST("auth: many threads hash and check at once") {
  const std::string hash = hash_password("correct horse", cheap);
  const auto before = password_hashes_computed();
  std::vector<int> right(8);
  std::vector<std::thread> threads;
  for (int& mine : right) {
    threads.emplace_back([&] {
      for (int i = 0; i < 20; ++i) {
        mine += check_password(hash, "correct horse", cheap).right ? 1 : 0;
        mine += check_password("", "correct horse", cheap).right ? 100 : 0;
        mine += password_fault("password", {"ann"}).empty() ? 100 : 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const int count : right) CHECK(count == 20);
  CHECK(password_hashes_computed() == before + 8 * 40);
}

// ---- what is too easy to guess ------------------------------------------------------------------

TEST("auth: a password has 8 to 128 characters, however many bytes they take") {
  const std::string too_short = "A password has at least 8 characters.";
  const std::string too_long = "A password has at most 128 characters.";
  CHECK(password_fault("", {}) == too_short);
  CHECK(password_fault("kT7#qm2", {}) == too_short);
  CHECK(password_fault("kT7#qm2x", {}) == "");
  CHECK(password_fault("\u00E4\u00F6\u00FC\u00DF\u00E9\u00E8\u00EA", {}) == too_short);
  CHECK(password_fault("\u00E4\u00F6\u00FC\u00DF\u00E9\u00E8\u00EA\u00EB", {}) == "");
  CHECK(password_fault(times(16, "kT7#qm2x"), {}) == "");
  CHECK(password_fault(times(16, "kT7#qm2x") + "y", {}) == too_long);
  CHECK(password_fault(times(32, "\U0001F600\U0001F431\u20AC\u00E9"), {}) == "");
  CHECK(password_fault(std::string(100'000, 'x'), {}) == too_long);
}

TEST("auth: what everybody guesses first will not do") {
  for (std::string_view password :
       {"password", "Password1", "P4ssw0rd", "12345678", "qwertzuiop", "aaaaaaaaaaaaaaaa",
        "abcdefghij", "iloveyou2", "letmein123", "stoa1234", "drowssap1", "01.01.1990"}) {
    CAPTURE(password);
    CHECK(password_fault(password, {}).starts_with("This password is too easy to guess."));
  }
  for (std::string_view password :
       {"correct horse battery staple", "kT7#qm2x", "vlkjhqwexd", "Bahnhof-Kaktus-Dienstag"}) {
    CAPTURE(password);
    CHECK(password_fault(password, {}) == "");
  }
}

TEST("auth: what is known of its owner makes a password easy to guess") {
  const std::vector<std::string> about = {"kjhqwex.zuvlmp85@tgbnhy.example", "Xaverl Qwmpfgl"};
  for (std::string_view password :
       {"kjhqwex.zuvlmp85@tgbnhy.example", "kjhqwex.zuvlmp85", "KJHQWEX.zuvlmp85", "kjhqwexzuvlmp",
        "zuvlmpkjhqwex", "tgbnhyxaverl", "Xaverl Qwmpfgl", "xaverlqwmpfgl", "Qwmpfgl1985",
        "lgfpmwqlrevax", "kjhqw3x.zuvlmp85"}) {
    CAPTURE(password);
    CHECK(password_fault(password, {}) == "");
    CHECK(password_fault(password, about) != "");
  }
  CHECK(password_fault("correct horse battery staple", about) == "");
  CHECK(password_fault("7x8q2w9k", {}) == "");
  CHECK(password_fault("7x8q2w9k", {"7x8q2w9k@example.org"}) != "");
}

TEST("auth: what is known may be anything") {
  const std::vector<std::string> about = {
      "", " ", "@", "@@ @@", "J", "\xC3\x84nn\xC3\xA9", std::string(5000, 'w'), "a@b"};
  CHECK(password_fault("correct horse battery staple", about) == "");
  CHECK(password_fault("password", about) != "");
}

}  // namespace stoa::auth
