// ID tokens of other people's identity providers (OpenID Connect Core §3.1.3.7), and the public
// keys that they publish (RFC 7517).
//
// A key's kind says how it verifies, RS256, ES256 or EdDSA, and the token must say the same:
// nothing in a token turns a public key into a secret, and `none` is no algorithm. Pure functions;
// any thread.
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/model/describe.h"

namespace stoa::auth {

// A member of a provider's JWKS, as far as it is looked at.
struct ProviderKey {
  std::string kty = {}, kid = {}, alg = {}, use = {};
  std::string crv = {}, x = {}, y = {};  // EC and OKP
  std::string n = {}, e = {};            // RSA
};
BOOST_DESCRIBE_STRUCT(ProviderKey, (), (kty, kid, alg, use, crv, x, y, n, e))

// The keys of a JWKS; those that nobody here can use are left out. Throws Refusal for what is none.
std::vector<ProviderKey> read_provider_keys(std::string_view json);

struct IdClaims {
  std::string subject = {};
  std::string email = {};  // "" unless the provider says that it is verified
  std::string name = {};
};

struct IdExpected {
  std::string_view issuer, client_id, nonce;
  Timestamp now;
  std::chrono::seconds tolerance{60};  // between two clocks
};

// Thrown for a token that proves nothing; says what is wrong with it, for the log.
struct IdTokenFault {
  std::string what;
  bool unknown_key = false;  // newer keys may verify it
};

// Whom the token is about. Throws IdTokenFault.
IdClaims verify_id_token(std::string_view token, std::span<const ProviderKey> keys,
                         const IdExpected& expected);

}  // namespace stoa::auth
