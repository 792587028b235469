// One address that the server listens on, and what the connections that come in are for.
//
// Owned by the Server. One acceptor hands connections round to all threads. SO_REUSEPORT would let
// a second server take the same port unnoticed, and spreads few connections unevenly; accepting is
// rare beside answering. bind() comes before the loops run, close() on the first loop's thread.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <vector>

#include "kernel/http/loop.h"
#include "kernel/http/tls_keys.h"

namespace stoa::http {

class Listener {
 public:
  using Endpoint = boost::asio::ip::tcp::endpoint;

  // `keys` are none for a plain listener. All that is given outlives the listener.
  Listener(std::vector<std::unique_ptr<Loop>>& loops, const Handler& handler, TlsKeys* keys);

  // Throws std::system_error with the address in its text. Returns the endpoint that it got.
  Endpoint bind(Endpoint endpoint);
  void accept();
  void close();

 private:
  void on_accept(boost::system::error_code ec, Socket socket);
  void hand_over(Socket socket);
  void pause();

  std::vector<std::unique_ptr<Loop>>& loops_;
  const Handler& handler_;
  TlsKeys* const keys_;
  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::steady_timer retry_;
  std::size_t next_loop_ = 0;
};

}  // namespace stoa::http
