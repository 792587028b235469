// HTTP requests and answers as plain values, without sockets.
//
// The server fills a Request and owns its bytes until the answer is given; the router makes a
// Response. Values only; any thread.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace stoa::http {

struct Header {
  std::string name;
  std::string value;
};

// Header fields in the order of arrival. Names compare without case.
class Headers {
 public:
  // The first value of `name`, or an empty view; `has` tells absent from empty.
  std::string_view get(std::string_view name) const;
  bool has(std::string_view name) const;
  // All values of `name` joined with ", " (RFC 9110 §5.3).
  std::string combined(std::string_view name) const;
  void add(std::string_view name, std::string_view value);
  void set(std::string_view name, std::string_view value);
  auto begin() const { return fields_.begin(); }
  auto end() const { return fields_.end(); }
  std::size_t size() const { return fields_.size(); }

 private:
  std::vector<Header> fields_;
};

// One request. `path` is raw (still percent-encoded), begins with "/"; `query` lacks the "?".
struct Request {
  std::string method;
  std::string target;
  std::string path;
  std::string query;
  Headers headers;
  std::string body;
  std::string peer;     // textual address of the other end
  std::string id;       // X-Request-Id: the client's when it is sane, otherwise ours
  bool secure = false;  // over TLS, or a trusted proxy says so (X-Forwarded-Proto)
  std::chrono::steady_clock::time_point received = std::chrono::steady_clock::now();
};

// Pulled for the next piece of a streamed body, on a thread that may block; an empty piece ends it.
class BodySource {
 public:
  virtual ~BodySource() = default;
  virtual std::string next() = 0;
};

// One answer. Exactly one of `body`, `shared_body`, `stream` is used: `shared_body` for bytes that
// many answers share (static files), `stream` for a body sent chunked as it is made.
struct Response {
  int status = 200;
  Headers headers;
  std::string body;
  std::shared_ptr<const std::string> shared_body = nullptr;
  std::shared_ptr<BodySource> stream = nullptr;
};

// Gives the one answer to a request; callable once, from any thread.
using Respond = std::function<void(Response)>;
using Handler = std::function<void(std::shared_ptr<const Request>, Respond)>;

}  // namespace stoa::http
