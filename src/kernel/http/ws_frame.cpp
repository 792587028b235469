#include "kernel/http/ws_frame.h"

#include "kernel/model/utf8.h"

namespace stoa::http {
namespace {

constexpr std::size_t control_bytes = 125;

void append_big_endian(std::string& out, std::uint64_t number, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    out += static_cast<char>(number >> shift);
  }
}

}  // namespace

std::string ws_frame(Opcode opcode, std::string_view payload, bool packed) {
  std::string frame;
  frame.reserve(payload.size() + 10);
  frame += static_cast<char>(0x80 | (packed ? 0x40 : 0) | static_cast<int>(opcode));
  if (payload.size() <= control_bytes) {
    frame += static_cast<char>(payload.size());
  } else if (payload.size() <= 0xffff) {
    frame += 126;
    append_big_endian(frame, payload.size(), 2);
  } else {
    frame += 127;
    append_big_endian(frame, payload.size(), 8);
  }
  frame += payload;
  return frame;
}

std::string ws_close_frame(std::uint16_t code, std::string_view reason) {
  std::string payload;
  if (code != close_code::none) {
    append_big_endian(payload, code, 2);
    payload += reason.substr(0, control_bytes - 2);
    std::string_view text = payload;
    payload.resize(2 + std::min(text.size() - 2, find_invalid_utf8(text.substr(2))));
  }
  return ws_frame(Opcode::close, payload);
}

bool is_close_code(std::uint16_t code) {
  if (code >= 3000 && code <= 4999) return true;
  return code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006;
}

}  // namespace stoa::http
