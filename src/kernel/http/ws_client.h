// A WebSocket client for tests that sends just the frames it is told to, sound or not.
//
// Test code only; used on one thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "kernel/http/raw_client.h"

namespace stoa::http {

struct WsFrame {
  int opcode = -1;  // -1: the connection closed
  bool last = true;
  int reserved = 0;
  std::string payload;

  // Of a close frame; 1005 where it says none.
  int code() const {
    if (payload.size() < 2) return 1005;
    return static_cast<unsigned char>(payload[0]) << 8 | static_cast<unsigned char>(payload[1]);
  }
};

inline std::string masked(int opcode, std::string_view payload, bool last = true,
                          int reserved = 0) {
  const std::string mask = "\x37\xfa\x21\x3d";
  std::string frame(1, static_cast<char>((last ? 0x80 : 0) | reserved << 4 | opcode));
  if (payload.size() < 126) {
    frame += static_cast<char>(0x80 | payload.size());
  } else {
    bool wide = payload.size() > 0xffff;
    frame += static_cast<char>(0x80 | (wide ? 127 : 126));
    for (int shift = wide ? 56 : 8; shift >= 0; shift -= 8) {
      frame += static_cast<char>(payload.size() >> shift);
    }
  }
  frame += mask;
  for (std::size_t i = 0; i < payload.size(); ++i) {
    frame += static_cast<char>(payload[i] ^ mask[i % 4]);
  }
  return frame;
}

inline std::string ws_hello(std::string_view path = "/ws", std::string_view fields = "") {
  return "GET " + std::string(path) +
         " HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n"
         "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
         std::string(fields) + "\r\n";
}

// The next frame that the server sends.
inline WsFrame next_frame(RawClient& client) {
  auto head = client.take(2);
  if (head.size() < 2) return {};
  auto byte = [](char c) { return static_cast<unsigned char>(c); };
  WsFrame frame{byte(head[0]) & 15, (byte(head[0]) & 0x80) != 0, (byte(head[0]) >> 4) & 7, {}};
  std::size_t size = byte(head[1]);
  if (size >= 126) {
    auto longer = client.take(size == 126 ? 2 : 8);
    size = 0;
    for (char c : longer) size = size << 8 | byte(c);
  }
  frame.payload = client.take(size);
  return frame;
}

}  // namespace stoa::http
