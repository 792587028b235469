#include "kernel/outward/signature.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <array>
#include <stdexcept>

namespace stoa::outward {
namespace {

constexpr std::string_view prefix = "whsec_";

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string to_base64(const unsigned char* bytes, std::size_t count) {
  std::string text(4 * ((count + 2) / 3), '\0');
  std::string with_end(text.size() + 1, '\0');  // EVP_EncodeBlock ends it with a NUL
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(with_end.data()), bytes,
                  static_cast<int>(count));
  return with_end.substr(0, text.size());
}

std::string key_of(std::string_view secret) {
  const std::string_view text = secret.starts_with(prefix) ? secret.substr(prefix.size()) : "";
  std::string key(text.size(), '\0');
  const int length = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(key.data()), bytes_of(text),
                                     static_cast<int>(text.size()));
  if (text.empty() || length <= 0) throw std::invalid_argument("no secret of a webhook");
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  key.resize(static_cast<std::size_t>(length) - padding);
  return key;
}

}  // namespace

std::string make_webhook_secret() {
  std::array<unsigned char, 32> key{};
  if (RAND_bytes(key.data(), static_cast<int>(key.size())) != 1)
    throw std::runtime_error("the system gives no randomness");
  return std::string(prefix) + to_base64(key.data(), key.size());
}

std::string webhook_signature(const std::vector<std::string>& secrets, std::string_view id,
                              std::int64_t timestamp, std::string_view body) {
  std::string signed_text(id);
  signed_text.append(".").append(std::to_string(timestamp)).append(".").append(body);
  std::string all;
  for (const std::string& secret : secrets) {
    const std::string key = key_of(secret);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    if (!HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes_of(signed_text),
              signed_text.size(), digest.data(), &length))
      throw std::runtime_error("HMAC-SHA256 fails");
    all += (all.empty() ? "v1," : " v1,") + to_base64(digest.data(), length);
  }
  return all;
}

}  // namespace stoa::outward
