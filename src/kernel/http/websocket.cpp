#include "kernel/http/websocket.h"

#include <algorithm>

namespace stoa::http {
namespace {

SharedBytes shared_bytes(std::string bytes) {
  return std::make_shared<const std::string>(std::move(bytes));
}

std::string_view payload_of(const std::string& frame, std::size_t bytes) {
  return std::string_view(frame).substr(frame.size() - bytes);
}

}  // namespace

WsMessage::WsMessage(std::string_view payload, bool text)
    : payload_bytes_(payload.size()),
      text_(text),
      plain_(shared_bytes(ws_frame(text ? Opcode::text : Opcode::binary, payload))) {}

SharedBytes WsMessage::packed(int window_bits) const {
  std::lock_guard lock(mutex_);
  SharedBytes& kept = packed_.at(static_cast<std::size_t>(window_bits));
  if (kept) return kept;
  auto packed = ws_pack(payload_of(*plain_, payload_bytes_), window_bits);
  auto opcode = text_ ? Opcode::text : Opcode::binary;
  return kept = packed ? shared_bytes(ws_frame(opcode, *packed, true)) : plain_;
}

bool WebSocket::send(const WsMessage& message) {
  auto bytes = terms_.packed ? message.packed(terms_.window_bits) : message.plain();
  std::lock_guard lock(mutex_);
  return !closing_ && outlet_ && outlet_->send(std::move(bytes));
}

void WebSocket::send_control(Opcode opcode, std::string_view payload) {
  std::lock_guard lock(mutex_);
  if (!closing_ && outlet_) outlet_->send(shared_bytes(ws_frame(opcode, payload)));
}

// Says so, and waits for the client to say it too: tick() ends what gets no answer.
void WebSocket::close(std::uint16_t code, std::string_view reason) {
  std::lock_guard lock(mutex_);
  if (closing_ || !outlet_) return;
  closing_ = true;
  outlet_->send(shared_bytes(ws_close_frame(code, reason)));
}

void WebSocket::hold() {
  const std::lock_guard lock(mutex_);
  if (outlet_) outlet_->hold();
}

void WebSocket::go_on() {
  const std::lock_guard lock(mutex_);
  if (outlet_) outlet_->go_on();
}

void WebSocket::fail(std::uint16_t code, std::string_view reason) {
  close(code, reason);
  over_ = true;
  outlet_->end();
}

void WebSocket::answer_close() { fail(reader_.code()); }

void WebSocket::opened(std::shared_ptr<Outlet> outlet) {
  {
    std::lock_guard lock(mutex_);
    outlet_ = std::move(outlet);
  }
  user_->opened(shared_from_this());
}

void WebSocket::closed() {
  over_ = true;
  auto user = std::move(user_);
  if (user) user->closed();
}

void WebSocket::stopping() { close(close_code::going_away); }

void WebSocket::received(std::string_view bytes) {
  heard_ = true;
  while (!over_) {
    auto step = reader_.next(bytes);
    if (step == WsReader::Step::need_more) return;
    handle(step);
  }
}

void WebSocket::handle(WsReader::Step step) {
  switch (step) {
    case WsReader::Step::need_more:
      return;
    case WsReader::Step::message:
      if (!take_turn()) return fail(close_code::policy, "too many messages");
      return user_->received(reader_.take(), reader_.is_text());
    case WsReader::Step::ping:
      if (!take_turn()) return fail(close_code::policy, "too many messages");
      return send_control(Opcode::pong, reader_.take());
    case WsReader::Step::pong:
      return;
    case WsReader::Step::close:
      return answer_close();
    case WsReader::Step::failed:
      return fail(reader_.code());
  }
}

// So many messages in a second, and what was not used of them once more.
bool WebSocket::take_turn() {
  if (options_.messages_per_second <= 0) return true;
  if (allowance_ < 1) return false;
  allowance_ -= 1;
  return true;
}

void WebSocket::tick(Time now) {
  if (last_tick_ == Time{}) last_tick_ = now;
  std::chrono::duration<double> passed = now - last_tick_;
  last_tick_ = now;
  allowance_ = std::min(2 * options_.messages_per_second,
                        allowance_ + passed.count() * options_.messages_per_second);
  {
    std::lock_guard lock(mutex_);
    if (closing_ && close_by_ == Time::max()) close_by_ = now + options_.close_within;
    heard_ = heard_ || outlet_->is_held();
  }
  if (std::exchange(heard_, false)) {
    last_heard_ = now;
    pinged_ = false;
  }
  auto silent_for = now - last_heard_;
  bool dead = silent_for > options_.ping_after + options_.pong_within;
  if (dead || now >= close_by_) return outlet_->end();
  if (silent_for > options_.ping_after && !std::exchange(pinged_, true)) {
    send_control(Opcode::ping, {});
  }
}

}  // namespace stoa::http
