// Secrets that Stoa makes: session ids, mail tokens, refresh tokens, recovery codes, API keys.
//
// All come from the system's generator and are kept as hashes only: they have 120 bits or more, so
// that a plain SHA-256 is enough (ASVS 6.5.2 draws the line at 112). Pure functions; any thread.
#pragma once

#include <string>
#include <string_view>

namespace stoa::auth {

// 256 random bits, base64url without padding: 43 characters.
std::string make_secret();
// Whether `text` has the form of one.
bool is_secret(std::string_view text);
// SHA-256 in lower-case hex, as it is stored and looked up.
std::string hash_secret(std::string_view secret);
// In the same time wherever they differ.
bool same_bytes(std::string_view a, std::string_view b);

// "stoa_live_" + 43 characters of secret + 6 of checksum (CRC-32 of what stands before it, base62),
// so that a scanner tells a real key from a look-alike without asking.
std::string make_api_key();
bool is_api_key(std::string_view text);
// The beginning that may be shown in lists: "stoa_live_Ab3d".
std::string shown_part(std::string_view api_key);

// "k7fq-92mx-tdba-4w0c-hj6e-yp8s": 120 bits in an alphabet without look-alikes;
// read_recovery_code() forgives case, spaces and missing hyphens, and gives the form that is hashed
// ("" when it is none).
std::string make_recovery_code();
std::string read_recovery_code(std::string_view typed);

}  // namespace stoa::auth
