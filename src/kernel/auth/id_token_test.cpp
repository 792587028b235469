// ID tokens as a provider signs them, and as it must not.

#include "kernel/auth/id_token.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <memory>

#include "kernel/auth/access_token.h"
#include "kernel/model/codec.h"
#include "kernel/testing/test.h"

namespace stoa::auth {
namespace {

struct PkeyEnd {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using IdPrivateKey = std::unique_ptr<EVP_PKEY, PkeyEnd>;

std::string number_bytes(const IdPrivateKey& key, const char* name) {
  BIGNUM* number = nullptr;
  REQUIRE(EVP_PKEY_get_bn_param(key.get(), name, &number) == 1);
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
  BN_bn2bin(number, reinterpret_cast<unsigned char*>(bytes.data()));
  BN_free(number);
  return bytes;
}

std::string id_padded(std::string bytes) { return std::string(32 - bytes.size(), '\0') + bytes; }

std::string id_signature(const IdPrivateKey& key, const EVP_MD* hash, std::string_view text) {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  REQUIRE(EVP_DigestSignInit(context, nullptr, hash, nullptr, key.get()) == 1);
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  std::size_t size = 1024;
  std::string signature(size, '\0');
  REQUIRE(EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size, bytes,
                         text.size()) == 1);
  EVP_MD_CTX_free(context);
  signature.resize(size);
  return signature;
}

// DER to the two numbers side by side.
std::string side_by_side(const std::string& der) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
  ECDSA_SIG* pair = d2i_ECDSA_SIG(nullptr, &bytes, static_cast<long>(der.size()));
  std::string both(64, '\0');
  auto* out = reinterpret_cast<unsigned char*>(both.data());
  BN_bn2binpad(ECDSA_SIG_get0_r(pair), out, 32);
  BN_bn2binpad(ECDSA_SIG_get0_s(pair), out + 32, 32);
  ECDSA_SIG_free(pair);
  return both;
}

// One key pair of each kind, as a provider has them.
struct IdSigner {
  std::string alg;
  IdPrivateKey key;
  ProviderKey published;

  std::string token(const std::string& header, const std::string& claims) const {
    const std::string text = to_base64url(header) + "." + to_base64url(claims);
    std::string signature = id_signature(key, alg == "EdDSA" ? nullptr : EVP_sha256(), text);
    if (alg == "ES256") signature = side_by_side(signature);
    return text + "." + to_base64url(signature);
  }
};

IdSigner rsa_signer(unsigned bits = 2048) {
  IdSigner made{"RS256", IdPrivateKey(EVP_RSA_gen(bits)), {.kty = "RSA", .kid = "rsa"}};
  made.published.n = to_base64url(number_bytes(made.key, OSSL_PKEY_PARAM_RSA_N));
  made.published.e = to_base64url(number_bytes(made.key, OSSL_PKEY_PARAM_RSA_E));
  return made;
}

IdSigner ec_signer() {
  IdSigner made{
      "ES256", IdPrivateKey(EVP_EC_gen("P-256")), {.kty = "EC", .kid = "ec", .crv = "P-256"}};
  made.published.x = to_base64url(id_padded(number_bytes(made.key, OSSL_PKEY_PARAM_EC_PUB_X)));
  made.published.y = to_base64url(id_padded(number_bytes(made.key, OSSL_PKEY_PARAM_EC_PUB_Y)));
  return made;
}

IdSigner ed_signer() {
  const SigningKey key = make_signing_key();
  const auto* seed = reinterpret_cast<const unsigned char*>(key.seed.data());
  IdSigner made{"EdDSA",
                IdPrivateKey(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed, 32)),
                {.kty = "OKP", .kid = "ed", .crv = "Ed25519"}};
  made.published.x = to_base64url(key.public_key);
  return made;
}

constexpr std::int64_t id_now = 1'800'000'000;
const IdExpected id_expected{
    .issuer = "https://id.example", .client_id = "stoa", .nonce = "n", .now = {id_now * 1'000'000}};

std::string id_claims(const std::string& more = "", const std::string& audience = "\"stoa\"",
                      std::int64_t expires = id_now + 60) {
  return R"({"iss":"https://id.example","sub":"s","nonce":"n","iat":1800000000,"aud":)" + audience +
         ",\"exp\":" + std::to_string(expires) + more + "}";
}

std::string id_header(const std::string& alg, const std::string& kid) {
  return R"({"alg":")" + alg + R"(","kid":")" + kid + "\"}";
}

// What is wrong with it, "" for a token that is believed.
std::string id_fault(const std::string& token, const std::vector<ProviderKey>& keys) {
  try {
    verify_id_token(token, keys, id_expected);
    return "";
  } catch (const IdTokenFault& fault) {
    return fault.what;
  }
}

}  // namespace

TEST("auth: an ID token by each kind of key is believed, with any byte changed it is not") {
  for (const IdSigner& signer : {rsa_signer(), ec_signer(), ed_signer()}) {
    CAPTURE(signer.alg);
    const std::vector keys{signer.published};
    const std::string token =
        signer.token(id_header(signer.alg, signer.published.kid), id_claims());
    CHECK(id_fault(token, keys) == "");
    for (std::size_t at = 0; at + 1 < token.size(); at += 5) {
      std::string changed = token;
      changed[at] = changed[at] == 'A' ? 'B' : 'A';
      if (changed != token) CHECK(id_fault(changed, keys) != "");
    }
  }
}

TEST("auth: a key verifies by its own algorithm and by no other") {
  const IdSigner rsa = rsa_signer(), ec = ec_signer(), ed = ed_signer();
  const std::vector keys{rsa.published, ec.published, ed.published};
  for (const char* alg : {"none", "HS256", "RS512", "PS256", "ES256", "EdDSA", "rs256", ""}) {
    CAPTURE(alg);
    CHECK(id_fault(rsa.token(id_header(alg, "rsa"), id_claims()), keys) != "");
  }
  CHECK(id_fault(rsa.token(id_header("RS256", "ec"), id_claims()), keys) != "");
  const std::string unsigned_text =
      to_base64url(id_header("RS256", "rsa")) + "." + to_base64url(id_claims()) + ".";
  CHECK(id_fault(unsigned_text, keys) != "");
}

TEST("auth: without a kid the one key of its kind verifies, of two neither") {
  const IdSigner one = ed_signer(), other = ed_signer();
  const std::string token = one.token(R"({"alg":"EdDSA"})", id_claims());
  CHECK(id_fault(token, {one.published, rsa_signer().published}) == "");
  CHECK(id_fault(token, {one.published, other.published}) != "");
}

TEST("auth: an ID token is for us alone or names us as its party, and for now") {
  const IdSigner signer = ed_signer();
  const auto fault = [&](const std::string& claims) {
    return id_fault(signer.token(id_header("EdDSA", "ed"), claims), {signer.published});
  };
  CHECK(fault(id_claims("", R"(["stoa"])")) == "");
  CHECK(fault(id_claims(R"(,"azp":"stoa")", R"(["stoa","other"])")) == "");
  CHECK(fault(id_claims("", R"(["stoa","other"])")) != "");
  CHECK(fault(id_claims(R"(,"azp":"other")")) != "");
  CHECK(fault(id_claims("", R"("other")")) != "");
  CHECK(fault(id_claims("", "7")) != "");
  CHECK(fault(id_claims("", "\"stoa\"", id_now - 59)) == "");  // clocks differ
  CHECK(fault(id_claims("", "\"stoa\"", id_now - 60)) != "");
  CHECK(fault(id_claims(R"(,"nbf":1800000061)")) != "");
  CHECK(fault(id_claims(R"(,"iss":"https://id.example")")) != "");  // twice
}

TEST("auth: a short RSA key, a point off the curve and a key for encryption verify nothing") {
  const IdSigner weak = rsa_signer(1024), ec = ec_signer(), ed = ed_signer();
  CHECK(id_fault(weak.token(id_header("RS256", "rsa"), id_claims()), {weak.published}) != "");
  const std::string token = ec.token(id_header("ES256", "ec"), id_claims());
  ProviderKey off = ec.published;
  off.y = off.x;
  CHECK(id_fault(token, {off}) != "");
  ProviderKey other_use = ed.published;
  other_use.use = "enc";
  CHECK(id_fault(ed.token(id_header("EdDSA", "ed"), id_claims()), {other_use}) != "");
}

TEST("auth: of a provider's keys those are kept that somebody here can use") {
  const auto keys =
      read_provider_keys(R"({"keys":[{"kty":"oct","k":"AA"},{"kty":"OKP","crv":"X25519","x":"AA"},)"
                         R"({"kty":"OKP","crv":"Ed25519","kid":"k","x":"AA","other":[1]}]})");
  REQUIRE(keys.size() == 1);
  CHECK(keys[0].kid == "k");
  CHECK_THROWS_AS(read_provider_keys("[]"), Refusal);
  CHECK_THROWS_AS(read_provider_keys("{}"), Refusal);
}

}  // namespace stoa::auth
