#include "kernel/http/tls_session.h"

#include <openssl/ssl.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kernel/http/test_certificate.h"
#include "kernel/http/tls_keys.h"
#include "kernel/testing/test.h"

namespace stoa::http {
namespace {

// Both ends of a handshake on one thread; the client's end is OpenSSL's own.
struct Pair {
  Pair() : keys(files.certificate(), files.key()) {
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) == 0);
    session.emplace(*keys.current(), ends[0]);
    context.reset(SSL_CTX_new(TLS_client_method()));
    client.reset(SSL_new(context.get()));
    SSL_set_fd(client.get(), ends[1]);
    SSL_set_connect_state(client.get());
  }
  ~Pair() {
    for (int end : ends) ::close(end);
  }

  bool shake_hands() {
    auto progress = Progress::wants_input;
    bool met = false;
    for (int i = 0; i < 10 && !(met && progress == Progress::done); ++i) {
      met = SSL_do_handshake(client.get()) == 1;
      if (progress == Progress::wants_input) progress = session->shake_hands();
    }
    return met && progress == Progress::done;
  }
  int waiting() const {
    int bytes = 0;
    ::ioctl(ends[0], FIONREAD, &bytes);
    return bytes;
  }

  TestCertificate files;
  TlsKeys keys;
  int ends[2];
  std::optional<TlsSession> session;
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context{nullptr, SSL_CTX_free};
  std::unique_ptr<SSL, decltype(&SSL_free)> client{nullptr, SSL_free};
};

TEST("http: one TLS read takes only so much, even when there is nothing in it") {
  Pair pair;
  REQUIRE(pair.shake_hands());
  // Without content a record costs work but fills no buffer; keys can change without end. All are
  // sent at once, since a socket counts each small piece as a large one.
  SSL_set0_wbio(pair.client.get(), BIO_new(BIO_s_mem()));
  for (int i = 0; i < 4000; ++i) {
    SSL_key_update(pair.client.get(), SSL_KEY_UPDATE_NOT_REQUESTED);
    REQUIRE(SSL_do_handshake(pair.client.get()) == 1);
  }
  char* updates = nullptr;
  auto size = BIO_get_mem_data(SSL_get_wbio(pair.client.get()), &updates);
  REQUIRE(::send(pair.ends[1], updates, static_cast<std::size_t>(size), 0) == size);
  SSL_set0_wbio(pair.client.get(), BIO_new_socket(pair.ends[1], BIO_NOCLOSE));
  int sent = pair.waiting();
  char buffer[1024];
  auto moved = pair.session->read(buffer, sizeof buffer);
  CHECK(moved.progress == Progress::wants_input);
  CHECK(pair.waiting() < sent);
  CHECK(pair.waiting() > 0);

  while (pair.waiting() > 0) {
    CHECK(pair.session->read(buffer, sizeof buffer).progress == Progress::wants_input);
  }
  REQUIRE(SSL_write(pair.client.get(), "hello", 5) == 5);
  moved = pair.session->read(buffer, sizeof buffer);
  CHECK(moved.progress == Progress::done);
  CHECK(std::string_view(buffer, moved.bytes) == "hello");
}

TEST("http: a TLS read tells what it keeps back") {
  Pair pair;
  REQUIRE(pair.shake_hands());
  REQUIRE(SSL_write(pair.client.get(), "0123456789", 10) == 10);
  char buffer[6];
  CHECK(pair.session->read(buffer, sizeof buffer).bytes == 6);
  CHECK(pair.waiting() == 0);
  CHECK(pair.session->holds_input());
  CHECK(pair.session->read(buffer, sizeof buffer).bytes == 4);
  CHECK_FALSE(pair.session->holds_input());
  CHECK(pair.session->read(buffer, sizeof buffer).progress == Progress::wants_input);

  REQUIRE(SSL_write(pair.client.get(), "end", 3) == 3);
  SSL_shutdown(pair.client.get());
  CHECK(pair.session->read(buffer, sizeof buffer).bytes == 3);
  CHECK(pair.session->holds_input());
  CHECK(pair.session->read(buffer, sizeof buffer).progress == Progress::over);
  CHECK(pair.session->write("still heard").progress == Progress::done);
  CHECK(pair.session->finish_sending() == Progress::done);
}

TEST("http: TLS that finds no room goes on where it was") {
  Pair pair;
  REQUIRE(pair.shake_hands());
  std::string text(1 << 20, '\0');
  for (std::size_t i = 0; i < text.size(); ++i) text[i] = static_cast<char>(i / 7);
  std::string got;
  char buffer[4096];
  auto take = [&] {
    for (int n; (n = SSL_read(pair.client.get(), buffer, sizeof buffer)) > 0;) {
      got.append(buffer, static_cast<std::size_t>(n));
    }
  };
  int stuck = 0;
  for (std::string rest = text; !rest.empty();) {  // each time from another place in memory
    auto moved = pair.session->write(std::string(rest));
    rest.erase(0, moved.bytes);
    if (moved.progress == Progress::done) continue;
    REQUIRE(moved.progress == Progress::wants_room);
    ++stuck;
    take();
  }
  CHECK(pair.session->finish_sending() == Progress::done);
  take();
  CHECK(got == text);
  CHECK(SSL_get_shutdown(pair.client.get()) == SSL_RECEIVED_SHUTDOWN);
  CHECK(stuck > 0);
}

}  // namespace
}  // namespace stoa::http
