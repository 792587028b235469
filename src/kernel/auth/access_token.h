// Access tokens: JWTs (RFC 7519, RFC 9068) signed with Ed25519 (RFC 8037), and the public keys that
// verify them (JWKS, RFC 7517).
//
// The one algorithm is EdDSA: nothing in a token chooses how it is verified. Pure functions; any
// thread.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/model/describe.h"

namespace stoa::auth {

struct AccessClaims {
  std::string iss = {}, aud = {}, sub = {};  // sub: the account's id
  std::string sid = {};                      // the session's id
  std::string jti = {};
  std::int64_t iat = 0, exp = 0;  // seconds
  std::vector<std::string> roles = {};
};
BOOST_DESCRIBE_STRUCT(AccessClaims, (), (iss, aud, sub, sid, jti, iat, exp, roles))

struct SigningKey {
  std::string kid = {};         // RFC 7638 thumbprint of the public key
  std::string public_key = {};  // 32 bytes
  std::string seed = {};        // 32 bytes; secret
};
SigningKey make_signing_key();
SigningKey signing_key_from_seed(std::string_view seed);

// A member of a JWKS.
struct Jwk {
  Text<1, 10> kty = "OKP", crv = "Ed25519", alg = "EdDSA", use = "sig";
  Text<1, 100> kid = {}, x = {};  // x: base64url of the public key
};
BOOST_DESCRIBE_STRUCT(Jwk, (), (kty, crv, alg, use, kid, x))
struct Jwks {
  std::vector<Jwk> keys = {};
};
BOOST_DESCRIBE_STRUCT(Jwks, (), (keys))
Jwk to_jwk(const SigningKey& key);

// {"alg":"EdDSA","kid":...,"typ":"at+jwt"}, claims, signature.
std::string sign_token(const AccessClaims& claims, const SigningKey& key);

struct Expected {
  std::optional<std::string_view> issuer;  // nullopt: whoever holds one of the keys
  std::string_view audience;
  Timestamp now;
  std::chrono::seconds early{0};  // how far in the future it may begin: clocks of two machines
};
// The claims of a token that is whole, signed by one of `keys` under its kid, of this issuer and
// audience, begun and not expired; nullopt for any other. A header with another alg, another typ,
// crit, jwk, jku or x5u is refused, and so is a doubled member, a number that is no whole one, or a
// token over 4 kB. Its end is compared without leeway; keys are Ed25519 only.
std::optional<AccessClaims> verify_token(std::string_view token, std::span<const Jwk> keys,
                                         const Expected& expected);

// The kid of a token that has the form of ours; nothing of it is verified. For whoever must fetch
// the key first.
std::optional<std::string> kid_of(std::string_view token);

// base64url without padding (RFC 4648 §5), strict: no padding, no other characters, no stray bits.
std::string to_base64url(std::string_view bytes);
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace stoa::auth
