// A client for tests that speaks TLS, and badly when it is told to.
//
// Test code only; used on one thread. OpenSSL gets memory instead of the socket, so that a test can
// touch the records on their way.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <string_view>

#include "kernel/http/raw_client.h"

namespace stoa::http {

struct TlsClientOptions {
  int min_version = TLS1_2_VERSION, max_version = TLS1_3_VERSION;
  std::string protocols = {};      // ALPN, as on the wire
  SSL_SESSION* session = nullptr;  // to resume
  int receive_buffer = 0;
};

class TlsClient : public RawClient {
 public:
  using Options = TlsClientOptions;

  explicit TlsClient(std::uint16_t port, const Options& options = {})
      : RawClient(port, options.receive_buffer),
        context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free) {
    SSL_CTX_set_security_level(context_.get(), 0);  // or OpenSSL would not try the old versions
    SSL_CTX_set_min_proto_version(context_.get(), options.min_version);
    SSL_CTX_set_max_proto_version(context_.get(), options.max_version);
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_bio(ssl_.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_connect_state(ssl_.get());
    if (options.session) SSL_set_session(ssl_.get(), options.session);
    if (!options.protocols.empty()) {
      SSL_set_alpn_protos(ssl_.get(),
                          reinterpret_cast<const unsigned char*>(options.protocols.data()),
                          static_cast<unsigned>(options.protocols.size()));
    }
  }

  // False when the handshake fails. With TLS 1.3, `behind` travels with its last bytes.
  bool shake_hands(std::string_view behind = {}) {
    int result;
    while ((result = SSL_do_handshake(ssl_.get())) != 1) {
      bool sent = flush();
      if (SSL_get_error(ssl_.get(), result) != SSL_ERROR_WANT_READ || !sent) return false;
      if (fetch() <= 0) return false;
    }
    if (!behind.empty()) SSL_write(ssl_.get(), behind.data(), static_cast<int>(behind.size()));
    return flush();
  }

  // The first bytes of the handshake and no more.
  void begin_handshake(std::size_t bytes) {
    SSL_do_handshake(ssl_.get());
    auto hello = records();
    RawClient::put(std::string_view(hello).substr(0, bytes));
  }

  // What `text` becomes on the wire, for tests that spoil it.
  std::string sealed(std::string_view text) {
    SSL_write(ssl_.get(), text.data(), static_cast<int>(text.size()));
    return records();
  }
  void send_raw(std::string_view bytes) { RawClient::put(bytes); }

  // Says that nothing more comes, the socket stays open.
  void close_notify() {
    SSL_shutdown(ssl_.get());
    flush();
  }
  bool was_told_goodbye() const { return SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN; }

  SSL* ssl() { return ssl_.get(); }
  std::string subject() const {
    std::unique_ptr<X509, void (*)(X509*)> peer(SSL_get1_peer_certificate(ssl_.get()), X509_free);
    char name[64] = "";
    if (peer) {
      X509_NAME_get_text_by_NID(X509_get_subject_name(peer.get()), NID_commonName, name,
                                sizeof name);
    }
    return name;
  }

 protected:
  // 0 for any end; was_told_goodbye() tells an announced one from the others.
  ssize_t get(char* to, std::size_t room) override {
    for (;;) {
      int n = SSL_read(ssl_.get(), to, static_cast<int>(room));
      flush();
      if (n > 0) return n;
      if (SSL_get_error(ssl_.get(), n) != SSL_ERROR_WANT_READ) return 0;
      auto more = fetch();
      if (more <= 0) return more;
    }
  }

  ssize_t put(std::string_view bytes) override {
    auto part = bytes.substr(0, 1 << 20);
    int n = SSL_write(ssl_.get(), part.data(), static_cast<int>(part.size()));
    return n > 0 && flush() ? n : -1;
  }

 private:
  std::string records() {
    std::string bytes(BIO_ctrl_pending(SSL_get_wbio(ssl_.get())), '\0');
    BIO_read(SSL_get_wbio(ssl_.get()), bytes.data(), static_cast<int>(bytes.size()));
    return bytes;
  }

  bool flush() {
    auto bytes = records();
    for (std::string_view rest = bytes; !rest.empty();) {
      auto n = RawClient::put(rest);
      if (n <= 0) return false;
      rest.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
  }

  ssize_t fetch() {
    char buffer[16384];
    auto n = RawClient::get(buffer, sizeof buffer);
    if (n > 0) BIO_write(SSL_get_rbio(ssl_.get()), buffer, static_cast<int>(n));
    return n;
  }

  std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context_;
  std::unique_ptr<SSL, void (*)(SSL*)> ssl_{nullptr, SSL_free};
};

}  // namespace stoa::http
