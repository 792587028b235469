// Fuzz target: what an identity provider may send: an ID token as a whole, its claims and its
// header under a good signature, the keys that it publishes. The first byte chooses what is tried.

#include <sodium.h>

#include <cstdlib>
#include <optional>

#include "kernel/auth/access_token.h"
#include "kernel/auth/id_token.h"
#include "kernel/model/problem.h"
#include "kernel/model/utf8.h"

namespace {

using namespace stoa;
using namespace stoa::auth;

void must(bool held) {
  if (!held) std::abort();
}

const SigningKey& providers_key() {
  static const SigningKey key = signing_key_from_seed(std::string(32, 's'));
  return key;
}

// Throws nothing but what it says: any other exception ends the process.
std::optional<IdClaims> believed(std::string_view token) {
  static const std::vector<ProviderKey> keys = {
      {.kty = "OKP", .kid = "k", .crv = "Ed25519", .x = to_base64url(providers_key().public_key)}};
  const IdExpected expected{.issuer = "https://id.example",
                            .client_id = "stoa",
                            .nonce = "n",
                            .now = {1'800'000'000'000'000}};
  try {
    return verify_id_token(token, keys, expected);
  } catch (const IdTokenFault& fault) {
    must(!fault.what.empty());
    return {};
  }
}

std::string signed_token(std::string_view header, std::string_view claims) {
  const std::string text = to_base64url(header) + "." + to_base64url(claims);
  const std::string secret_key = providers_key().seed + providers_key().public_key;
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(reinterpret_cast<unsigned char*>(signature.data()), nullptr,
                       reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                       reinterpret_cast<const unsigned char*>(secret_key.data()));
  return text + "." + to_base64url(signature);
}

void check_claims(std::string_view json) {
  const auto who = believed(signed_token(R"({"alg":"EdDSA","kid":"k"})", json));
  if (!who) return;
  must(!who->subject.empty() && who->subject.size() <= 255);
  for (const std::string& text : {who->subject, who->email, who->name})
    must(find_invalid_utf8(text) == std::string_view::npos);
}

void check_header(std::string_view json) {
  const std::string claims =
      R"({"iss":"https://id.example","sub":"s","aud":"stoa","nonce":"n","iat":1,"exp":9007199254740991})";
  if (!believed(signed_token(json, claims))) return;
  must(json.find("EdDSA") != json.npos || json.find('\\') != json.npos);
}

// Whatever the keys are, they verify nothing of ours.
void check_keys(std::string_view json) {
  std::vector<ProviderKey> keys;
  try {
    keys = read_provider_keys(json);
  } catch (const Refusal&) {
    return;
  }
  for (ProviderKey& key : keys) {
    if (key.x == to_base64url(providers_key().public_key)) continue;
    for (const char* alg : {"RS256", "ES256", "EdDSA"}) {
      const std::string token = signed_token(std::string(R"({"alg":")") + alg + "\"}", "{}");
      try {
        verify_id_token(token, {&key, 1}, {.issuer = "", .client_id = "", .nonce = "", .now = {}});
        std::abort();
      } catch (const IdTokenFault&) {
      }
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 4) {
    case 0:
      must(!believed(text));  // nobody has the key
      break;
    case 1:
      check_claims(text);
      break;
    case 2:
      check_header(text);
      break;
    default:
      check_keys(text);
  }
  return 0;
}
