// HTTP requests and answers as plain values, without sockets.
//
// The server fills a Request and owns its bytes until the answer is given; the router makes a
// Response. Values only; any thread.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/model/file_bytes.h"

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

// Takes a body that memory shall not hold, piece by piece, on a thread that may block. What throws
// a Refusal is answered with it.
class BodySink {
 public:
  virtual ~BodySink() = default;
  virtual void take(std::string_view piece) = 0;
  virtual void finish() = 0;  // all of it has come
};

// One request. `path` is raw (still percent-encoded), begins with "/"; `query` lacks the "?".
struct Request {
  std::string method;
  std::string target;
  std::string path;
  std::string query;
  Headers headers;
  std::string body;
  std::shared_ptr<BodySink> sink = nullptr;  // where the body went instead, if it did
  std::string peer;                          // textual address of the other end
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

class Outlet;

// A body that has no end of its own: whoever holds its Outlet sends when there is something to say.
// With status 101 it takes the connection over for another protocol. Called on an I/O thread, must
// not block. One whose answer never left (the client had gone, there were too many streams, the
// request was HEAD) is destroyed without a call.
class PushedBody {
 public:
  using Time = std::chrono::steady_clock::time_point;

  virtual ~PushedBody() = default;
  virtual void opened(std::shared_ptr<Outlet> outlet) = 0;  // the header has been sent
  virtual void closed() = 0;                                // once, however it came to that
  // What the client sends behind its request. To an answer it has nothing to add.
  virtual void received(std::string_view) {}
  // The server stops: here are last words said, behind which comes the end.
  virtual void stopping() {}
  // A few times a second.
  virtual void tick(Time) {}
};

// One answer. Exactly one of `body`, `shared_body`, `stream`, `pushed`, `file` is used:
// `shared_body` for bytes that many answers share (static files), `stream` for a body sent as it is
// made, chunked where its length is not known, `pushed` for one that stays open, `file` for one
// that is read as it is sent: finish() makes a stream of it.
struct Response {
  int status = 200;
  Headers headers;
  std::string body;
  std::shared_ptr<const std::string> shared_body = nullptr;
  std::shared_ptr<BodySource> stream = nullptr;
  std::optional<std::uint64_t> stream_bytes = std::nullopt;
  std::shared_ptr<PushedBody> pushed = nullptr;
  std::shared_ptr<FileBytes> file = nullptr;
};

// Gives the one answer to a request; callable once, from any thread.
using Respond = std::function<void(Response)>;
// What is to become of a request's body, said when its header is complete.
struct Intake {
  std::uint64_t max_bytes = 0;
  std::shared_ptr<BodySink> sink = nullptr;  // nullptr: Request::body takes it
  // The answer does not depend on it: it is not read, and the connection ends with the answer.
  bool unread = false;
};
using Admit = std::function<Intake(const Request&)>;

using Handler = std::function<void(std::shared_ptr<const Request>, Respond)>;

}  // namespace stoa::http
