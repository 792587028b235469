#include "kernel/http/tls_session.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <new>

namespace stoa::http {
namespace {

// One attempt receives this much at most. Records without content would keep OpenSSL reading for
// as long as a client sends them.
constexpr std::size_t attempt_bytes = 64 * 1024;

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK; }

}  // namespace

// OpenSSL's own socket BIO knows no turns, and writes without MSG_NOSIGNAL: whether a client that
// has gone ends the process would be up to how the process treats SIGPIPE.
struct TlsSession::Wire {
  static TlsSession& session(BIO* bio) { return *static_cast<TlsSession*>(BIO_get_data(bio)); }

  static int write(BIO* bio, const char* data, int size) {
    BIO_clear_retry_flags(bio);
    auto n = ::send(session(bio).socket_, data, static_cast<std::size_t>(size), MSG_NOSIGNAL);
    if (n < 0 && (would_block() || errno == EINTR)) BIO_set_retry_write(bio);
    return static_cast<int>(n);
  }

  static int read(BIO* bio, char* to, int room) {
    TlsSession& s = session(bio);
    BIO_clear_retry_flags(bio);
    if (s.turn_ == 0) {
      BIO_set_retry_read(bio);
      return -1;
    }
    auto n = ::recv(s.socket_, to, static_cast<std::size_t>(room), 0);
    if (n < 0 && (would_block() || errno == EINTR)) BIO_set_retry_read(bio);
    if (n == 0) s.at_end_ = true;
    if (n > 0) s.turn_ -= std::min(s.turn_, static_cast<std::size_t>(n));
    return static_cast<int>(n);
  }

  static long control(BIO* bio, int command, long, void*) {
    if (command == BIO_CTRL_FLUSH) return 1;
    if (command == BIO_CTRL_EOF) return session(bio).at_end_;
    return 0;
  }

  static BIO* make(TlsSession& session) {
    static BIO_METHOD* const method = [] {
      auto made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket of stoa");
      if (!made) throw std::bad_alloc();
      BIO_meth_set_write(made, write);
      BIO_meth_set_read(made, read);
      BIO_meth_set_ctrl(made, control);
      return made;
    }();
    BIO* bio = BIO_new(method);
    if (!bio) throw std::bad_alloc();
    BIO_set_data(bio, &session);
    BIO_set_init(bio, 1);
    return bio;
  }
};

TlsSession::TlsSession(ssl_ctx_st& context, int socket)
    : ssl_(SSL_new(&context), SSL_free), socket_(socket) {
  if (!ssl_) throw std::bad_alloc();
  BIO* wire = Wire::make(*this);
  SSL_set_bio(ssl_.get(), wire, wire);
  SSL_set_accept_state(ssl_.get());
}

TlsSession::~TlsSession() = default;

Progress TlsSession::outcome(int result) {
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_NONE:
      return Progress::done;
    case SSL_ERROR_WANT_READ:
      return Progress::wants_input;
    case SSL_ERROR_WANT_WRITE:
      return Progress::wants_room;
    case SSL_ERROR_ZERO_RETURN:
      return Progress::over;
    default:
      broken_ = true;
      return Progress::over;
  }
}

// A client that took this port for a plain one is told apart by its first byte: OpenSSL would
// know only some methods.
Progress TlsSession::shake_hands() {
  if (!greeted_) {
    char first;
    auto n = ::recv(socket_, &first, 1, MSG_PEEK);
    if (n < 0 && (would_block() || errno == EINTR)) return Progress::wants_input;
    if (n <= 0) return Progress::over;
    if (first >= 'A' && first <= 'Z') return Progress::plain_text;
    greeted_ = true;
  }
  turn_ = attempt_bytes;
  ERR_clear_error();
  return outcome(SSL_do_handshake(ssl_.get()));
}

Moved TlsSession::read(char* to, std::size_t room) {
  if (broken_) return {Progress::over};
  turn_ = attempt_bytes;
  std::size_t got = 0;
  while (got < room) {
    std::size_t n = 0;
    ERR_clear_error();
    if (!SSL_read_ex(ssl_.get(), to + got, room - got, &n)) {
      auto progress = outcome(0);
      holds_input_ = got > 0 && progress != Progress::wants_input;
      return got > 0 ? Moved{Progress::done, got} : Moved{progress};
    }
    got += n;
    holds_input_ = SSL_has_pending(ssl_.get());
    if (!holds_input_) break;
  }
  return {Progress::done, got};
}

Moved TlsSession::write(std::string_view bytes) {
  std::size_t n = 0;
  ERR_clear_error();
  int result = SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &n);
  return result ? Moved{Progress::done, n} : Moved{outcome(result)};
}

Progress TlsSession::finish_sending() {
  if (broken_ || !SSL_is_init_finished(ssl_.get())) return Progress::over;
  ERR_clear_error();
  int result = SSL_shutdown(ssl_.get());
  if (result >= 0) return Progress::done;
  auto progress = outcome(result);
  // It has been sent, and an answer to it is of no interest.
  return progress == Progress::wants_input ? Progress::done : progress;
}

}  // namespace stoa::http
