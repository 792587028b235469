// FNV-1a, 64 bits: a short hash of bytes where nobody gains by finding two that are alike. Some of
// its values are kept (checksums of migrations, sums of tables), so it stays as it is.
//
// Pure; any thread.
#pragma once

#include <cstdint>
#include <string_view>

namespace stoa {

inline constexpr std::uint64_t fnv_start = 0xcbf29ce484222325;

constexpr std::uint64_t fnv_step(std::uint64_t state, std::uint64_t byte) {
  return (state ^ byte) * 0x100000001b3;
}

// Goes on from `state` where bytes come in pieces.
constexpr std::uint64_t fnv(std::string_view bytes, std::uint64_t state = fnv_start) {
  for (const char byte : bytes) state = fnv_step(state, static_cast<unsigned char>(byte));
  return state;
}

}  // namespace stoa
