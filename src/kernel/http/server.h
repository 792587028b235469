// The HTTP/1.1 server: sockets, parsing, limits, time-outs, writing (RFC 9110, RFC 9112).
//
// Knows nothing of routes: it hands each request to one Handler and writes the answer that comes
// back, whenever and from whichever thread it comes. Owned by the kernel. start() and stop() are
// for the owner's thread; the handler is called on an I/O thread and must not block.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "kernel/http/message.h"

namespace stoa::http {

struct ServerOptions {
  std::string address = "127.0.0.1";  // IPv4 or IPv6 literal, or "localhost"
  std::uint16_t port = 8080;          // 0 lets the system choose
  int threads = 0;                    // I/O threads; 0 means one a core
  // Names that Host may have, besides the loopback names when listening on loopback; empty = any.
  // Anything else is answered 421, which shuts out DNS rebinding.
  std::vector<std::string> host_names;
  std::size_t max_connections = 10'000;
  std::size_t max_streams = 5'000;             // of those, with a body that is pushed; more get 503
  std::size_t stream_room_bytes = 256 * 1024;  // that may wait for the client of such a stream
  std::size_t max_header_bytes = 16 * 1024;
  std::size_t max_header_count = 100;
  std::size_t max_target_bytes = 8 * 1024;
  std::size_t max_body_bytes = 1024 * 1024;
  std::chrono::milliseconds header_timeout{10'000};  // first byte to end of header; TLS handshake
  std::chrono::milliseconds body_timeout{30'000};    // end of header to end of body
  std::chrono::milliseconds idle_timeout{60'000};    // between requests of a connection
  std::chrono::milliseconds write_timeout{30'000};   // without a byte of progress
  // PEM files, the certificate with its chain behind it; both or none. With them the server speaks
  // HTTPS only. A pair that is replaced on disk goes for the connections that come after.
  std::filesystem::path tls_certificate, tls_key;
  // A second, plain listener that sends every request to the https address of the same host; an
  // empty address means none. Needs TLS.
  std::string redirect_address;
  std::uint16_t redirect_port = 80;  // 0 lets the system choose
  // Addresses or networks ("10.0.0.0/8") of the proxies whose X-Forwarded-For and -Proto count.
  std::vector<std::string> trusted_proxies;
};

// Counters for /metrics; each is read without a lock.
struct ServerStats {
  std::uint64_t accepted = 0, open = 0, requests = 0, malformed = 0, timed_out = 0, refused = 0;
  std::uint64_t tls_failed = 0;  // handshakes that came to nothing, those cut by time aside
  // Pushed bodies: open ones, those that there was no place for, and those whose client was cut
  // because it did not read.
  std::uint64_t streams = 0, streams_refused = 0, streams_cut = 0;
};

class Server {
 public:
  // Throws std::system_error or std::runtime_error that names the option which cannot be.
  // `admit` is called on an I/O thread too, before a request's body is read.
  Server(ServerOptions options, Handler handler, Admit admit = {});
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Binds and listens; throws std::system_error with the address in its text when it cannot.
  void start();
  std::uint16_t port() const;
  std::uint16_t redirect_port() const;  // of the plain listener; 0 without one
  // Reads certificate and key again now, from any thread; a changed pair is found without, within a
  // second. A pair that does not work is logged and the old one stays.
  void reload_tls();
  // Stops accepting, ends pushed bodies, lets running requests finish for at most `grace`, closes
  // the rest, joins.
  void stop(std::chrono::milliseconds grace);
  ServerStats stats() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace stoa::http
