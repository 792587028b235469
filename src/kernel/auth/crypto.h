// Random bytes, SHA-256, secrets wiped, and libsodium made ready: what the files of this folder
// share.
//
// Inside of kernel/auth only. Any thread.
#pragma once

#include <openssl/sha.h>
#include <sodium.h>

#include <stdexcept>
#include <string>
#include <string_view>

namespace stoa::auth {

// Before any other call into libsodium. Throws std::runtime_error.
inline void need_sodium() {
  static const bool ready = sodium_init() >= 0;
  if (!ready) throw std::runtime_error("libsodium does not start: the system gives no randomness.");
}

// From the system's generator.
inline std::string random_bytes(std::size_t count) {
  need_sodium();
  std::string bytes(count, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

inline const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
inline unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

inline std::string sha256(std::string_view text) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(bytes_of(text), text.size(), bytes_of(digest));
  return digest;
}

// Leaves no copy of a secret where it stood.
inline void wipe(std::string& secret) {
  sodium_memzero(secret.data(), secret.size());
  secret.clear();
}

}  // namespace stoa::auth
