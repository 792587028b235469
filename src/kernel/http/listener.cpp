#include "kernel/http/listener.h"

#include <boost/asio/dispatch.hpp>
#include <system_error>

namespace stoa::http {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using namespace std::chrono_literals;

// Connections over the limit that are told so at one time; any further ones are just closed.
constexpr std::size_t refusals_at_once = 128;
// How long to leave clients alone when the process has no file handle left for them.
constexpr auto accept_pause = 100ms;

}  // namespace

Listener::Listener(std::vector<std::unique_ptr<Loop>>& loops, const Handler& handler, TlsKeys* keys)
    : loops_(loops),
      handler_(handler),
      keys_(keys),
      acceptor_(loops[0]->io),
      retry_(loops[0]->io) {}

Listener::Endpoint Listener::bind(Endpoint endpoint) {
  try {
    acceptor_.open(endpoint.protocol());
    acceptor_.set_option(asio::ip::tcp::acceptor::reuse_address(true));
    acceptor_.bind(endpoint);
    acceptor_.listen();
    return acceptor_.local_endpoint();
  } catch (const boost::system::system_error& e) {
    auto where = endpoint.address().to_string() + ":" + std::to_string(endpoint.port());
    throw std::system_error(e.code(), "cannot listen on " + where);
  }
}

void Listener::accept() {
  next_loop_ = (next_loop_ + 1) % loops_.size();
  acceptor_.async_accept(loops_[next_loop_]->io, [this](error_code ec, Socket socket) {
    on_accept(ec, std::move(socket));
  });
}

void Listener::on_accept(error_code ec, Socket socket) {
  if (!acceptor_.is_open()) return;
  if (ec && ec != asio::error::connection_aborted) return pause();
  if (!ec) hand_over(std::move(socket));
  accept();
}

void Listener::hand_over(Socket socket) {
  Shared& shared = loops_[0]->shared;
  auto open = shared.open.load();
  auto limit = shared.options.max_connections;
  if (open >= limit + refusals_at_once) return;
  ++shared.open;
  loops_[0]->accepted.add();
  Loop& loop = *loops_[next_loop_];
  Arrival arrival{std::move(socket), keys_ ? keys_->current() : nullptr, handler_, open >= limit};
  asio::dispatch(
      loop.io, [&loop, arrival = std::move(arrival)]() mutable { loop.adopt(std::move(arrival)); });
}

void Listener::pause() {
  retry_.expires_after(accept_pause);
  retry_.async_wait([this](error_code ec) {
    if (!ec && acceptor_.is_open()) accept();
  });
}

void Listener::close() {
  error_code ignored;
  acceptor_.close(ignored);
  retry_.cancel();
}

}  // namespace stoa::http
