// Reads what a WebSocket client sends, however it is cut: frames, put together to messages.
//
// A value of one socket, used on its loop's thread only. It answers nothing: its user is told what
// came, or with which code the connection has failed. A message is bounded while it grows, and its
// text checked as it arrives.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "kernel/http/ws_deflate.h"
#include "kernel/http/ws_frame.h"

namespace stoa::http {

class WsReader {
 public:
  enum class Step { need_more, message, ping, pong, close, failed };

  // `packed`: compression was agreed on.
  WsReader(std::size_t max_message_bytes, bool packed)
      : most_(max_message_bytes), packed_(packed) {}

  // Takes from `input` up to the end of the next message or control frame. After `failed` nothing
  // more may be fed.
  Step next(std::string_view& input);

  // The payload of what next() told of; a close frame's reason.
  std::string take() { return std::exchange(is_control() ? control_ : message_, {}); }
  bool is_text() const { return kind_ == Opcode::text; }
  // The code of the close frame, or that of the failure.
  std::uint16_t code() const { return code_; }

 private:
  Step fail(std::uint16_t code);
  bool read_header(std::string_view& input);
  bool check_header();
  bool check_start();
  std::uint64_t length() const;
  bool is_length_sound() const;
  std::size_t header_bytes() const;
  bool is_control() const { return static_cast<int>(opcode_) >= 8; }
  bool is_last() const { return header_[0] & 0x80; }
  void unmask(std::string& text, std::size_t from);
  bool add(std::string_view piece);
  bool judge(Inflater::Result result);
  bool check_text(bool whole);
  Step end_control();
  Step end_message();

  const std::size_t most_;
  const bool packed_;
  std::array<unsigned char, 14> header_{};
  std::size_t header_size_ = 0;
  bool in_payload_ = false;
  Opcode opcode_ = Opcode::continuation;  // of the frame
  std::uint64_t left_ = 0;                // of its payload
  std::size_t masked_ = 0;                // bytes of it that were unmasked
  std::string control_;
  bool in_message_ = false;
  Opcode kind_ = Opcode::text;  // of the message
  std::string message_;
  std::size_t checked_ = 0;  // of it, up to the last whole character
  std::unique_ptr<Inflater> inflater_;
  std::uint64_t received_ = 0;  // of a message, as it came
  std::uint16_t code_ = 0;
};

}  // namespace stoa::http
