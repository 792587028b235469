#include "kernel/http/channel.h"

#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

namespace stoa::http {
namespace {

// Pieces of one call to the system; a plain write takes them as they lie.
constexpr std::size_t pieces_at_once = 64;
// TLS encrypts records of this size at most: smaller pieces are put together for it.
constexpr std::size_t record_bytes = 16 * 1024;
// What a stream may leave with the system unsent.
constexpr int unsent_bytes = 64 * 1024;

Moved write_to(int socket, std::span<const std::string_view> pieces) {
  std::array<iovec, pieces_at_once> parts;
  auto count = std::min(pieces.size(), parts.size());
  for (std::size_t i = 0; i < count; ++i) {
    parts[i] = {const_cast<char*>(pieces[i].data()), pieces[i].size()};
  }
  msghdr message{};
  message.msg_iov = parts.data();
  message.msg_iovlen = count;
  auto n = ::sendmsg(socket, &message, MSG_NOSIGNAL);
  if (n >= 0) return {Progress::done, static_cast<std::size_t>(n)};
  bool again = errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
  return {again ? Progress::wants_room : Progress::over};
}

}  // namespace

Channel::Channel(Socket socket, ssl_ctx_st* tls) : socket_(std::move(socket)) {
  boost::system::error_code ignored;
  socket_.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
  socket_.non_blocking(true, ignored);
  if (tls) tls_ = std::make_unique<TlsSession>(*tls, socket_.native_handle());
}

// A record that could not be sent must begin with the same bytes when it is offered again; it does,
// since the pieces that were not taken are.
Moved Channel::write(std::span<const std::string_view> pieces) {
  if (!tls_) return write_to(socket_.native_handle(), pieces);
  if (pieces[0].size() >= record_bytes || pieces.size() == 1) return tls_->write(pieces[0]);
  std::array<char, record_bytes> record;
  std::size_t size = 0;
  for (std::string_view piece : pieces) {
    size += piece.copy(record.data() + size, record.size() - size);
  }
  return tls_->write({record.data(), size});
}

void Channel::prepare_to_push(std::chrono::milliseconds patience) {
  auto wait = static_cast<unsigned>(patience.count());
  auto socket = socket_.native_handle();
  ::setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &wait, sizeof wait);
  ::setsockopt(socket, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent_bytes, sizeof unsent_bytes);
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
