// The opening handshake of a WebSocket (RFC 6455 §4.2, RFC 7692 §7.1): is this request one, and
// what is agreed on.
//
// Pure functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/http/message.h"

namespace stoa::http {

// What a client and the server agreed on.
struct WsTerms {
  bool packed = false;   // messages may be compressed, each by itself
  int window_bits = 15;  // how far the client can look back
  std::string protocol;  // "" where none was asked for, or none of ours
};

// Does the request want to become a WebSocket at all?
bool wants_websocket(const Request& request);

// Sec-WebSocket-Accept.
std::string ws_accept(std::string_view key);

struct WsAgreement {
  Response answer;               // 101, or the problem that says what is wrong
  std::optional<WsTerms> terms;  // with 101
};
// `protocols` are those of ours, `pack`: compression is welcome.
WsAgreement ws_agree(const Request& request, const std::vector<std::string>& protocols, bool pack);

}  // namespace stoa::http
