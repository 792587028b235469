// WebSocket frames as bytes (RFC 6455 §5): what the server sends, never masked.
//
// Pure functions; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace stoa::http {

enum class Opcode : std::uint8_t {
  continuation = 0,
  text = 1,
  binary = 2,
  close = 8,
  ping = 9,
  pong = 10
};

// Why a socket closes (RFC 6455 §7.4.1); 4000 to 4999 are an application's own.
namespace close_code {
constexpr std::uint16_t normal = 1000, going_away = 1001, protocol_error = 1002, not_a_type = 1003,
                        none = 1005, not_utf8 = 1007, policy = 1008, too_big = 1009,
                        internal_error = 1011, try_again = 1013;
}

// One whole frame. `packed`: its payload is compressed (RSV1).
std::string ws_frame(Opcode opcode, std::string_view payload, bool packed = false);
// A close frame; `none` says nothing. What of `reason` has no room is cut off.
std::string ws_close_frame(std::uint16_t code, std::string_view reason = {});
// May this code stand in a close frame?
bool is_close_code(std::uint16_t code);

}  // namespace stoa::http
