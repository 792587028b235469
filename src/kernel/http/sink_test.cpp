// Bodies that go to a sink piece by piece, and files that are read as they are sent.

#include <malloc.h>

#include <atomic>
#include <mutex>
#include <thread>

#include "kernel/http/finish.h"
#include "kernel/http/raw_client.h"
#include "kernel/http/server.h"
#include "kernel/model/problem.h"
#include "kernel/testing/test.h"

namespace stoa::http {
namespace {

using namespace std::chrono_literals;

struct Sunk {
  std::atomic<std::uint64_t> bytes = 0, largest = 0;
  std::atomic<int> made = 0, finished = 0, gone = 0;
};

class CountingSink : public BodySink {
 public:
  explicit CountingSink(Sunk& seen) : seen_(seen) { ++seen_.made; }
  ~CountingSink() override { ++seen_.gone; }
  void take(std::string_view piece) override {
    if (piece.find("refuse me") != piece.npos) throw Refusal{problems::malformed_form};
    if (piece.find("break") != piece.npos) throw std::runtime_error("broken");
    seen_.bytes += piece.size();
    if (piece.size() > seen_.largest) seen_.largest = piece.size();
  }
  void finish() override { ++seen_.finished; }

 private:
  Sunk& seen_;
};

class Letters : public FileBytes {
 public:
  Letters(std::uint64_t size, std::uint64_t promised) : size_(size), promised_(promised) {}
  std::uint64_t size() const override { return promised_; }
  std::string read(std::uint64_t offset, std::size_t most) override {
    std::string bytes;
    while (bytes.size() < most && offset + bytes.size() < size_) {
      bytes += static_cast<char>('a' + (offset + bytes.size()) % 26);
    }
    return bytes;
  }

 private:
  std::uint64_t size_, promised_;
};

// /sink takes anything, /small a kilobyte, /unread nothing; /file answers with a million letters,
// /short with fewer than it promises.
struct SinkServer {
  explicit SinkServer(ServerOptions options = {})
      : server(
            [&] {
              options.port = 0;
              options.threads = 1;
              return options;
            }(),
            [](std::shared_ptr<const Request> request, Respond respond) {
              respond(answer(*request));
            },
            [this](const Request& request) { return admit(request); }) {
    server.start();
  }
  ~SinkServer() { server.stop(0ms); }

  Intake admit(const Request& request) {
    if (request.path == "/unread") return {.unread = true};
    if (request.path == "/memory") return {.max_bytes = 1000};
    return {.max_bytes = request.path == "/small" ? 1000u : 1'000'000'000u,
            .sink = std::make_shared<CountingSink>(seen)};
  }
  static Response answer(const Request& request) {
    Response response;
    response.headers.set("Content-Type", "text/plain");
    response.headers.set("Accept-Ranges", "bytes");
    response.body = request.sink ? "sunk" : "in memory: " + request.body;
    if (request.path == "/file" || request.path == "/short") {
      response.body.clear();
      response.file =
          std::make_shared<Letters>(request.path == "/file" ? 1'000'000 : 500'000, 1'000'000);
    }
    finish(request, response);
    return response;
  }
  RawClient client() { return RawClient(server.port()); }
  template <class Counter>
  bool comes_to(const Counter& counter, int wanted) {
    for (int i = 0; i < 500 && counter != wanted; ++i) std::this_thread::sleep_for(10ms);
    return counter == wanted;
  }

  Sunk seen;
  Server server;
};

std::string upload_of(std::string_view path, std::string_view fields) {
  return "POST " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\n" + std::string(fields) +
         "\r\n";
}

}  // namespace

TEST("files: 200 MB go through the server, and memory stays as it was") {
  SinkServer stoa;
  auto client = stoa.client();
  const std::string piece(1 << 20, 'x');
  client.send(upload_of("/sink", "Content-Length: 209715200\r\n"));
  client.send(piece);
  const std::size_t before = mallinfo2().uordblks + mallinfo2().hblkhd;
  std::size_t most = 0;
  for (int i = 1; i < 200; ++i) {
    client.send(piece);
    most = std::max(most, mallinfo2().uordblks + mallinfo2().hblkhd);
  }
  CHECK(client.receive().body == "sunk");
  CHECK(stoa.seen.bytes == 209'715'200);
  CHECK(stoa.seen.largest < 200'000);
  CHECK(most < before + (2 << 20));
}

TEST("files: a body of chunks goes the same way, and the connection stays open") {
  SinkServer stoa;
  auto client = stoa.client();
  client.send(upload_of("/sink", "Transfer-Encoding: chunked\r\n"));
  for (int i = 0; i < 50; ++i) client.send("2710\r\n" + std::string(10'000, 'y') + "\r\n");
  client.send("0\r\n\r\n" + upload_of("/memory", "Content-Length: 2\r\n") + "hi");
  CHECK(client.receive().body == "sunk");
  CHECK(client.receive().body == "in memory: hi");
  CHECK(stoa.seen.bytes == 500'000);
  CHECK(stoa.seen.finished == 1);
  CHECK(stoa.comes_to(stoa.seen.gone, 1));
}

TEST("files: what is too large is refused by its length, or where it gets there") {
  SinkServer stoa;
  auto by_length = stoa.client();
  by_length.send(upload_of("/small", "Content-Length: 1001\r\nExpect: 100-continue\r\n"));
  CHECK(by_length.receive().status == 413);
  auto by_count = stoa.client();
  by_count.send(upload_of("/small", "Transfer-Encoding: chunked\r\n") + "3e8\r\n" +
                std::string(1000, 'x') + "\r\n1\r\n");
  CHECK(by_count.receive().status == 413);
  CHECK(stoa.seen.finished == 0);
  CHECK(stoa.comes_to(stoa.seen.gone, 2));
}

TEST("files: a body that the answer does not depend on is not read") {
  SinkServer stoa;
  auto client = stoa.client();
  client.send(upload_of("/unread", "Content-Length: 1000000\r\n") + "x");
  auto answer = client.receive();
  CHECK(answer.status == 200);
  CHECK(answer.says("Connection: close"));
  auto waiting = stoa.client();
  waiting.send(upload_of("/unread", "Content-Length: 10\r\nExpect: 100-continue\r\n"));
  CHECK(waiting.receive().status == 200);
}

TEST("files: an upload that is invited, refused, broken or left") {
  SinkServer stoa;
  auto invited = stoa.client();
  invited.send(upload_of("/sink", "Content-Length: 2\r\nExpect: 100-continue\r\n"));
  CHECK(invited.receive().status == 100);
  invited.send("hi");
  CHECK(invited.receive().body == "sunk");
  auto refused = stoa.client();
  refused.send(upload_of("/sink", "Content-Length: 9\r\n") + "refuse me");
  CHECK(refused.receive().status == 400);
  auto broken = stoa.client();
  broken.send(upload_of("/sink", "Content-Length: 5\r\n") + "break");
  CHECK(broken.receive().status == 500);
  {
    auto left = stoa.client();
    left.send(upload_of("/sink", "Content-Length: 1000000\r\n") + std::string(200'000, 'x'));
    CHECK(stoa.comes_to(stoa.seen.made, 4));
  }
  CHECK(stoa.comes_to(stoa.seen.gone, 4));
  CHECK(stoa.seen.finished == 1);
}

TEST("files: who sends on is served however long it takes, who stops is cut") {
  ServerOptions options;
  options.body_timeout = 300ms;
  SinkServer stoa(options);
  auto steady = stoa.client();
  steady.send(upload_of("/sink", "Content-Length: 1000000\r\n"));
  for (int i = 0; i < 10; ++i) {
    steady.send(std::string(100'000, 'x'));
    std::this_thread::sleep_for(80ms);
  }
  CHECK(steady.receive().body == "sunk");
  auto trickle = stoa.client();
  trickle.send(upload_of("/sink", "Content-Length: 1000000\r\n"));
  for (int i = 0; i < 12 && trickle.send("x"); ++i) std::this_thread::sleep_for(50ms);
  CHECK(trickle.receive().status == 408);
  CHECK(stoa.comes_to(stoa.seen.gone, 2));
}

TEST("files: a file is sent with its length, whole, in part, or only told of") {
  SinkServer stoa;
  auto client = stoa.client();
  const std::string get = "GET /file HTTP/1.1\r\nHost: localhost\r\n";
  client.send(get + "Accept-Encoding: gzip\r\n\r\n" + get + "Range: bytes=26-52\r\n\r\n" +
              "HEAD /file HTTP/1.1\r\nHost: localhost\r\n\r\n" + get + "Range: bytes=-1\r\n\r\n");
  auto whole = client.receive();
  CHECK(whole.says("Content-Length: 1000000\r\n"));
  CHECK_FALSE(whole.says("Content-Encoding"));
  CHECK(whole.body.size() == 1'000'000);
  CHECK(whole.body.substr(999'999) == std::string(1, static_cast<char>('a' + 999'999 % 26)));
  auto part = client.receive();
  CHECK(part.status == 206);
  CHECK(part.says("Content-Range: bytes 26-52/1000000\r\n"));
  CHECK(part.body == "abcdefghijklmnopqrstuvwxyza");
  auto head = client.receive(true);
  CHECK(head.says("Content-Length: 1000000\r\n"));
  CHECK(client.receive().body.size() == 1);
}

TEST("files: a file that turns out shorter than it was cuts the connection") {
  SinkServer stoa;
  auto client = stoa.client();
  client.send("GET /short HTTP/1.1\r\nHost: localhost\r\n\r\n");
  CHECK(client.receive().body.size() < 1'000'000);
  CHECK(client.closed());
}

}  // namespace stoa::http
