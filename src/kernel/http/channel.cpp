#include "kernel/http/channel.h"

namespace stoa::http {

Channel::Channel(Socket socket, ssl_ctx_st* tls) : socket_(std::move(socket)) {
  boost::system::error_code ignored;
  socket_.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
  socket_.non_blocking(true, ignored);
  if (tls) tls_ = std::make_unique<TlsSession>(*tls, socket_.native_handle());
}

Progress Channel::finish_sending() {
  if (tls_) {
    auto progress = tls_->finish_sending();
    if (progress != Progress::done) return progress;
  }
  boost::system::error_code ec;
  socket_.shutdown(Socket::shutdown_send, ec);
  return ec ? Progress::over : Progress::done;
}

bool Channel::discard(std::string& scratch) {
  boost::system::error_code ec;
  socket_.read_some(boost::asio::buffer(scratch), ec);
  return !ec || ec == boost::asio::error::would_block;
}

}  // namespace stoa::http
