// Compression of WebSocket messages (RFC 7692), each by itself: no message needs the one before it.
//
// pack() is pure, any thread. An Inflater belongs to the message that is being received.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct z_stream_s;

namespace stoa::http {

// What the payload of a frame with RSV1 is; nothing when it would not be smaller. `window_bits` 9
// to 15 is how far the client can look back.
std::optional<std::string> ws_pack(std::string_view plain, int window_bits);

class Inflater {
 public:
  Inflater();
  ~Inflater();
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  enum class Result { fine, broken, too_big };
  // Appends to `out` what the next piece of a message holds, until it had more than `most`.
  Result add(std::string_view packed, std::string& out, std::size_t most);
  // The message is over: the end that RFC 7692 leaves out.
  Result finish(std::string& out, std::size_t most);

 private:
  std::unique_ptr<z_stream_s> stream_;
};

}  // namespace stoa::http
