// One WebSocket (RFC 6455): messages in, messages out, the closing handshake, a sign of life.
//
// Owned by its connection as the body that is pushed, shared with whoever sends. Messages come on
// the connection's I/O thread; send() and close() are for any thread.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "kernel/http/message.h"
#include "kernel/http/outlet.h"
#include "kernel/http/ws_handshake.h"
#include "kernel/http/ws_reader.h"

namespace stoa::http {

struct WsOptions {
  std::size_t max_message_bytes = 64 * 1024;     // as they are read: after decompression
  double messages_per_second = 50;               // on average, twice as many at once; 0: any number
  std::chrono::milliseconds ping_after{30'000};  // of silence
  std::chrono::milliseconds pong_within{10'000};
  std::chrono::milliseconds close_within{5'000};  // the client's answer to our close
};

// A message for any number of sockets: framed once, and compressed once for each window that its
// receivers have (nearly always one).
class WsMessage {
 public:
  WsMessage(std::string_view payload, bool text);

  SharedBytes plain() const { return plain_; }
  SharedBytes packed(int window_bits) const;

 private:
  const std::size_t payload_bytes_;
  const bool text_;
  const SharedBytes plain_;
  mutable std::mutex mutex_;
  mutable std::array<SharedBytes, 16> packed_;  // by window bits
};

class WebSocket : public PushedBody, public std::enable_shared_from_this<WebSocket> {
 public:
  // What is done with a socket. Called on its I/O thread, must not block, and may call the socket.
  class User {
   public:
    virtual ~User() = default;
    virtual void opened(std::shared_ptr<WebSocket> socket) = 0;
    virtual void received(std::string message, bool text) = 0;
    virtual void closed() = 0;  // once after opened(), however it came to that
  };

  WebSocket(const WsOptions& options, WsTerms terms)
      : options_(options),
        terms_(std::move(terms)),
        reader_(options.max_message_bytes, terms_.packed),
        allowance_(2 * options.messages_per_second) {}
  // Before the socket is given to its connection.
  void use_by(std::shared_ptr<User> user) { user_ = std::move(user); }

  // Any thread, from opened() on. False: it is closed, or closing.
  bool send(const WsMessage& message);
  void close(std::uint16_t code, std::string_view reason = {});
  // The client is read no further until go_on(): it is held back as by a slow network, and not
  // taken for dead. A few messages that are here already may come still.
  void hold();
  void go_on();
  const std::string& protocol() const { return terms_.protocol; }

  // The connection's:
  void opened(std::shared_ptr<Outlet> outlet) override;
  void closed() override;
  void received(std::string_view bytes) override;
  void stopping() override;
  void tick(Time now) override;

 private:
  void send_control(Opcode opcode, std::string_view payload);
  void answer_close();
  void fail(std::uint16_t code, std::string_view reason = {});
  bool take_turn();
  void handle(WsReader::Step step);

  const WsOptions options_;
  const WsTerms terms_;
  std::shared_ptr<User> user_;
  std::mutex mutex_;  // nothing is sent behind a close frame
  std::shared_ptr<Outlet> outlet_;
  bool closing_ = false;
  // Of the I/O thread:
  WsReader reader_;
  bool over_ = false;  // nothing is read any more
  bool heard_ = true, pinged_ = false;
  double allowance_;  // of messages
  Time last_tick_{}, last_heard_{}, close_by_ = Time::max();
};

}  // namespace stoa::http
