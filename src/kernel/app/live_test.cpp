// Streams of live changes over real connections, where a client has to misbehave for it.
#include <thread>

#include "kernel/app/sockets_testing.h"

namespace stoa::talk {
namespace {

constexpr int rooms_at_once = 50, most_batches = 40;

std::string watch_rooms() {
  return "GET /api/live?subscribe=/api/talk/rooms HTTP/1.1\r\nHost: localhost\r\n\r\n";
}

class Watching : public http::RawClient {
 public:
  using http::RawClient::RawClient;
  // Reads until this has come.
  void read_until(const std::string& text) {
    char buffer[65536];
    while (read_.find(text) == read_.npos) {
      const ssize_t n = get(buffer, sizeof buffer);
      REQUIRE(n > 0);
      read_.append(buffer, static_cast<std::size_t>(n));
    }
    read_.erase(0, read_.find(text));
  }
  void read_until_room(int batch, int number) {
    read_until("\"name\":\"" + std::to_string(batch) + "." + std::to_string(number) + "\"");
  }

 private:
  std::string read_;
};

double cut_streams(Stoa& stoa) {
  const std::string all = stoa.get("/metrics").body(), name = "\nstoa_http_streams_cut_total ";
  return std::stod(all.substr(all.find(name) + name.size()));
}

void add_rooms(Stoa& stoa, int batch) {
  json::array operations;
  for (int i = 0; i < rooms_at_once; ++i) {
    operations.push_back({{"method", "POST"},
                          {"path", "/api/talk/rooms"},
                          {"body", {{"name", std::to_string(batch) + "." + std::to_string(i)}}}});
  }
  stoa.post("/api/talk/batch", {{"operations", operations}}).expect(200);
}

}  // namespace

TEST("live: a client that does not read is cut, and the others are told of everything") {
  Stoa stoa{app(), {.configure = [](Config& config) {
              config.listen = "127.0.0.1:0";
              config.http_stream_room_bytes = 64 << 10;
            }}};
  stoa.kernel().listen();
  Watching slow(stoa.kernel().port(), 4096), quick(stoa.kernel().port());
  for (Watching* client : {&slow, &quick}) {
    client->send(watch_rooms());
    client->read_until("event: ready");
  }
  int batches = 0;
  while (cut_streams(stoa) < 1 && batches < most_batches) {
    add_rooms(stoa, batches);
    quick.read_until_room(batches, rooms_at_once - 1);
    ++batches;
  }
  CHECK(cut_streams(stoa) == 1);
  add_rooms(stoa, batches);
  quick.read_until_room(batches, rooms_at_once - 1);
}

}  // namespace stoa::talk
