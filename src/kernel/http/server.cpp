#include "kernel/http/server.h"

#include <algorithm>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "kernel/http/listener.h"
#include "kernel/http/loop.h"
#include "kernel/http/redirect.h"
#include "kernel/http/tls_keys.h"

namespace stoa::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using namespace std::chrono_literals;

asio::ip::address parse_address(const std::string& given) {
  error_code ec;
  auto address = asio::ip::make_address(given == "localhost" ? "127.0.0.1" : given, ec);
  if (ec) throw std::system_error(ec, "\"" + given + "\" is not an address");
  return address;
}

std::unique_ptr<TlsKeys> load_keys(const ServerOptions& options) {
  bool certificate = !options.tls_certificate.empty(), key = !options.tls_key.empty();
  if (certificate != key) {
    throw std::runtime_error("a TLS certificate and its key come together, one of them is missing");
  }
  if (!certificate && !options.redirect_address.empty()) {
    throw std::runtime_error("redirecting to HTTPS needs a TLS certificate");
  }
  if (!certificate) return nullptr;
  return std::make_unique<TlsKeys>(options.tls_certificate, options.tls_key);
}

std::optional<tcp::endpoint> redirect_endpoint(const ServerOptions& options) {
  if (options.redirect_address.empty()) return {};
  return tcp::endpoint(parse_address(options.redirect_address), options.redirect_port);
}

// Four looks within the shortest time-out are precise enough, and four a second at most.
std::chrono::milliseconds tick_of(const ServerOptions& o) {
  auto shortest = std::min({o.header_timeout, o.body_timeout, o.idle_timeout, o.write_timeout});
  return std::clamp(shortest / 4, 5ms, 250ms);
}

}  // namespace

struct Server::Impl {
  Impl(ServerOptions options, Handler handler, Admit admit, asio::ip::address address)
      : endpoint(address, options.port),
        plain_endpoint(redirect_endpoint(options)),
        keys(load_keys(options)),
        shared{.options = options,
               .handler = std::move(handler),
               .admit = std::move(admit),
               .limits = {options.max_header_bytes, options.max_header_count,
                          options.max_target_bytes, options.max_body_bytes},
               .hosts = HostNames(address.to_string(), address.is_loopback(), options.host_names),
               .proxies = TrustedProxies(options.trusted_proxies),
               .tick = tick_of(options)} {}

  void start();
  void listen();
  void stop(std::chrono::milliseconds grace);

  tcp::endpoint endpoint;
  std::optional<tcp::endpoint> plain_endpoint;
  std::unique_ptr<TlsKeys> keys;
  Shared shared;
  Handler redirect;
  std::vector<std::unique_ptr<Loop>> loops;
  std::vector<std::thread> threads;
  std::optional<Listener> listener, plain_listener;  // on the first loop's thread
  std::mutex stop_mutex;
  bool stopped = false;
};

void Server::Impl::start() {
  int wanted = shared.options.threads;
  int count =
      wanted > 0 ? wanted : static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  for (int i = 0; i < count; ++i) loops.push_back(std::make_unique<Loop>(shared));
  listen();
  for (auto& loop : loops) threads.emplace_back([&loop] { loop->run(); });
}

// Both addresses are had before either takes a connection.
void Server::Impl::listen() {
  listener.emplace(loops, shared.handler, keys.get());
  endpoint = listener->bind(endpoint);
  if (plain_endpoint) {
    redirect = redirect_to_https(endpoint.port());
    plain_listener.emplace(loops, redirect, nullptr);
    plain_endpoint = plain_listener->bind(*plain_endpoint);
    plain_listener->accept();
  }
  listener->accept();
}

void Server::Impl::stop(std::chrono::milliseconds grace) {
  std::lock_guard lock(stop_mutex);
  if (std::exchange(stopped, true) || threads.empty()) return;
  shared.stopping = true;
  loops[0]->mailbox->post([this] {
    listener->close();
    if (plain_listener) plain_listener->close();
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

Server::Server(ServerOptions options, Handler handler, Admit admit) {
  auto address = parse_address(options.address);
  impl_ = std::make_unique<Impl>(std::move(options), std::move(handler), std::move(admit), address);
}

Server::~Server() { stop(0ms); }

void Server::start() { impl_->start(); }

std::uint16_t Server::port() const { return impl_->endpoint.port(); }

std::uint16_t Server::redirect_port() const {
  return impl_->plain_endpoint ? impl_->plain_endpoint->port() : 0;
}

void Server::reload_tls() {
  if (impl_->keys) impl_->keys->reload();
}

void Server::stop(std::chrono::milliseconds grace) { impl_->stop(grace); }

ServerStats Server::stats() const {
  ServerStats sum;
  sum.open = impl_->shared.open;
  sum.streams = impl_->shared.streams;
  for (auto& loop : impl_->loops) {
    sum.accepted += loop->accepted.get();
    sum.requests += loop->requests.get();
    sum.malformed += loop->malformed.get();
    sum.timed_out += loop->timed_out.get();
    sum.refused += loop->refused.get();
    sum.tls_failed += loop->tls_failed.get();
    sum.streams_refused += loop->streams_refused.get();
    sum.streams_cut += loop->streams_cut.get();
  }
  return sum;
}

}  // namespace stoa::http
