#include "kernel/http/server.h"

#include <atomic>
#include <future>
#include <thread>
#include <vector>

#include "kernel/http/test_server.h"
#include "kernel/testing/test.h"

namespace stoa::http {
namespace {

using namespace std::chrono_literals;

TEST("http: a request is answered and the connection stays open") {
  TestServer stoa;
  auto client = stoa.client();
  for (int i = 0; i < 3; ++i) {
    client.send(get("/hello"));
    auto answer = client.receive();
    CHECK(answer.status == 200);
    CHECK(answer.body == "GET /hello ");
    CHECK(answer.says("\r\nDate: "));
    CHECK_FALSE(answer.says("\r\nConnection:"));
  }
}

TEST("http: keep-alive is the default of HTTP/1.1, and of HTTP/1.0 only on request") {
  TestServer stoa;
  struct Case {
    std::string_view version, fields;
    bool stays;
  };
  for (auto c : std::initializer_list<Case>{{"1.1", "", true},
                                            {"1.1", "Connection: close\r\n", false},
                                            {"1.1", "Connection: x, Close\r\n", false},
                                            {"1.0", "", false},
                                            {"1.0", "Connection: Keep-Alive\r\n", true}}) {
    auto client = stoa.client();
    client.send("GET / HTTP/" + std::string(c.version) + "\r\nHost: localhost\r\n" +
                std::string(c.fields) + "\r\n");
    auto answer = client.receive();
    CHECK(answer.status == 200);
    CHECK(answer.says("Connection: close") == !c.stays);
    if (c.stays) {
      client.send(get("/again"));
      CHECK(client.receive().status == 200);
    } else {
      CHECK(client.closed());
    }
  }
  auto closing = stoa.client();
  closing.send(get("/close"));
  CHECK(closing.receive().says("Connection: close"));
  CHECK(closing.closed());
}

TEST("http: pipelined requests are answered in order, wherever the bytes are split") {
  TestServer stoa;
  std::string text = get("/1") +
                     "POST /2 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc" +
                     "POST /3 HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                     "2\r\nde\r\n1;x=y\r\nf\r\n0\r\nT: t\r\n\r\n" +
                     get("/thread") + get("/5");
  for (std::size_t i = 0; i <= text.size(); ++i) {
    auto client = stoa.client();
    client.send(std::string_view(text).substr(0, i));
    std::this_thread::yield();
    client.send(std::string_view(text).substr(i));
    CHECK(client.receive().body == "GET /1 ");
    CHECK(client.receive().body == "POST /2 abc");
    CHECK(client.receive().body == "POST /3 def");
    CHECK(client.receive().body == "from a thread");
    CHECK(client.receive().body == "GET /5 ");
  }
}

TEST("http: ten thousand pipelined requests are all answered") {
  TestServer stoa;
  auto client = stoa.client();
  std::thread sender([&] {
    for (int i = 0; i < 10'000; ++i) client.send(get("/" + std::to_string(i)));
  });
  bool in_order = true;
  for (int i = 0; i < 10'000; ++i) {
    in_order = in_order && client.receive().body == "GET /" + std::to_string(i) + " ";
  }
  CHECK(in_order);
  sender.join();
}

TEST("http: HEAD says what GET would, without a body; 204 has neither body nor length") {
  TestServer stoa;
  auto client = stoa.client();
  client.send("HEAD /shared HTTP/1.1\r\nHost: localhost\r\n\r\n");
  CHECK(client.receive(true).says("Content-Length: 100000"));
  client.send("HEAD /stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
  CHECK(client.receive(true).says("Transfer-Encoding: chunked"));
  client.send(get("/empty"));
  auto empty = client.receive();
  CHECK(empty.status == 204);
  CHECK_FALSE(empty.says("Content-Length"));
  client.send(get("/last"));
  CHECK(client.receive().body == "GET /last ");
  CHECK(stoa.pieces->pulled == 0);
}

TEST("http: a client that expects 100-continue is invited, once") {
  TestServer stoa;
  auto client = stoa.client();
  client.send(
      "PUT /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  CHECK(client.receive().status == 100);
  client.send("hello");
  CHECK(client.receive().body == "PUT /x hello");
  client.send(
      "PUT /y HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\nhi");
  CHECK(client.receive().body == "PUT /y hi");
  client.send(
      "PUT /z HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000\r\nExpect: "
      "100-continue\r\n\r\n");
  CHECK(client.receive().status == 413);
}

TEST("http: a body that is too large is refused in a way that the client can read") {
  TestServer stoa;
  auto client = stoa.client();
  client.send("PUT / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4000000\r\n\r\n");
  client.send(std::string(4'000'000, 'x'));
  CHECK(client.receive().status == 413);
}

TEST("http: hosts, targets and methods that are fine") {
  TestServer stoa;
  for (auto host :
       {"localhost", "localhost:1", "LocalHost.", "a.b.localhost", "127.0.0.1:9", "[::1]:9"}) {
    INFO(host);
    CHECK(stoa.ask("GET / HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n").status == 200);
  }
  CHECK(stoa.ask("GET / HTTP/1.0\r\n\r\n").status == 200);
  CHECK(stoa.ask("GET http://localhost/a HTTP/1.1\r\nHost: other\r\n\r\n").body == "GET /a ");
  CHECK(stoa.ask("OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n").status == 200);
  CHECK(stoa.ask("PROPFIND /x HTTP/1.1\r\nHost: localhost\r\n\r\n").body == "PROPFIND /x ");

  ServerOptions named;
  named.host_names = {"shop.example"};
  TestServer shop(named);
  CHECK(shop.ask("GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n").status == 200);
  CHECK(shop.ask("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").status == 200);
  CHECK(shop.ask("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n").status == 421);
}

TEST("http: a header value cannot begin another header") {
  TestServer stoa;
  auto answer = stoa.ask(get("/split"));
  CHECK(answer.status == 200);
  CHECK_FALSE(answer.says("Injected"));
  CHECK_FALSE(answer.says("X Bad"));
  CHECK_FALSE(answer.says("X-Nul"));
}

TEST("http: a handler answers once, from any thread, or fails") {
  TestServer stoa;
  auto client = stoa.client();
  auto ask = [&](std::string_view path) {
    client.send(get(path));
    return client.receive();
  };
  CHECK(ask("/thread").body == "from a thread");
  CHECK(ask("/twice").body == "first");
  CHECK(ask("/drop").status == 500);
  CHECK(ask("/throw").status == 500);
  CHECK(ask("/answer-and-throw").body == "answered");
  CHECK(ask("/drop").says("\r\nX-Request-Id: "));
  CHECK(ask("/finish").says("\r\nX-Content-Type-Options: nosniff\r\n"));
}

TEST("http: a parked request is answered later, or with 500 when it is forgotten") {
  TestServer stoa;
  auto client = stoa.client();
  client.send(get("/park"));
  stoa.parked(1)[0](text("at last"));
  CHECK(client.receive().body == "at last");
  client.send(get("/park"));
  stoa.parked(1).clear();
  CHECK(client.receive().status == 500);
}

TEST("http: an answer for a client that has gone is dropped") {
  TestServer stoa;
  std::vector<Respond> answers;
  {
    auto client = stoa.client();
    client.send(get("/park"));
    answers = stoa.parked(1);
  }
  answers[0](text("too late"));
  CHECK(stoa.ask(get("/")).status == 200);
}

TEST("http: large bodies arrive whole") {
  TestServer stoa;
  auto client = stoa.client();
  client.send(get("/big"));
  CHECK(client.receive().body == std::string(8 << 20, 'x'));
  client.send(get("/shared"));
  CHECK(client.receive().body == std::string(100'000, 's'));
}

TEST("http: a stream is sent in chunks, and to HTTP/1.0 until the close") {
  TestServer stoa;
  auto client = stoa.client();
  client.send(get("/stream") + get("/next"));
  CHECK(client.receive().body == "ccccbbbbaaaa");
  CHECK(client.receive().body == "GET /next ");

  TestServer other;
  auto old = other.client();
  old.send("GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  auto answer = old.receive();
  CHECK(answer.body == "ccccbbbbaaaa");
  CHECK(answer.says("Connection: close"));
  CHECK_FALSE(answer.says("chunked"));
}

TEST("http: a stream that breaks is cut, so that the client can tell") {
  TestServer stoa;
  auto client = stoa.client();
  client.send(get("/broken-stream"));
  auto all = client.rest();
  CHECK(all.ends_with("4\r\nhalf\r\n"));
}

TEST("http: a slow reader holds its stream back") {
  TestServer stoa;
  stoa.pieces = std::make_shared<Pieces>(400, 64 * 1024);
  auto client = stoa.client(64 * 1024);
  client.send(get("/stream", "Connection: close\r\n"));
  client.take(100);
  CHECK(stoa.ask(get("/meanwhile")).status == 200);
  CHECK(stoa.pieces->pulled < 400);
  auto answer = client.rest().size();
  CHECK(stoa.pieces->pulled == 400);
  CHECK(answer > 400u * 64 * 1024);
}

ServerOptions impatient() {
  ServerOptions options;
  options.header_timeout = 60ms;
  options.body_timeout = 60ms;
  options.idle_timeout = 60ms;
  options.write_timeout = 60ms;
  return options;
}

TEST("http: slow requests are cut with 408, idle connections without a word") {
  TestServer stoa(impatient());
  auto silent = stoa.client();
  CHECK(silent.closed());

  for (std::string_view start :
       {"G", "GET / HTTP/1.1\r\nHost: local",
        "PUT / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhel"}) {
    auto slow = stoa.client();
    slow.send(start);
    CHECK(slow.receive().status == 408);
    CHECK(slow.closed());
  }
  auto idle = stoa.client();
  idle.send(get("/"));
  CHECK(idle.receive().status == 200);
  CHECK(idle.closed());
  CHECK(stoa.server().stats().timed_out == 3);
}

TEST("http: a client that trickles its header does not buy time") {
  TestServer stoa(impatient());
  auto slow = stoa.client();
  std::atomic<bool> stop = false;
  std::thread trickle([&] {
    slow.send("GET / HTTP/1.1\r\nHost: localhost\r\nX: ");
    for (int i = 0; i < 1000 && !stop; ++i) {
      slow.send("a");
      std::this_thread::sleep_for(5ms);
    }
  });
  CHECK(slow.receive().status == 408);
  stop = true;
  trickle.join();
}

TEST("http: a client that does not read its answer is cut") {
  TestServer stoa(impatient());
  auto client = stoa.client(4096);
  client.send(get("/big"));
  while (stoa.server().stats().timed_out == 0) std::this_thread::yield();
  CHECK(client.rest().size() < (8u << 20));
}

TEST("http: one connection too many is told to come back") {
  ServerOptions options;
  options.max_connections = 2;
  TestServer stoa(options);
  auto first = stoa.client();
  auto second = stoa.client();
  first.send(get("/"));
  second.send(get("/"));
  CHECK(first.receive().status == 200);
  CHECK(second.receive().status == 200);
  auto third = stoa.client();
  auto answer = third.receive();
  CHECK(answer.status == 503);
  CHECK(answer.says("\r\nRetry-After: 1\r\n"));
  CHECK(third.closed());
  CHECK(stoa.server().stats().refused == 1);
  first.send(get("/still"));
  CHECK(first.receive().status == 200);
}

TEST("http: a hundred connections at once") {
  TestServer stoa;
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 100; ++i)
    clients.push_back(std::make_unique<RawClient>(stoa.server().port()));
  for (int round = 0; round < 10; ++round) {
    for (auto& client : clients) client->send(get(round % 2 ? "/thread" : "/inline"));
    for (auto& client : clients) CHECK(client->receive().status == 200);
  }
  CHECK(stoa.server().stats().requests == 1000);
  CHECK(stoa.server().stats().open == 100);
}

TEST("http: stopping lets a running request finish and closes idle connections") {
  TestServer stoa;
  auto idle = stoa.client();
  idle.send(get("/"));
  CHECK(idle.receive().status == 200);
  auto busy = stoa.client();
  busy.send(get("/park"));
  auto answers = stoa.parked(1);
  auto stopped = std::async(std::launch::async, [&] { stoa.server().stop(20s); });
  CHECK(idle.closed());
  answers[0](text("finished"));
  auto answer = busy.receive();
  CHECK(answer.body == "finished");
  CHECK(answer.says("Connection: close"));
  CHECK(busy.closed());
  busy.finish_sending();
  stopped.get();
  CHECK_THROWS(RawClient(stoa.server().port()));
  CHECK(stoa.server().stats().open == 0);
}

TEST("http: what does not finish in time is cut, and may answer into the void") {
  std::vector<Respond> answers;
  {
    TestServer stoa;
    auto client = stoa.client();
    client.send(get("/park"));
    answers = stoa.parked(1);
    stoa.server().stop(0ms);
    stoa.server().stop(0ms);
    CHECK(client.rest().empty());
  }
  answers[0](text("nobody is there"));
}

TEST("http: an address that cannot be had is named") {
  TestServer stoa;
  ServerOptions taken;
  taken.port = stoa.server().port();
  Server second(taken, [](auto, auto) {});
  auto where = "127.0.0.1:" + std::to_string(taken.port);
  CHECK_THROWS_WITH_AS(second.start(), doctest::Contains(where.c_str()), std::system_error);
  ServerOptions nonsense;
  nonsense.address = "nowhere";
  CHECK_THROWS_AS(Server(nonsense, [](auto, auto) {}), std::system_error);
}

}  // namespace
}  // namespace stoa::http
