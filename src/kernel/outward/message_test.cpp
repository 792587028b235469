// Signatures and waits, against what others say of them.

#include <chrono>
#include <stdexcept>

#include "kernel/outward/retries.h"
#include "kernel/outward/signature.h"
#include "kernel/testing/test.h"

namespace stoa::outward {
namespace {

using namespace std::chrono_literals;

// The example of the specification's own libraries.
constexpr const char* secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
constexpr const char* id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
constexpr const char* body = R"({"test": 2432232314})";
constexpr const char* signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

TEST("outward: a signature is that of Standard Webhooks") {
  CHECK(webhook_signature({secret}, id, 1614265330, body) == signature);
  CHECK(webhook_signature({secret}, id, 1614265331, body) != signature);
  CHECK(webhook_signature({secret}, "msg_other", 1614265330, body) != signature);
}

TEST("outward: two secrets sign side by side") {
  const std::string both = webhook_signature({make_webhook_secret(), secret}, id, 1614265330, body);
  CHECK(both.starts_with("v1,"));
  CHECK(both.ends_with(" " + std::string(signature)));
}

TEST("outward: a secret is 32 random bytes, and another each time") {
  const std::string one = make_webhook_secret();
  CHECK(one.starts_with("whsec_"));
  CHECK(one.size() == 6 + 44);
  CHECK(one != make_webhook_secret());
  CHECK_THROWS_AS(webhook_signature({"MfKQ9r8GKYqr"}, id, 1, body), std::invalid_argument);
  CHECK_THROWS_AS(webhook_signature({"whsec_"}, id, 1, body), std::invalid_argument);
  CHECK_THROWS_AS(webhook_signature({"whsec_no base64"}, id, 1, body), std::invalid_argument);
}

TEST("outward: ten attempts take a little more than three days") {
  std::chrono::microseconds sum{0}, latest{0};
  for (int attempts = 1; attempts < most_attempts; ++attempts) {
    sum += wait_after(attempts, {}, 0).value();
    latest += wait_after(attempts, {}, 1).value();
  }
  CHECK(wait_after(1, {}, 0) == 5s);
  CHECK(wait_after(2, {}, 0) == 5min);
  CHECK(sum > 72h);
  CHECK(latest < 96h);
  CHECK_FALSE(wait_after(most_attempts, {}, 0));
}

TEST("outward: Retry-After counts where it is longer, up to a day") {
  CHECK(wait_after(1, 60s, 0) == 60s);
  CHECK(wait_after(2, 60s, 0) == 5min);
  CHECK(wait_after(1, 24h * 365, 0) == 24h);
  CHECK_FALSE(wait_after(most_attempts, 60s, 0));
}

}  // namespace
}  // namespace stoa::outward
