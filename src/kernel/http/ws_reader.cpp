#include "kernel/http/ws_reader.h"

#include <algorithm>

#include "kernel/model/utf8.h"

namespace stoa::http {
namespace {

constexpr std::size_t mask_bytes = 4;
constexpr std::uint64_t longest_control = 125;
constexpr std::size_t longest_character = 4;

// Can `tail` still become a character? Its first byte decides which second ones may follow; two
// attempts cover them all.
bool may_become_utf8(std::string_view tail) {
  for (char next : {'\x80', '\xa0'}) {
    std::string attempt(tail);
    if (attempt.size() == 1) attempt += next;
    while (attempt.size() < longest_character) {
      if (find_invalid_utf8(attempt) == attempt.npos) return true;
      attempt += '\x80';
    }
    if (find_invalid_utf8(attempt) == attempt.npos) return true;
  }
  return false;
}

}  // namespace

WsReader::Step WsReader::next(std::string_view& input) {
  for (;;) {
    if (!in_payload_) {
      if (!read_header(input)) return Step::need_more;
      if (!check_header()) return Step::failed;
    }
    auto piece =
        input.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(left_, input.size())));
    input.remove_prefix(piece.size());
    left_ -= piece.size();
    if (!piece.empty() && !add(piece)) return Step::failed;
    if (left_ > 0) return Step::need_more;
    in_payload_ = false;
    header_size_ = 0;
    if (is_control()) return end_control();
    if (is_last()) return end_message();
  }
}

WsReader::Step WsReader::fail(std::uint16_t code) {
  code_ = code;
  return Step::failed;
}

bool WsReader::read_header(std::string_view& input) {
  while (header_size_ < header_bytes()) {
    if (input.empty()) return false;
    header_[header_size_++] = static_cast<unsigned char>(input[0]);
    input.remove_prefix(1);
  }
  return true;
}

// How long the header is, as far as that can be told.
std::size_t WsReader::header_bytes() const {
  if (header_size_ < 2) return 2;
  auto mask = header_[1] & 0x80 ? mask_bytes : 0;
  auto size = header_[1] & 0x7f;
  return 2 + (size == 126 ? 2 : size == 127 ? 8 : 0) + mask;
}

std::uint64_t WsReader::length() const {
  auto size = header_[1] & 0x7fu;
  if (size < 126) return size;
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < (size == 126 ? 2u : 8u); ++i) number = number << 8 | header_[2 + i];
  return number;
}

// Written as short as it can be (RFC 6455 §5.2).
bool WsReader::is_length_sound() const {
  switch (header_[1] & 0x7f) {
    case 126:
      return left_ > 125;
    case 127:
      return left_ > 0xffff && left_ >> 63 == 0;
    default:
      return true;
  }
}

// False: code_ says why.
bool WsReader::check_header() {
  fail(close_code::protocol_error);
  opcode_ = static_cast<Opcode>(header_[0] & 0x0f);
  left_ = length();
  bool masked = header_[1] & 0x80;
  if (!masked || !is_length_sound()) return false;
  masked_ = 0;
  in_payload_ = true;
  if (!is_control()) return check_start();
  bool known = opcode_ == Opcode::close || opcode_ == Opcode::ping || opcode_ == Opcode::pong;
  bool plain = (header_[0] & 0x70) == 0 && is_last() && left_ <= longest_control;
  control_.clear();
  return known && plain;
}

// Of a frame that begins a message or goes on with it.
bool WsReader::check_start() {
  bool first = opcode_ == Opcode::text || opcode_ == Opcode::binary;
  bool packed = header_[0] & 0x40;
  if (header_[0] & 0x30 || (packed && !(packed_ && first))) return false;
  if (!first && opcode_ != Opcode::continuation) return false;
  if (first == in_message_) return false;
  if (first) {
    in_message_ = true;
    kind_ = opcode_;
    message_.clear();
    checked_ = 0;
    received_ = 0;
    if (packed) inflater_ = std::make_unique<Inflater>();
  }
  received_ += left_;
  if (left_ <= most_ && received_ <= most_) return true;
  fail(close_code::too_big);
  return false;
}

void WsReader::unmask(std::string& text, std::size_t from) {
  const unsigned char* mask = header_.data() + header_bytes() - mask_bytes;
  for (std::size_t i = from; i < text.size(); ++i) {
    text[i] = static_cast<char>(text[i] ^ mask[masked_++ % mask_bytes]);
  }
}

bool WsReader::add(std::string_view piece) {
  if (is_control() || !inflater_) {
    std::string& to = is_control() ? control_ : message_;
    auto from = to.size();
    to += piece;
    unmask(to, from);
    return is_control() || check_text(false);
  }
  std::string packed(piece);
  unmask(packed, 0);
  return judge(inflater_->add(packed, message_, most_)) && check_text(false);
}

bool WsReader::judge(Inflater::Result result) {
  if (result == Inflater::Result::fine) return true;
  fail(result == Inflater::Result::too_big ? close_code::too_big : close_code::protocol_error);
  return false;
}

// What is no UTF-8 is refused with the first byte that shows it.
bool WsReader::check_text(bool whole) {
  if (kind_ != Opcode::text) return true;
  auto rest = std::string_view(message_).substr(checked_);
  auto bad = find_invalid_utf8(rest);
  if (bad == rest.npos) {
    checked_ = message_.size();
    return true;
  }
  checked_ += bad;
  auto tail = rest.substr(bad);
  if (!whole && tail.size() < longest_character && may_become_utf8(tail)) return true;
  fail(close_code::not_utf8);
  return false;
}

WsReader::Step WsReader::end_control() {
  if (opcode_ == Opcode::ping) return Step::ping;
  if (opcode_ == Opcode::pong) return Step::pong;
  if (control_.empty()) {
    code_ = close_code::none;
    return Step::close;
  }
  if (control_.size() == 1) return fail(close_code::protocol_error);
  auto byte = [&](std::size_t i) { return static_cast<unsigned char>(control_[i]); };
  code_ = static_cast<std::uint16_t>(byte(0) << 8 | byte(1));
  if (!is_close_code(code_)) return fail(close_code::protocol_error);
  control_.erase(0, 2);
  if (find_invalid_utf8(control_) != control_.npos) return fail(close_code::not_utf8);
  return Step::close;
}

WsReader::Step WsReader::end_message() {
  if (inflater_ && !judge(inflater_->finish(message_, most_))) return Step::failed;
  inflater_.reset();
  in_message_ = false;
  if (!check_text(true)) return Step::failed;
  return Step::message;
}

}  // namespace stoa::http
