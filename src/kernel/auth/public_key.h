// Signatures of others under a public key that they publish: RSA, P-256 and Ed25519, by OpenSSL.
//
// Inside of kernel/auth only. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "kernel/auth/id_token.h"

namespace stoa::auth {

// What a key of this kind verifies: "RS256", "ES256", "EdDSA"; "" for one that nobody here can use.
std::string_view algorithm_of(std::string_view kty, std::string_view crv);

// False also for a key that is none: too short, not on its curve.
bool is_signed_by(const ProviderKey& key, std::string_view text, std::string_view signature);

}  // namespace stoa::auth
