// How a receiver knows that a webhook is ours: Standard Webhooks 1.0.0, symmetric signatures.
//
// HMAC-SHA256 over "<id>.<timestamp>.<body>", in base64 behind "v1,". Pure but for the system's
// generator; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace stoa::outward {

// "whsec_" and 32 random bytes in base64: what the sender and the receiver share.
std::string make_webhook_secret();

// The value of webhook-signature: one for each secret, with spaces between them, so that a receiver
// who has the old one or the new one finds one that holds. `timestamp` is seconds since 1970.
// Throws std::invalid_argument for a secret that is none.
std::string webhook_signature(const std::vector<std::string>& secrets, std::string_view id,
                              std::int64_t timestamp, std::string_view body);

}  // namespace stoa::outward
