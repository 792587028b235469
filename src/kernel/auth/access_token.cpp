#include "kernel/auth/access_token.h"

#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>

#include "kernel/auth/crypto.h"
#include "kernel/model/codec.h"

namespace stoa::auth {
namespace {

constexpr std::size_t longest_token = 4096;
constexpr std::string_view algorithm = "EdDSA", token_type = "at+jwt";
constexpr std::string_view base64_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr int base64_variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

struct JoseHeader {
  std::string alg = {}, kid = {}, typ = {};
};
BOOST_DESCRIBE_STRUCT(JoseHeader, (), (alg, kid, typ))

// What a token may say besides what ours say: nbf is not written here, but kept where it stands.
struct ReadClaims : AccessClaims {
  std::optional<std::int64_t> nbf = {};
};
BOOST_DESCRIBE_STRUCT(ReadClaims, (AccessClaims), (nbf))

std::string signature_of(std::string_view text, std::string_view seed) {
  std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> public_key{};
  std::array<unsigned char, crypto_sign_SECRETKEYBYTES> secret_key{};
  crypto_sign_seed_keypair(public_key.data(), secret_key.data(), bytes_of(seed));
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(bytes_of(signature), nullptr, bytes_of(text), text.size(),
                       secret_key.data());
  sodium_memzero(secret_key.data(), secret_key.size());
  return signature;
}

void check_seed(std::string_view seed) {
  if (seed.size() != crypto_sign_SEEDBYTES) {
    throw std::invalid_argument("The seed of a signing key is 32 bytes.");
  }
}

struct Segments {
  std::string_view header, claims, signature;
  std::string_view signed_text;
};

// More than two full stops are left to base64url, which has none.
std::optional<Segments> split(std::string_view token) {
  const std::size_t first = token.find('.'), last = token.rfind('.');
  if (first == token.npos || first == last) return std::nullopt;
  return Segments{token.substr(0, first), token.substr(first + 1, last - first - 1),
                  token.substr(last + 1), token.substr(0, last)};
}

// A JSON object in base64url, by peers of other versions. Throws Refusal for what is none, and for
// a member that stands twice, also one that nobody here knows.
template <class T>
T decode_segment(std::string_view segment, std::map<std::string, Json>* members = nullptr) {
  const auto json = from_base64url(segment);
  if (!json) throw Refusal{problems::malformed_json};
  auto all = from_json<std::map<std::string, Json>>(*json);
  if (members) *members = std::move(all);
  return from_json<T>(*json, {.strictness = Strictness::peer});
}

// Members by which a token would choose its key, or change how it is read.
constexpr std::array<std::string_view, 10> refused_members = {
    "crit", "jwk", "jku", "x5u", "x5c", "x5t", "x5t#S256", "b64", "zip", "enc"};

// The kid of a header that is as ours are.
std::optional<std::string> read_kid(std::string_view segment) {
  std::map<std::string, Json> members;
  JoseHeader header = decode_segment<JoseHeader>(segment, &members);
  const bool refused =
      std::any_of(refused_members.begin(), refused_members.end(),
                  [&](std::string_view name) { return members.contains(std::string(name)); });
  if (refused || header.alg != algorithm || header.typ != token_type) {
    return std::nullopt;
  }
  return std::move(header.kid);
}

// The 32 bytes of the Ed25519 key with this kid.
std::optional<std::string> find_key(std::string_view kid, std::span<const Jwk> keys) {
  const auto found = std::find_if(keys.begin(), keys.end(), [&](const Jwk& key) {
    return key.kid == kid && key.kty == "OKP" && key.crv == "Ed25519" && key.alg == algorithm &&
           key.use == "sig";
  });
  if (kid.empty() || found == keys.end()) return std::nullopt;
  auto bytes = from_base64url(found->x);
  if (!bytes || bytes->size() != crypto_sign_PUBLICKEYBYTES) return std::nullopt;
  return bytes;
}

bool is_signed(const Segments& parts, std::string_view public_key) {
  const auto signature = from_base64url(parts.signature);
  return signature && signature->size() == crypto_sign_BYTES &&
         crypto_sign_verify_detached(bytes_of(*signature), bytes_of(parts.signed_text),
                                     parts.signed_text.size(), bytes_of(public_key)) == 0;
}

bool holds(const ReadClaims& claims, const Expected& expected) {
  // Rounded down, also before 1970: a token is good until the second in `exp` begins.
  const std::int64_t micros = expected.now.micros;
  const std::int64_t now = micros / 1'000'000 - (micros % 1'000'000 < 0 ? 1 : 0);
  const std::int64_t latest = now + expected.early.count();
  return (!expected.issuer || claims.iss == *expected.issuer) && claims.aud == expected.audience &&
         claims.iat <= latest && claims.nbf.value_or(now) <= latest && now < claims.exp;
}

std::optional<AccessClaims> read_token(std::string_view token, std::span<const Jwk> keys,
                                       const Expected& expected) {
  need_sodium();
  const auto parts = split(token);
  if (!parts) return std::nullopt;
  const auto kid = read_kid(parts->header);
  const auto key = kid ? find_key(*kid, keys) : std::nullopt;
  if (!key || !is_signed(*parts, *key)) return std::nullopt;
  ReadClaims claims = decode_segment<ReadClaims>(parts->claims);
  if (!holds(claims, expected)) return std::nullopt;
  return std::move(static_cast<AccessClaims&>(claims));
}

}  // namespace

SigningKey make_signing_key() { return signing_key_from_seed(random_bytes(crypto_sign_SEEDBYTES)); }

SigningKey signing_key_from_seed(std::string_view seed) {
  need_sodium();
  check_seed(seed);
  SigningKey key;
  key.seed = seed;
  key.public_key.resize(crypto_sign_PUBLICKEYBYTES);
  std::array<unsigned char, crypto_sign_SECRETKEYBYTES> secret_key{};
  crypto_sign_seed_keypair(bytes_of(key.public_key), secret_key.data(), bytes_of(seed));
  sodium_memzero(secret_key.data(), secret_key.size());
  // RFC 7638 §3: the required members in the order of the alphabet, without white space.
  key.kid = to_base64url(
      sha256(R"({"crv":"Ed25519","kty":"OKP","x":")" + to_base64url(key.public_key) + "\"}"));
  return key;
}

Jwk to_jwk(const SigningKey& key) {
  Jwk jwk;
  jwk.kid = key.kid;
  jwk.x = to_base64url(key.public_key);
  return jwk;
}

std::string sign_token(const AccessClaims& claims, const SigningKey& key) {
  need_sodium();
  check_seed(key.seed);
  const JoseHeader header = {std::string(algorithm), key.kid, std::string(token_type)};
  const std::string text = to_base64url(to_json(header)) + "." + to_base64url(to_json(claims));
  return text + "." + to_base64url(signature_of(text, key.seed));
}

std::optional<AccessClaims> verify_token(std::string_view token, std::span<const Jwk> keys,
                                         const Expected& expected) {
  if (token.size() > longest_token) return std::nullopt;
  try {
    return read_token(token, keys, expected);
  } catch (...) {  // a Refusal for what is not as it must be, no memory, no libsodium
    return std::nullopt;
  }
}

std::optional<std::string> kid_of(std::string_view token) {
  if (token.size() > longest_token) return std::nullopt;
  try {
    const auto parts = split(token);
    return parts ? read_kid(parts->header) : std::nullopt;
  } catch (...) {  // as above
    return std::nullopt;
  }
}

std::string to_base64url(std::string_view bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), base64_variant), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes_of(bytes), bytes.size(), base64_variant);
  text.pop_back();  // its NUL
  return text;
}

std::optional<std::string> from_base64url(std::string_view text) {
  // libsodium 1.0.18 takes each byte above 0x7F for an underscore.
  if (text.find_first_not_of(base64_alphabet) != text.npos) return std::nullopt;
  std::string bytes(text.size() / 4 * 3 + 2, '\0');
  std::size_t length = 0;
  if (sodium_base642bin(bytes_of(bytes), bytes.size(), text.data(), text.size(), nullptr, &length,
                        nullptr, base64_variant) != 0) {
    return std::nullopt;
  }
  bytes.resize(length);
  return bytes;
}

}  // namespace stoa::auth
