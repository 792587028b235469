// Encryption at rest for what must be read again: TOTP secrets, signing keys, mails in the outbox.
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

namespace stoa::auth {

class Seal {
 public:
  // Reads the key, making it first when `create` and the file is not there. Throws
  // std::runtime_error with a sentence: a file that others may read, or that is no key.
  static Seal load(const std::filesystem::path& file, bool create);

  // base64url text. `purpose` is bound in: what was sealed for one opens for no other.
  std::string seal(std::string_view plain, std::string_view purpose) const;
  // nullopt when it was altered, or sealed by another key or for another purpose.
  std::optional<std::string> open(std::string_view sealed, std::string_view purpose) const;

 private:
  Seal() = default;
  std::array<std::uint8_t, 32> key_{};
};

}  // namespace stoa::auth
