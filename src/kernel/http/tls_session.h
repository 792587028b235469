// One connection's TLS, over a socket that does not block.
//
// Owned by a Channel, used on its loop's thread only. It waits for nothing: whatever cannot go on
// says what it waits for.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

struct ssl_st;
struct ssl_ctx_st;
struct bio_st;

namespace stoa::http {

// How an attempt to move bytes ended.
enum class Progress {
  done,
  wants_input,  // try again when the socket can be read
  wants_room,   // try again when the socket can be written
  plain_text,   // shake_hands(): the client speaks HTTP
  over,         // the other end has closed, or broke the rules
};

struct Moved {
  Progress progress;
  std::size_t bytes = 0;
};

class TlsSession {
 public:
  TlsSession(ssl_ctx_st& context, int socket);
  ~TlsSession();
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;

  Progress shake_hands();
  Moved read(char* to, std::size_t room);
  // May take only a part. What was refused must be offered again, and first.
  Moved write(std::string_view bytes);
  // Tells the other end that no more comes (close_notify).
  Progress finish_sending();
  // Has read() left something that no readiness of the socket will tell of?
  bool holds_input() const { return holds_input_; }

 private:
  struct Wire;  // the socket as OpenSSL's BIO
  Progress outcome(int result);

  std::unique_ptr<ssl_st, void (*)(ssl_st*)> ssl_;
  const int socket_;
  std::size_t turn_ = 0;  // bytes that may still be received before other connections come first
  bool at_end_ = false;   // of what the socket will give
  bool greeted_ = false;
  bool holds_input_ = false;
  bool broken_ = false;
};

}  // namespace stoa::http
