#include "kernel/auth/totp.h"

#include <set>

#include "kernel/testing/test.h"

namespace stoa::auth {
namespace {

constexpr std::string_view rfc_secret = "12345678901234567890";

Timestamp at_second(std::int64_t second) { return {second * 1'000'000}; }

}  // namespace

TEST("auth: the codes of RFC 6238, appendix B") {
  struct {
    std::int64_t second;
    std::string_view code;
  } const cases[] = {
      {59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
      {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"},
  };
  for (const auto& known : cases) {
    CAPTURE(known.second);
    CHECK(totp_code(rfc_secret, at_second(known.second)) == known.code);
    CHECK(totp_step(rfc_secret, known.code, at_second(known.second), 0) == known.second / 30);
  }
}

TEST("auth: a code is good in its step, and one before and after") {
  const std::int64_t step = 41152263;  // 1234567890 s
  const std::string code = totp_code(rfc_secret, at_second(step * 30));
  CHECK(totp_code(rfc_secret, at_second(step * 30 + 30) - std::chrono::microseconds(1)) == code);
  CHECK(totp_step(rfc_secret, code, at_second(step * 30 - 30), 0) == step);
  CHECK(totp_step(rfc_secret, code, at_second(step * 30 + 60) - std::chrono::microseconds(1), 0) ==
        step);
  CHECK_FALSE(
      totp_step(rfc_secret, code, at_second(step * 30 - 30) - std::chrono::microseconds(1), 0));
  CHECK_FALSE(totp_step(rfc_secret, code, at_second(step * 30 + 60), 0));
}

TEST("auth: each code is taken once") {
  const std::int64_t step = 41152263;
  const Timestamp now = at_second(step * 30 + 10);
  const std::string code = totp_code(rfc_secret, now);
  const std::string earlier = totp_code(rfc_secret, at_second(step * 30 - 20));
  const std::string later = totp_code(rfc_secret, at_second(step * 30 + 40));
  CHECK(totp_step(rfc_secret, code, now, step - 1) == step);
  CHECK_FALSE(totp_step(rfc_secret, code, now, step));
  CHECK_FALSE(totp_step(rfc_secret, earlier, now, step));
  CHECK(totp_step(rfc_secret, earlier, now, step - 2) == step - 1);
  CHECK(totp_step(rfc_secret, later, now, step) == step + 1);
  CHECK_FALSE(totp_step(rfc_secret, code, now, step + 1));
}

TEST("auth: a code that two steps have in common counts for the later") {
  // This step and the next but one have the same code.
  const std::int64_t first = 153567;
  const Timestamp now = at_second((first + 1) * 30);
  const std::string code = totp_code(rfc_secret, at_second(first * 30));
  REQUIRE(totp_code(rfc_secret, at_second((first + 2) * 30)) == code);
  CHECK(totp_step(rfc_secret, code, now, 0) == first + 2);
  CHECK_FALSE(totp_step(rfc_secret, code, now, first + 2));
}

TEST("auth: what is no code is not taken") {
  const Timestamp now = at_second(1234567890);
  for (std::string_view code : {"", "5924", "05924", "0005924", "005924 ", " 005924", "+05924",
                                "005925", "00592\xD9", "89005924", "abcdef"}) {
    CAPTURE(code);
    CHECK_FALSE(totp_step(rfc_secret, code, now, 0));
  }
  CHECK_FALSE(totp_step(rfc_secret, std::string_view("00592\0", 6), now, 0));
  CHECK_FALSE(totp_step("another secret", "005924", now, 0));
}

TEST("auth: without a secret no code is right") {
  const Timestamp now = at_second(1234567890);
  CHECK_FALSE(totp_step("", totp_code("", now), now, 0));
}

TEST("auth: at the beginning of time there is no step before") {
  const std::string code = totp_code(rfc_secret, at_second(0));
  CHECK(code == "755224");  // RFC 4226, appendix D
  CHECK(totp_step(rfc_secret, code, at_second(0), -1) == 0);
  CHECK_FALSE(totp_step(rfc_secret, code, at_second(-3600), -1000));
}

TEST("auth: base32 is as in RFC 4648, without padding") {
  CHECK(to_base32("") == "");
  CHECK(to_base32("f") == "MY");
  CHECK(to_base32("fo") == "MZXQ");
  CHECK(to_base32("foo") == "MZXW6");
  CHECK(to_base32("foob") == "MZXW6YQ");
  CHECK(to_base32("fooba") == "MZXW6YTB");
  CHECK(to_base32("foobar") == "MZXW6YTBOI");
  CHECK(to_base32(std::string_view("\0\xFF", 2)) == "AD7Q");
}

TEST("auth: a TOTP secret is 160 bits, and an app can read its address") {
  std::set<std::string> made;
  for (int i = 0; i < 100; ++i) made.insert(make_totp_secret());
  CHECK(made.size() == 100);
  CHECK(made.begin()->size() == 20);
  CHECK(totp_uri(rfc_secret, "Stoa", "ann@example.org") ==
        "otpauth://totp/Stoa:ann%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
        "&issuer=Stoa");
  CHECK(totp_uri("foo", "My:Stoa & \u00E4", "a?b=c#d") ==
        "otpauth://totp/My%3AStoa%20%26%20%C3%A4:a%3Fb%3Dc%23d?secret=MZXW6"
        "&issuer=My%3AStoa%20%26%20%C3%A4");
}

}  // namespace stoa::auth
