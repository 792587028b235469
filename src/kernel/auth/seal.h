// Encryption at rest for what must be read again: TOTP secrets, signing keys, what mails say.
//
// XChaCha20-Poly1305 (libsodium) under a master key: 32 bytes in <data>/keys/master, made at first
// start (0600, its folder 0700), or in the file that two nodes of one database share. Immutable
// after loading; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/model/sealer.h"

namespace stoa::auth {

class Seal : public Sealer {
 public:
  // Reads the key, making it first when `create` and the file is not there. Throws
  // std::runtime_error with a sentence: a file that others may read, or that is no key.
  static Seal load(const std::filesystem::path& file, bool create);

  // A seal that opens only together with a secret that somebody else keeps.
  Seal under(std::string_view secret) const;

  // base64url text.
  std::string seal(std::string_view plain, std::string_view purpose) const override;
  // The same text each time, for what is no secret to whoever sees two of them: its nonce is a
  // keyed hash of what is sealed (as in SIV, RFC 5297).
  std::string seal_alike(std::string_view plain, std::string_view purpose) const;
  // A hash that only who has the key can make, or guess at: 43 characters of base64url.
  std::string fingerprint(std::string_view text) const;
  std::optional<std::string> open(std::string_view sealed, std::string_view purpose) const override;

 private:
  Seal() = default;
  std::string seal_with(std::string nonce, std::string_view plain, std::string_view purpose) const;
  std::array<std::uint8_t, 32> key_{};
};

}  // namespace stoa::auth
