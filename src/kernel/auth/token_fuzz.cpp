// Fuzz target: whatever somebody shows as a token, a part of one, or a scope. The first byte
// chooses what is tried.

#include <sodium.h>

#include <cstdlib>
#include <vector>

#include "kernel/auth/access_token.h"
#include "kernel/auth/principal.h"
#include "kernel/model/utf8.h"

namespace {

using namespace stoa;
using namespace stoa::auth;

constexpr std::int64_t now = 1'790'000'000;

void must(bool held) {
  if (!held) std::abort();
}

const SigningKey& our_key() {
  static const SigningKey key = signing_key_from_seed(std::string(32, 's'));
  return key;
}

// Never throws: an exception ends the process.
std::optional<AccessClaims> verify(std::string_view token) noexcept {
  static const std::vector<Jwk> keys = {to_jwk(our_key())};
  return verify_token(token, keys, {"stoa", "apps", Timestamp{now * 1'000'000}});
}

std::string token_of(std::string_view header, std::string_view claims) {
  const std::string text = to_base64url(header) + "." + to_base64url(claims);
  const std::string secret_key = our_key().seed + our_key().public_key;
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(reinterpret_cast<unsigned char*>(signature.data()), nullptr,
                       reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                       reinterpret_cast<const unsigned char*>(secret_key.data()));
  return text + "." + to_base64url(signature);
}

std::string good_header() {
  return R"({"alg":"EdDSA","kid":")" + our_key().kid + R"(","typ":"at+jwt"})";
}

void check_claims(std::string_view json) {
  const auto claims = verify(token_of(good_header(), json));
  if (!claims) return;
  must(claims->iss == "stoa" && claims->aud == "apps" && claims->iat <= now && now < claims->exp);
  must(find_invalid_utf8(claims->sub) == std::string_view::npos);
  must(verify(sign_token(*claims, our_key())).has_value());
}

void check_header(std::string_view json) {
  const std::string claims =
      R"({"iss":"stoa","aud":"apps","sub":"","sid":"","jti":"","iat":1,"exp":9007199254740991})";
  if (!verify(token_of(json, claims))) return;
  must(json.find("at+jwt") != json.npos || json.find('\\') != json.npos);
}

void check_base64(std::string_view text) {
  const auto bytes = from_base64url(text);
  if (bytes) must(to_base64url(*bytes) == text);
  const std::string written = to_base64url(text);
  must(from_base64url(written) == text);
}

void check_scope(std::string_view text) {
  const Scope loans{"library", "loans", "read"};
  const bool covered = covers(text, loans);
  if (!is_scope(text)) return must(!covered);
  const std::size_t first = text.find(':'), last = text.rfind(':');
  const Scope own{std::string(text.substr(0, first)),
                  std::string(text.substr(first + 1, last - first - 1)),
                  std::string(text.substr(last + 1))};
  must(covers(text, own));
  must(covers("*:*:admin", own));
  must(!covers(text, {"no-app", "no-resource", "read"}) || text.starts_with("*:*:"));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 5) {
    case 0:
      must(!verify(text));  // nobody has the key
      break;
    case 1:
      check_claims(text);
      break;
    case 2:
      check_header(text);
      break;
    case 3:
      check_base64(text);
      break;
    default:
      check_scope(text);
  }
  return 0;
}
