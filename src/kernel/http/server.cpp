#include "kernel/http/server.h"

#include <algorithm>
#include <boost/asio/dispatch.hpp>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>

#include "kernel/http/connection.h"
#include "kernel/http/loop.h"

namespace stoa::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using namespace std::chrono_literals;

// Connections over the limit that are told so at one time; any further ones are just closed.
constexpr std::size_t refusals_at_once = 128;
// How long to leave clients alone when the process has no file handle left for them.
constexpr auto accept_pause = 100ms;

asio::ip::address parse_address(const ServerOptions& options) {
  error_code ec;
  auto text = options.address == "localhost" ? std::string("127.0.0.1") : options.address;
  auto address = asio::ip::make_address(text, ec);
  if (ec) throw std::system_error(ec, "\"" + options.address + "\" is not an address");
  return address;
}

// Four looks within the shortest time-out are precise enough, and four a second at most.
std::chrono::milliseconds tick_of(const ServerOptions& o) {
  auto shortest = std::min({o.header_timeout, o.body_timeout, o.idle_timeout, o.write_timeout});
  return std::clamp(shortest / 4, 5ms, 250ms);
}

}  // namespace

// One acceptor hands connections round to all threads. SO_REUSEPORT would let a second server take
// the same port unnoticed, and spreads few connections unevenly; accepting is rare beside
// answering.
struct Server::Impl {
  Impl(ServerOptions options, Handler handler, asio::ip::address address)
      : endpoint(address, options.port),
        shared{.options = options,
               .handler = std::move(handler),
               .limits = {options.max_header_bytes, options.max_header_count,
                          options.max_target_bytes, options.max_body_bytes},
               .hosts = HostNames(address.to_string(), address.is_loopback(), options.host_names),
               .tick = tick_of(options)} {}

  void start();
  void accept();
  void on_accept(error_code ec, Socket socket);
  void pause_accepting();
  void stop(std::chrono::milliseconds grace);

  tcp::endpoint endpoint;
  Shared shared;
  std::vector<std::unique_ptr<Loop>> loops;
  std::vector<std::thread> threads;
  std::optional<tcp::acceptor> acceptor;    // on the first loop's thread
  std::optional<asio::steady_timer> retry;  // likewise
  std::size_t next_loop = 0;
  std::mutex stop_mutex;
  bool stopped = false;
};

void Server::Impl::start() {
  int wanted = shared.options.threads;
  int count =
      wanted > 0 ? wanted : static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  for (int i = 0; i < count; ++i) loops.push_back(std::make_unique<Loop>(shared));

  acceptor.emplace(loops[0]->io);
  retry.emplace(loops[0]->io);
  try {
    acceptor->open(endpoint.protocol());
    acceptor->set_option(tcp::acceptor::reuse_address(true));
    acceptor->bind(endpoint);
    acceptor->listen();
    endpoint = acceptor->local_endpoint();
  } catch (const boost::system::system_error& e) {
    auto where = endpoint.address().to_string() + ":" + std::to_string(endpoint.port());
    throw std::system_error(e.code(), "cannot listen on " + where);
  }
  accept();
  for (auto& loop : loops) threads.emplace_back([&loop] { loop->run(); });
}

void Server::Impl::accept() {
  next_loop = (next_loop + 1) % loops.size();
  acceptor->async_accept(loops[next_loop]->io, [this](error_code ec, Socket socket) {
    on_accept(ec, std::move(socket));
  });
}

void Server::Impl::on_accept(error_code ec, Socket socket) {
  if (!acceptor->is_open()) return;
  if (ec && ec != asio::error::connection_aborted) return pause_accepting();
  if (!ec) {
    auto open = shared.open.load();
    bool refuse = open >= shared.options.max_connections;
    if (open < shared.options.max_connections + refusals_at_once) {
      ++shared.open;
      loops[0]->accepted.add();
      Loop& loop = *loops[next_loop];
      asio::dispatch(loop.io, [&loop, refuse, socket = std::move(socket)]() mutable {
        loop.adopt(std::move(socket), refuse);
      });
    }
  }
  accept();
}

void Server::Impl::pause_accepting() {
  retry->expires_after(accept_pause);
  retry->async_wait([this](error_code ec) {
    if (!ec && acceptor->is_open()) accept();
  });
}

void Server::Impl::stop(std::chrono::milliseconds grace) {
  std::lock_guard lock(stop_mutex);
  if (std::exchange(stopped, true) || threads.empty()) return;
  shared.stopping = true;
  loops[0]->mailbox->post([this] {
    error_code ignored;
    acceptor->close(ignored);
    retry->cancel();
  });
  for (auto& loop : loops) loop->mailbox->post([&loop] { loop->drain(); });

  auto end = std::chrono::steady_clock::now() + grace;
  while (shared.open > 0 && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(5ms);

  for (auto& loop : loops) {
    loop->mailbox->post([&loop] { loop->finish(); });
    loop->mailbox->close();
  }
  for (auto& thread : threads) thread.join();
  shared.puller.stop();
}

Server::Server(ServerOptions options, Handler handler) {
  auto address = parse_address(options);
  impl_ = std::make_unique<Impl>(std::move(options), std::move(handler), address);
}

Server::~Server() { stop(0ms); }

void Server::start() { impl_->start(); }

std::uint16_t Server::port() const { return impl_->endpoint.port(); }

void Server::stop(std::chrono::milliseconds grace) { impl_->stop(grace); }

ServerStats Server::stats() const {
  ServerStats sum;
  sum.open = impl_->shared.open;
  for (auto& loop : impl_->loops) {
    sum.accepted += loop->accepted.get();
    sum.requests += loop->requests.get();
    sum.malformed += loop->malformed.get();
    sum.timed_out += loop->timed_out.get();
    sum.refused += loop->refused.get();
  }
  return sum;
}

}  // namespace stoa::http
