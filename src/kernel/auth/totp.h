// One-time codes of an authenticator app (RFC 6238: SHA-1, six digits, thirty seconds).
//
// Pure functions; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/model/types.h"

namespace stoa::auth {

// 160 random bits, raw.
std::string make_totp_secret();
// Base32 (RFC 4648), as people type it.
std::string to_base32(std::string_view bytes);
// otpauth://totp/Stoa:ann%40example.org?secret=...&issuer=Stoa
std::string totp_uri(std::string_view secret, std::string_view issuer, std::string_view account);

// The time step that `code` belongs to, if it is the one of now or of a step before or after, and
// later than `last_step`: each code is taken once.
std::optional<std::int64_t> totp_step(std::string_view secret, std::string_view code, Timestamp now,
                                      std::int64_t last_step);
// The code of a moment, for tests and clients.
std::string totp_code(std::string_view secret, Timestamp now);

}  // namespace stoa::auth
