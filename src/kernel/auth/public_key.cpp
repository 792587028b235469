#include "kernel/auth/public_key.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <memory>
#include <optional>

#include "kernel/auth/access_token.h"
#include "kernel/auth/crypto.h"

namespace stoa::auth {
namespace {

constexpr int shortest_rsa = 2048, longest_rsa = 8192;  // bits
constexpr std::size_t coordinate = 32;                  // bytes of P-256

template <auto free>
struct Free {
  void operator()(auto* what) const { free(what); }
};
using Pkey = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using PkeyContext = std::unique_ptr<EVP_PKEY_CTX, Free<EVP_PKEY_CTX_free>>;
using Digest = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;
using Number = std::unique_ptr<BIGNUM, Free<BN_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Free<OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, Free<OSSL_PARAM_free>>;
using EcSignature = std::unique_ptr<ECDSA_SIG, Free<ECDSA_SIG_free>>;

Number number_of(std::string_view bytes) {
  return Number(BN_bin2bn(bytes_of(bytes), static_cast<int>(bytes.size()), nullptr));
}

Pkey key_from(const char* type, OSSL_PARAM_BLD* builder) {
  const Params params(OSSL_PARAM_BLD_to_param(builder));
  const PkeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* made = nullptr;
  if (!params || !context || EVP_PKEY_fromdata_init(context.get()) <= 0 ||
      EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, params.get()) <= 0) {
    return nullptr;
  }
  return Pkey(made);
}

Pkey rsa_key(const ProviderKey& key) {
  const auto n = from_base64url(key.n), e = from_base64url(key.e);
  if (!n || !e || n->size() > longest_rsa / 8 || e->size() > 8) return nullptr;
  const Number modulus = number_of(*n), exponent = number_of(*e);
  const Builder builder(OSSL_PARAM_BLD_new());
  if (!modulus || !exponent || !builder || BN_num_bits(modulus.get()) < shortest_rsa ||
      !BN_is_odd(exponent.get()) || BN_is_one(exponent.get())) {
    return nullptr;
  }
  if (!OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()) ||
      !OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get())) {
    return nullptr;
  }
  return key_from("RSA", builder.get());
}

// OpenSSL refuses a point that is not on the curve.
Pkey ec_key(const ProviderKey& key) {
  const auto x = from_base64url(key.x), y = from_base64url(key.y);
  if (!x || !y || x->size() != coordinate || y->size() != coordinate) return nullptr;
  const std::string point = "\x04" + *x + *y;
  const Builder builder(OSSL_PARAM_BLD_new());
  if (!builder ||
      !OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1",
                                       0) ||
      !OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                        point.size())) {
    return nullptr;
  }
  return key_from("EC", builder.get());
}

Pkey ed_key(const ProviderKey& key) {
  const auto x = from_base64url(key.x);
  if (!x) return nullptr;
  return Pkey(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(*x), x->size()));
}

// JWS has the two numbers side by side (RFC 7518 §3.4), OpenSSL wants them as DER.
std::optional<std::string> der_of(std::string_view signature) {
  if (signature.size() != 2 * coordinate) return std::nullopt;
  const EcSignature both(ECDSA_SIG_new());
  Number r = number_of(signature.substr(0, coordinate)),
         s = number_of(signature.substr(coordinate));
  if (!both || !r || !s || !ECDSA_SIG_set0(both.get(), r.get(), s.get())) return std::nullopt;
  (void)r.release();  // the pair's now
  (void)s.release();
  unsigned char* bytes = nullptr;
  const int size = i2d_ECDSA_SIG(both.get(), &bytes);
  if (size <= 0) return std::nullopt;
  std::string der(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  return der;
}

bool verifies(EVP_PKEY* key, const EVP_MD* hash, std::string_view text,
              std::string_view signature) {
  const Digest digest(EVP_MD_CTX_new());
  return digest && EVP_DigestVerifyInit(digest.get(), nullptr, hash, nullptr, key) == 1 &&
         EVP_DigestVerify(digest.get(), bytes_of(signature), signature.size(), bytes_of(text),
                          text.size()) == 1;
}

}  // namespace

std::string_view algorithm_of(std::string_view kty, std::string_view crv) {
  if (kty == "RSA") return "RS256";
  if (kty == "EC" && crv == "P-256") return "ES256";
  if (kty == "OKP" && crv == "Ed25519") return "EdDSA";
  return "";
}

bool is_signed_by(const ProviderKey& key, std::string_view text, std::string_view signature) {
  const std::string_view algorithm = algorithm_of(key.kty, key.crv);
  if (algorithm == "RS256") {
    const Pkey rsa = rsa_key(key);
    return rsa && verifies(rsa.get(), EVP_sha256(), text, signature);
  }
  if (algorithm == "ES256") {
    const Pkey ec = ec_key(key);
    const auto der = der_of(signature);
    return ec && der && verifies(ec.get(), EVP_sha256(), text, *der);
  }
  if (algorithm != "EdDSA") return false;
  const Pkey ed = ed_key(key);
  return ed && verifies(ed.get(), nullptr, text, signature);
}

}  // namespace stoa::auth
