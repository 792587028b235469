#include "kernel/auth/secrets.h"

#include <set>

#include "kernel/testing/test.h"

namespace stoa::auth {

TEST("auth: secrets are 43 characters of base64url, and no two are the same") {
  std::set<std::string> made;
  for (int i = 0; i < 1000; ++i) {
    const std::string secret = make_secret();
    CHECK(secret.size() == 43);
    CHECK(secret.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                   "0123456789-_") == std::string::npos);
    made.insert(secret);
  }
  CHECK(made.size() == 1000);
}

TEST("auth: a secret is kept as its SHA-256") {
  CHECK(hash_secret("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(hash_secret("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST("auth: bytes are the same only when all are") {
  CHECK(same_bytes("", ""));
  CHECK(same_bytes("abc", "abc"));
  CHECK_FALSE(same_bytes("abc", "abd"));
  CHECK_FALSE(same_bytes("abc", "Abc"));
  CHECK_FALSE(same_bytes("abc", "ab"));
  CHECK_FALSE(same_bytes("", "a"));
  CHECK_FALSE(same_bytes(std::string_view("a\0b", 3), std::string_view("a\0c", 3)));
}

// ---- API keys -----------------------------------------------------------------------------------

TEST("auth: an API key is known by its form") {
  const std::string key = make_api_key();
  CHECK(key.size() == 59);
  CHECK(key.starts_with("stoa_live_"));
  CHECK(is_api_key(key));
  CHECK(shown_part(key) == key.substr(0, 14));
  CHECK(shown_part("short") == "short");
  // CRC-32 of the 53 characters before it, by another program (Python's zlib), in base 62.
  CHECK(is_api_key("stoa_live_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA1PlRX4"));
}

TEST("auth: an API key with one character changed is none") {
  const std::string key = make_api_key();
  for (std::size_t at = 0; at < key.size(); ++at) {
    for (const char c : std::string_view("AZaz09-_.\0", 10)) {
      std::string other = key;
      other[at] = c;
      CAPTURE(other);
      CHECK(is_api_key(other) == (other == key));
    }
  }
}

TEST("auth: what only looks like an API key is none") {
  const std::string key = make_api_key();
  CHECK_FALSE(is_api_key(""));
  CHECK_FALSE(is_api_key("stoa_live_"));
  CHECK_FALSE(is_api_key(make_secret()));
  CHECK_FALSE(is_api_key(key + "A"));
  CHECK_FALSE(is_api_key(" " + key));
  CHECK_FALSE(is_api_key(key.substr(0, key.size() - 1)));
  CHECK_FALSE(is_api_key("stoa_test_" + key.substr(10)));
  std::string swapped = key;
  std::swap(swapped[20], swapped[21]);
  CHECK(is_api_key(swapped) == (swapped == key));
  // A right checksum of 43 characters that are no 32 bytes.
  CHECK_FALSE(is_api_key("stoa_live_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB3t0pCO"));
}

// ---- recovery codes -----------------------------------------------------------------------------

TEST("auth: recovery codes are six groups of four, and no two are the same") {
  std::set<std::string> made;
  for (int i = 0; i < 1000; ++i) {
    const std::string code = make_recovery_code();
    CHECK(code.size() == 29);
    for (std::size_t at = 4; at < code.size(); at += 5) CHECK(code[at] == '-');
    CHECK(code.find_first_of("ilou") == std::string::npos);
    CHECK(read_recovery_code(code) == code);
    made.insert(code);
  }
  CHECK(made.size() == 1000);
}

TEST("auth: a recovery code is read as somebody types it") {
  for (std::string_view typed :
       {"k7fq-92mx-tdba-4w0c-hj6e-yp8s", "K7FQ-92MX-TDBA-4W0C-HJ6E-YP8S",
        "k7fq92mxtdba4w0chj6eyp8s", "k7fq 92mx tdba 4w0c hj6e yp8s",
        "  k7fq-92mx-tdba-4w0c-hj6e-yp8s\n", "k7f q-92m xtd-ba4 w0c-hj6e-yp8s",
        "k7fq--92mx--tdba--4woc--hj6e--yp8s"}) {
    CAPTURE(typed);
    CHECK(read_recovery_code(typed) == "k7fq-92mx-tdba-4w0c-hj6e-yp8s");
  }
  CHECK(read_recovery_code("OoIi-LlAa-0011-OoIi-LlAa-0011") == "0011-11aa-0011-0011-11aa-0011");
}

TEST("auth: what is no recovery code reads as none") {
  const std::string half = "k7fq-92mx-tdba-4w0c-hj6e-";
  for (std::string_view end :
       {"yp8", "yp8ss", "yp8u", "yp_8s", "yp8\xC3\xA4", "yp.8s", "yp8-yp8s"}) {
    CAPTURE(end);
    CHECK(read_recovery_code(half + std::string(end)) == "");
  }
  for (std::string_view typed : {"", "-", "k7fq-92mx-tdba"}) CHECK(read_recovery_code(typed) == "");
  CHECK(read_recovery_code(half + std::string("yp8\0", 4)) == "");
  CHECK(read_recovery_code(std::string(1'000'000, 'a')) == "");
}

}  // namespace stoa::auth
