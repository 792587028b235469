// Bodies that stay open: what is sent from any thread, whoever does not read it, and the end.

#include <array>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "kernel/http/backlog.h"
#include "kernel/http/outlet.h"
#include "kernel/http/test_certificate.h"
#include "kernel/http/test_server.h"
#include "kernel/http/tls_client.h"
#include "kernel/testing/test.h"

namespace stoa::http {
namespace {

using namespace std::chrono_literals;

// Everyone who ever opened a stream, and what became of them.
class Audience {
 public:
  void add(std::shared_ptr<Outlet> outlet) {
    std::lock_guard lock(mutex_);
    outlets_.push_back(std::move(outlet));
    changed_.notify_all();
  }
  void leave() {
    std::lock_guard lock(mutex_);
    ++left_;
    changed_.notify_all();
  }
  std::vector<std::shared_ptr<Outlet>> wait_for(std::size_t opened) {
    std::unique_lock lock(mutex_);
    REQUIRE(changed_.wait_for(lock, 20s, [&] { return outlets_.size() >= opened; }));
    return outlets_;
  }
  std::shared_ptr<Outlet> only() { return wait_for(1).at(0); }
  void wait_for_left(std::size_t left) {
    std::unique_lock lock(mutex_);
    REQUIRE(changed_.wait_for(lock, 20s, [&] { return left_ >= left; }));
  }
  std::size_t left() {
    std::lock_guard lock(mutex_);
    return left_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::shared_ptr<Outlet>> outlets_;
  std::size_t left_ = 0;
};

class Listening : public PushedBody {
 public:
  explicit Listening(Audience& audience) : audience_(audience) {}
  void opened(std::shared_ptr<Outlet> outlet) override { audience_.add(std::move(outlet)); }
  void closed() override { audience_.leave(); }

 private:
  Audience& audience_;
};

// Says a lot and goes, all in one turn of its loop.
class Burst : public PushedBody {
 public:
  void opened(std::shared_ptr<Outlet> outlet) override {
    for (int i = 0; i < 2'000; ++i) outlet->send(std::make_shared<const std::string>("x"));
    outlet->end();
  }
  void closed() override {}
};

// A server whose every path but "/" opens a stream.
struct PushServer {
  explicit PushServer(ServerOptions options = {}) : server(prepared(options), handler()) {
    server.start();
  }

  static ServerOptions prepared(ServerOptions options) {
    options.port = 0;
    options.threads = 2;
    return options;
  }
  Handler handler() {
    return [this](std::shared_ptr<const Request> request, Respond respond) {
      Response response = text("hello");
      if (request->path != "/") response.pushed = std::make_shared<Listening>(audience);
      if (request->path == "/burst") response.pushed = std::make_shared<Burst>();
      finish(*request, response);
      respond(std::move(response));
    };
  }
  RawClient client(int receive_buffer = 0) { return RawClient(server.port(), receive_buffer); }

  Audience audience;
  Server server;
};

SharedBytes bytes(std::string text) { return std::make_shared<const std::string>(std::move(text)); }

std::string head_of(RawClient& client) {
  std::string head;
  while (!head.ends_with("\r\n\r\n")) {
    auto more = client.take(1);
    if (more.empty()) break;
    head += more;
  }
  return head;
}

// What a stream holds, chunks put together, up to its end or to where it was cut.
struct Streamed {
  std::string body;
  bool ended = false;
};
Streamed unchunked(std::string_view raw) {
  Streamed all;
  while (!raw.empty()) {
    auto size = std::strtoul(std::string(raw.substr(0, 12)).c_str(), nullptr, 16);
    raw.remove_prefix(std::min(raw.size(), raw.find("\r\n") + 2));
    if (size == 0) {
      all.ended = raw == "\r\n";
      return all;
    }
    all.body += raw.substr(0, size);
    raw.remove_prefix(std::min(raw.size(), size + 2));
  }
  return all;
}

TEST("http: a stream stays open, and what any thread sends arrives in order") {
  PushServer stoa;
  auto client = stoa.client();
  client.send(get("/live", "Accept-Encoding: gzip\r\nRange: bytes=0-1\r\n"));
  auto head = head_of(client);
  CHECK(head.starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK(head.find("Transfer-Encoding: chunked\r\n") != head.npos);
  CHECK(head.find("Cache-Control: no-store\r\n") != head.npos);
  CHECK(head.find("X-Accel-Buffering: no\r\n") != head.npos);
  CHECK(head.find("Connection: close\r\n") != head.npos);
  for (auto never : {"Content-Length", "Content-Encoding", "Vary"})
    CHECK(head.find(never) == head.npos);

  auto outlet = stoa.audience.only();
  CHECK(stoa.server.stats().streams == 1);
  CHECK(outlet->send(bytes("first")));
  CHECK(client.take(10) == "5\r\nfirst\r\n");
  std::thread([&] { CHECK(outlet->send(bytes("second"))); }).join();
  CHECK(client.take(11) == "6\r\nsecond\r\n");
  outlet->send(bytes(""));  // would be the end
  outlet->send(bytes("third"));
  outlet->end();
  CHECK_FALSE(outlet->send(bytes("too late")));
  CHECK(client.rest() == "5\r\nthird\r\n0\r\n\r\n");
  stoa.audience.wait_for_left(1);
  CHECK(stoa.server.stats().streams == 0);
}

TEST("http: to a client of HTTP/1.0 a stream lasts until the connection closes") {
  PushServer stoa;
  auto client = stoa.client();
  client.send("GET /live HTTP/1.0\r\n\r\n");
  CHECK(head_of(client).find("Transfer-Encoding") == std::string::npos);
  stoa.audience.only()->send(bytes("all"));
  stoa.audience.only()->end();
  CHECK(client.rest() == "all");
}

TEST("http: HEAD and answers that a condition made short open no stream") {
  PushServer stoa({.max_streams = 1});
  auto client = stoa.client();
  for (int i = 0; i < 3; ++i) {
    client.send("HEAD /live HTTP/1.1\r\nHost: localhost\r\n\r\n");
    CHECK(client.receive(true).status == 200);
  }
  CHECK(stoa.server.stats().streams == 0);
  CHECK(stoa.audience.left() == 0);
}

TEST("http: many threads send to many streams, each gets all of it in its sender's order") {
  constexpr int clients = 12, threads = 4, messages = 200;
  PushServer stoa;
  std::vector<std::unique_ptr<RawClient>> all;
  for (int i = 0; i < clients; ++i) {
    all.push_back(std::make_unique<RawClient>(stoa.server.port()));
    all.back()->send(get("/live"));
    head_of(*all.back());
  }
  auto outlets = stoa.audience.wait_for(clients);
  std::vector<std::thread> senders;
  for (int t = 0; t < threads; ++t) {
    senders.emplace_back([&outlets, t] {
      for (int i = 0; i < messages; ++i) {
        auto message = bytes(std::string(1, static_cast<char>('A' + t)) + std::to_string(i) + ";");
        for (auto& outlet : outlets) outlet->send(message);
      }
    });
  }
  for (auto& sender : senders) sender.join();
  for (auto& outlet : outlets) outlet->end();
  for (auto& client : all) {
    auto got = unchunked(client->rest());
    CHECK(got.ended);
    for (char t = 'A'; t < 'A' + threads; ++t) {
      std::size_t at = 0;
      int found = 0;
      for (int i = 0; i < messages; ++i) {
        auto next = got.body.find(t + std::to_string(i) + ";", at);
        if (next == got.body.npos) break;
        at = next;
        ++found;
      }
      CHECK(found == messages);
    }
  }
}

TEST("http: what was sent in one turn leaves together") {
  PushServer stoa;
  auto client = stoa.client();
  client.send(get("/burst"));
  head_of(client);
  CHECK(client.rest() == "7d0\r\n" + std::string(2'000, 'x') + "\r\n0\r\n\r\n");
}

TEST("http: a client that leaves or half leaves is noticed at once, whatever it sent before") {
  PushServer stoa;
  std::size_t left = 0;
  for (bool half : {false, true}) {
    auto client = std::make_unique<RawClient>(stoa.server.port());
    client->send(get("/live") + get("/pipelined") + "rubbish");
    head_of(*client);
    auto outlet = stoa.audience.wait_for(left + 1).back();
    client->send(get("/more"));
    CHECK(outlet->send(bytes("still here")));
    CHECK(client->take(15) == "a\r\nstill here\r\n");
    half ? client->finish_sending() : client.reset();
    stoa.audience.wait_for_left(++left);
    CHECK_FALSE(outlet->is_open());
    CHECK_FALSE(outlet->send(bytes("nobody")));
  }
}

TEST("http: a client that does not read is cut when its room is used up, others are not") {
  PushServer stoa({.stream_room_bytes = 64 * 1024});
  auto slow = stoa.client(4096), quick = stoa.client();
  slow.send(get("/live"));
  head_of(slow);
  stoa.audience.wait_for(1);
  quick.send(get("/live"));
  head_of(quick);
  auto outlets = stoa.audience.wait_for(2);
  auto piece = bytes(std::string(8 * 1024, 'p'));
  int sent = 0;
  while (outlets[0]->send(piece) && sent < 10'000) {
    CHECK(outlets[1]->send(piece));
    quick.take(piece->size() + std::string("2000\r\n\r\n").size());
    ++sent;
  }
  CHECK(sent < 10'000);
  stoa.audience.wait_for_left(1);
  CHECK(stoa.server.stats().streams_cut == 1);
  CHECK_FALSE(unchunked(slow.rest()).ended);
  CHECK(outlets[1]->send(bytes("still")));
  CHECK(quick.take(10) == "5\r\nstill\r\n");
}

TEST("http: one buffer may be larger than the room") {
  PushServer stoa({.stream_room_bytes = 4096});
  auto client = stoa.client();
  client.send(get("/live"));
  head_of(client);
  auto outlet = stoa.audience.only();
  CHECK(outlet->send(bytes(std::string(3 << 20, 'L'))));
  CHECK(client.take(8 + (3 << 20) + 2).size() == 8 + (3 << 20) + 2);
}

TEST("http: a client that takes nothing for the time of a write is cut") {
  PushServer stoa({.write_timeout = 100ms});
  auto client = stoa.client(4096);
  client.send(get("/live"));
  head_of(client);
  auto outlet = stoa.audience.only();
  CHECK(outlet->send(bytes(std::string(1 << 20, 'p'))));
  stoa.audience.wait_for_left(1);
  CHECK_FALSE(outlet->is_open());
}

TEST("http: an idle stream outlives every time-out of a request") {
  PushServer stoa(
      {.header_timeout = 20ms, .body_timeout = 20ms, .idle_timeout = 20ms, .write_timeout = 20ms});
  auto client = stoa.client();
  client.send(get("/live"));
  head_of(client);
  auto outlet = stoa.audience.only();
  std::this_thread::sleep_for(150ms);
  CHECK(outlet->send(bytes("here")));
  CHECK(client.take(9) == "4\r\nhere\r\n");
}

TEST("http: streams over their number are told to come back, other requests are answered") {
  PushServer stoa({.max_streams = 1});
  auto first = stoa.client(), second = stoa.client();
  first.send(get("/live"));
  head_of(first);
  second.send(get("/live"));
  auto refused = second.receive();
  CHECK(refused.status == 503);
  CHECK(refused.says("Retry-After: 1"));
  CHECK(stoa.server.stats().streams_refused == 1);
  auto other = stoa.client();
  other.send(get("/"));
  CHECK(other.receive().status == 200);
  stoa.audience.only()->end();
  stoa.audience.wait_for_left(1);
  auto third = stoa.client();
  third.send(get("/live"));
  CHECK(head_of(third).find(" 200 ") != std::string::npos);
}

TEST("http: stopping ends streams after what was sent") {
  PushServer stoa;
  auto client = stoa.client();
  client.send(get("/live"));
  head_of(client);
  auto outlet = stoa.audience.only();
  outlet->send(bytes("last words"));
  std::thread stopping([&] { stoa.server.stop(20s); });
  CHECK(client.rest() == "a\r\nlast words\r\n0\r\n\r\n");
  client.finish_sending();
  stopping.join();
  CHECK(stoa.audience.left() == 1);
  CHECK_FALSE(outlet->send(bytes("to a server that is no more")));
}

TEST("http: an outlet outlives its server, whatever was sent last") {
  std::vector<std::shared_ptr<Outlet>> outlets;
  {
    PushServer stoa;
    auto client = stoa.client();
    client.send(get("/live"));
    head_of(client);
    outlets = stoa.audience.wait_for(1);
    std::atomic<bool> stop = false;
    std::thread sender([&] {
      while (!stop) outlets[0]->send(bytes("on and on"));
    });
    stoa.server.stop(0ms);
    stop = true;
    sender.join();
    CHECK(stoa.audience.left() == 1);
  }
  CHECK_FALSE(outlets[0]->send(bytes("hello?")));
  outlets[0]->end();
}

TEST("http: streams work through TLS, in small pieces and in large ones, read slowly or at once") {
  TestCertificate certificate("localhost");
  PushServer stoa({.stream_room_bytes = 64 << 20,
                   .tls_certificate = certificate.certificate(),
                   .tls_key = certificate.key()});
  TlsClient client(stoa.server.port(), {.receive_buffer = 8192});
  REQUIRE(client.shake_hands());
  client.send(get("/live"));
  head_of(client);
  auto outlet = stoa.audience.only();
  std::string all;
  for (std::size_t i = 0; i < 3'000; ++i) {
    std::string piece(i % 100 == 99 ? 40'000 : i % 300, static_cast<char>('a' + i % 26));
    REQUIRE(outlet->send(bytes(piece)));
    all += piece;
  }
  outlet->end();
  auto got = unchunked(client.rest());
  CHECK(got.ended);
  CHECK(got.body == all);
  CHECK(client.was_told_goodbye());
  stoa.audience.wait_for_left(1);
}

TEST("http: who says goodbye to a stream through TLS has left") {
  TestCertificate certificate("localhost");
  PushServer stoa({.tls_certificate = certificate.certificate(), .tls_key = certificate.key()});
  TlsClient client(stoa.server.port());
  REQUIRE(client.shake_hands());
  client.send(get("/live"));
  head_of(client);
  stoa.audience.wait_for(1);
  client.close_notify();
  stoa.audience.wait_for_left(1);
}

TEST("http: what waits is framed alike however few bytes a write takes") {
  for (std::size_t step : {1, 2, 3, 7, 64, 1'000}) {
    for (bool chunked : {true, false}) {
      Backlog backlog(chunked);
      std::string all, raw;
      std::size_t cost = 0, freed = 0;
      std::array<std::string_view, 4> pieces;
      auto write = [&] {
        auto count = backlog.next(pieces);
        std::string some;
        for (std::size_t i = 0; i < count; ++i) some += pieces[i];
        some.resize(std::min(some.size(), step));
        raw += some;
        if (count > 0) freed += backlog.written(some.size());
        return count > 0;
      };
      for (std::size_t i = 1; i < 60; ++i) {
        auto more = bytes(std::string(i, static_cast<char>('a' + i % 26)));
        all += *more;
        cost += Outlet::cost(more);
        backlog.add(more);
        write();
      }
      backlog.end();
      while (write()) {
      }
      CHECK(backlog.finished());
      CHECK(freed == cost);
      auto got = chunked ? unchunked(raw) : Streamed{raw, true};
      CHECK(got.ended);
      CHECK(got.body == all);
    }
  }
}

}  // namespace
}  // namespace stoa::http
