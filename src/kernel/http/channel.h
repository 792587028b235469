// The bytes of one connection: a socket that does not block, plain or through TLS.
//
// Owned by a Connection, used on its loop's thread only. Whoever waits, waits for the socket.
#pragma once

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "kernel/http/tls_session.h"

namespace stoa::http {

// A socket that knows the type of its executor needs no indirection to start an operation.
using Socket =
    boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;

class Channel {
 public:
  Channel(Socket socket, ssl_ctx_st* tls);  // no `tls`: plain

  Socket& socket() { return socket_; }
  const Socket& socket() const { return socket_; }
  bool secure() const { return tls_ != nullptr; }

  Progress shake_hands() { return tls_->shake_hands(); }
  // Gives TLS up without a word, before the handshake is done.
  void become_plain() { tls_.reset(); }

  Moved read(char* to, std::size_t room) {
    if (tls_) return tls_->read(to, room);
    boost::system::error_code ec;
    auto n = socket_.read_some(boost::asio::buffer(to, room), ec);
    return {progress(ec, Progress::wants_input), n};
  }
  // Has read() left something that no readiness of the socket will tell of?
  bool holds_input() const { return tls_ && tls_->holds_input(); }

  // Writes `first`, then `second`, as far as they go at once. What was not taken must be offered
  // again.
  Moved write(std::string_view first, std::string_view second) {
    if (tls_) return tls_->write(first.empty() ? second : first);
    using boost::asio::const_buffer;
    const_buffer one(first.data(), first.size());
    boost::system::error_code ec;
    auto n = second.empty() ? socket_.write_some(one, ec)
                            : socket_.write_some(
                                  std::array{one, const_buffer(second.data(), second.size())}, ec);
    return {progress(ec, Progress::wants_room), n};
  }

  // The same for many pieces.
  Moved write(std::span<const std::string_view> pieces);

  // For a stream that stays open: what the client does not take shall wait with us, who can see it,
  // and not by the megabyte in the system; and a client that does not acknowledge for `patience`
  // is gone.
  void prepare_to_push(std::chrono::milliseconds patience);

  // Says that nothing more comes, and lets the socket say so too.
  Progress finish_sending();
  // Throws away what has come, undeciphered; false when no more can come.
  bool discard(std::string& scratch);

 private:
  static Progress progress(boost::system::error_code ec, Progress blocked) {
    if (!ec) return Progress::done;
    return ec == boost::asio::error::would_block ? blocked : Progress::over;
  }

  Socket socket_;
  std::unique_ptr<TlsSession> tls_;
};

}  // namespace stoa::http
