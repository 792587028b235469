// Posts to a server that is really there.

#include "kernel/outward/client.h"

#include <fmt/format.h>

#include <mutex>

#include "kernel/http/server.h"
#include "kernel/testing/test.h"

namespace stoa::outward {
namespace {

// Answers as the path says: /200, /307; /long without an end in sight; /never not at all.
class PathServer {
 public:
  PathServer() : server_(options(), handler()) { server_.start(); }
  ~PathServer() { server_.stop(std::chrono::milliseconds(0)); }

  std::string url(const std::string& path, const std::string& host = "127.0.0.1") const {
    return fmt::format("http://{}:{}/{}", host, server_.port(), path);
  }
  std::vector<std::string> seen() {
    const std::lock_guard lock(mutex_);
    return seen_;
  }

 private:
  static http::ServerOptions options() {
    http::ServerOptions made;
    made.port = 0;
    made.threads = 1;
    return made;
  }
  http::Handler handler() {
    return [this](std::shared_ptr<const http::Request> request, http::Respond respond) {
      {
        const std::lock_guard lock(mutex_);
        seen_.push_back(request->method + " " + request->path + " " + request->body);
      }
      if (request->path == "/never") return kept_.push_back(std::move(respond));
      http::Response response;
      response.body = "seen " + std::string(request->headers.get("webhook-id"));
      if (request->path == "/long") response.body.assign(1 << 20, 'x');
      if (request->path[1] >= '0' && request->path[1] <= '9')
        response.status = std::stoi(request->path.substr(1));
      response.headers.add("Location", url("secret"));
      response.headers.add("Retry-After", "120");
      response.headers.add("Set-Cookie", "seen=before");
      if (!request->headers.get("Cookie").empty()) response.body = "a cookie";
      respond(std::move(response));
    };
  }

  std::mutex mutex_;
  std::vector<std::string> seen_;
  std::vector<http::Respond> kept_;
  http::Server server_;
};

struct Callers {
  PathServer server;
  Addresses none, loopback{{"127.0.0.0/8", "::1"}};
  Client strict{none, {}};
  Client client{loopback, {}};
};

TEST("outward: a message is posted, and its answer read as far as is asked") {
  Callers callers;
  const Reply reply =
      callers.client.post({callers.server.url("200"), {"webhook-id: evt_1"}, "{\"a\":1}"});
  CHECK(reply.status == 200);
  CHECK(reply.taken());
  CHECK(reply.body == "seen evt_1");
  CHECK(callers.server.seen() == std::vector<std::string>{"POST /200 {\"a\":1}"});
  const Reply longer = callers.client.post({callers.server.url("long"), {}, "{}"});
  CHECK(longer.status == 200);
  CHECK(longer.body.size() == 500);
  CHECK(callers.client.post({callers.server.url("200"), {}, "{}"}).body == "seen ");
}

TEST("outward: no socket is made to an address that may not be called, whatever its name") {
  Callers callers;
  for (const char* host : {"127.0.0.1", "localhost", "127.1", "2130706433", "0.0.0.0"}) {
    CAPTURE(host);
    const Reply reply = callers.strict.post({callers.server.url("200", host), {}, "{}"});
    CHECK(reply.status == 0);
    CHECK(reply.fault == "Its address is none that may be called (webhooks.allow_private).");
  }
  CHECK(callers.server.seen().empty());
  CHECK(callers.client.post({callers.server.url("200", "localhost"), {}, "{}"}).status == 200);
}

TEST("outward: a redirect is an answer like any other") {
  Callers callers;
  const Reply reply = callers.client.post({callers.server.url("307"), {}, "{}"});
  CHECK(reply.status == 307);
  CHECK_FALSE(reply.taken());
  CHECK(callers.server.seen().size() == 1);
}

TEST("outward: Retry-After is told, cookies are not kept") {
  Callers callers;
  CHECK(callers.client.post({callers.server.url("503"), {}, "{}"}).retry_after ==
        std::chrono::seconds(120));
  CHECK(callers.client.post({callers.server.url("503"), {}, "{}"}).body == "seen ");
}

TEST("outward: other protocols are not spoken, a server that does not answer is left") {
  Callers callers;
  CHECK(callers.client.post({"file:///etc/hostname", {}, ""}).status == 0);
  CHECK(callers.client.post({"ftp://127.0.0.1/", {}, ""}).status == 0);
  Client hasty(callers.loopback, {.patience = std::chrono::milliseconds(50)});
  const Reply reply = hasty.post({callers.server.url("never"), {}, "{}"});
  CHECK(reply.status == 0);
  CHECK(reply.fault.find("Timeout") != std::string::npos);
  Client ending(callers.loopback, {.stopping = [] { return true; }});
  CHECK(ending.post({callers.server.url("never"), {}, "{}"}).stopped);
}

}  // namespace
}  // namespace stoa::outward
