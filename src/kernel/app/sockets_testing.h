// An app with a socket, and a client of it, for tests.
//
// Test code only. Somebody is used on one thread.
#pragma once

#include <boost/json.hpp>
#include <condition_variable>

#include "kernel/http/ws_client.h"
#include "kernel/testing/stoa.h"

namespace stoa::talk {

namespace json = boost::json;
using testing::Client;
using testing::Stoa;

struct RoomFields {
  Text<1, 20> name = {};
};
BOOST_DESCRIBE_STRUCT(RoomFields, (), (name))
struct Room : RoomFields {
  static constexpr auto table = "rooms";
  Id<Room> id = {};
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(Room, (RoomFields), (id, version, created, updated))

struct OpenRoom {
  Id<Room> id = {};
  std::optional<Range<1, 9>> floor = {};
};
BOOST_DESCRIBE_STRUCT(OpenRoom, (), (id, floor))

// What is heard.
struct Say {
  static constexpr auto message = "say";
  Text<1, 100> text = {};
};
BOOST_DESCRIBE_STRUCT(Say, (), (text))
struct Move {
  static constexpr auto message = "move";
  Id<Room> room = {};
};
BOOST_DESCRIBE_STRUCT(Move, (), (room))
struct Fail {
  static constexpr auto message = "fail";
  std::string mood = {};
};
BOOST_DESCRIBE_STRUCT(Fail, (), (mood))
struct Count {
  static constexpr auto message = "count";
};
BOOST_DESCRIBE_STRUCT(Count, (), ())
struct Wait {
  static constexpr auto message = "wait";
};
BOOST_DESCRIBE_STRUCT(Wait, (), ())

// What is told.
struct Said {
  static constexpr auto message = "said";
  std::string text = {};
};
BOOST_DESCRIBE_STRUCT(Said, (), (text))
struct Heard {
  static constexpr auto message = "heard";
  std::int64_t number = 0;  // of what this socket has said
};
BOOST_DESCRIBE_STRUCT(Heard, (), (number))

constexpr Problem room_closed{409, "room_closed", "This room is closed."};

// What Wait waits for.
struct Gate {
  std::mutex mutex;
  std::condition_variable changed;
  bool open = true;
  void set(bool to) {
    const std::lock_guard lock(mutex);
    open = to;
    changed.notify_all();
  }
  void pass() {
    std::unique_lock lock(mutex);
    changed.wait(lock, [this] { return open; });
  }
};
Gate& gate();

App app();

inline testing::StoaOptions listening() {
  return {.configure = [](Config& config) { config.listen = "127.0.0.1:0"; }};
}

// Somebody with a socket open.
class Somebody {
 public:
  Somebody(std::uint16_t port, const std::string& path, const std::string& fields) : client_(port) {
    client_.send(http::ws_hello(path, fields));
    answer_ = client_.receive();
  }
  Somebody(Stoa& stoa, const std::string& path, const std::string& fields)
      : Somebody(stoa.kernel().port(), path, fields) {}
  Somebody(Stoa& stoa, const Client& who, const std::string& path)
      : Somebody(stoa, path, "Authorization: " + who.authorization() + "\r\n") {
    CHECK(answer_.status == 101);
    CHECK(next() == R"({"type":"ready"})");
  }

  int status() const { return answer_.status; }
  // The code of the problem that it was refused with.
  std::string code() const { return json::parse(answer_.body).at("code").as_string().c_str(); }

  void say(std::string_view text, int opcode = 1) { client_.send(http::masked(opcode, text)); }
  void send(std::string_view bytes) { client_.send(bytes); }
  http::WsFrame frame() { return http::next_frame(client_); }
  std::string next() {
    const http::WsFrame got = frame();
    CHECK(got.opcode == 1);
    return got.payload;
  }
  // The code of the error that comes next, and which message it belongs to.
  std::string error() {
    const json::value got = json::parse(next());
    CHECK(got.at("type") == "error");
    std::string text = got.at("problem").at("code").as_string().c_str();
    if (const json::value* ref = got.as_object().if_contains("ref"))
      text += " " + json::serialize(*ref);
    return text;
  }
  void leave() { client_.finish_sending(); }

 private:
  http::RawClient client_;
  http::RawAnswer answer_;
};

}  // namespace stoa::talk
