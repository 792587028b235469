#include "kernel/app/server_options.h"

#include "kernel/observe/log.h"

namespace stoa {

http::ServerOptions server_options(const Config& config) {
  Address address = parse_address(config.listen);
  http::ServerOptions options;
  options.address = address.host;
  options.port = address.port;
  options.threads = static_cast<int>(config.http_threads);
  options.host_names = config.host_names;
  options.max_connections = static_cast<std::size_t>(config.http_max_connections);
  options.max_streams = static_cast<std::size_t>(config.http_max_streams);
  options.stream_room_bytes = static_cast<std::size_t>(config.http_stream_room_bytes);
  options.max_body_bytes = static_cast<std::size_t>(config.http_max_body_bytes);
  options.trusted_proxies = config.trusted_proxies;
  options.tls_certificate = config.tls_certificate;
  options.tls_key = config.tls_key;
  if (!config.tls_redirect_listen.empty()) {
    Address plain = parse_address(config.tls_redirect_listen);
    options.redirect_address = plain.host;
    options.redirect_port = plain.port;
  }
  if (!config.public_url.empty()) options.host_names.push_back(host_of_url(config.public_url));
  return options;
}

// A password that travels in clear is everybody's on the way.
void warn_of_plaintext(const Config& config) {
  const bool behind_proxy = !config.trusted_proxies.empty();
  if (is_loopback(parse_address(config.listen).host) || behind_proxy) return;
  if (config.tls_certificate.empty()) {
    log::warning(
        "this address is served without TLS: set tls.certificate and tls.key, or name the "
        "proxy that has it in trusted_proxies");
  }
}

}  // namespace stoa
