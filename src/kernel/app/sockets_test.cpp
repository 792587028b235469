// Sockets of an app, over real connections.
#include <thread>

#include "kernel/app/sockets_testing.h"

namespace stoa::talk {
namespace {

using namespace std::chrono_literals;

Room add_room(Write& tx, const User&, const RoomFields& in) { return tx.insert(Room{in}); }
Page<Room> list_rooms(Read& tx, const Anyone&, const Paging& paging) {
  return tx.page<Room>("select name, id, version, created, updated from rooms", Where{}, "id",
                       paging);
}

struct SayInRoom {
  Id<Room> id = {};
  Text<1, 100> text = {};
};
BOOST_DESCRIBE_STRUCT(SayInRoom, (), (id, text))
void say_in_room(Write& tx, const User&, const SayInRoom& in) {
  tx.push(Topic("room", in.id), Said{std::string(in.text)});
  if (in.text == "never mind") throw room_closed;
}
struct SayLater {
  static constexpr auto job = "talk.say_later";
  Id<Room> id = {};
};
BOOST_DESCRIBE_STRUCT(SayLater, (), (id))
void say_later(Write& tx, const SayLater& in) { tx.push(Topic("room", in.id), Said{"later"}); }
void put_off(Write& tx, const User&, const Id<Room>& id) { tx.enqueue(SayLater{id}); }

struct LinesSaid {
  std::int64_t n = 0;
};
BOOST_DESCRIBE_STRUCT(LinesSaid, (), (n))
LinesSaid count_lines(Read& tx, const Anyone&) {
  return tx.rows<LinesSaid>("select count(*) as n from lines").front();
}

void keep(Write& tx, std::string_view text) {
  tx.run("insert into lines (text) values ($1)", std::string(text));
}

struct RoomSocket {
  struct State {
    Id<Room> room = {};
    std::int64_t said = 0;
  };
  using Hears = Messages<Say, Move, Fail, Count, Wait>;
  using Tells = Messages<Said>;

  static State open(Read& tx, const User&, const OpenRoom& in) { return {tx.get(in.id).id}; }
  static std::vector<Topic> topics(const State& state) { return {Topic("room", state.room)}; }
  static Heard on(Write& tx, const User&, State& state, const Say& in) {
    keep(tx, in.text);
    tx.push(Topic("room", state.room), Said{std::string(in.text)});
    return {++state.said};
  }
  static void on(Write& tx, const User&, State& state, const Move& in) {
    state.room = tx.get(in.room).id;
  }
  static void on(Write& tx, const User&, State& state, const Fail& in) {
    ++state.said;
    keep(tx, "doomed");
    tx.push(Topic("room", state.room), Said{"doomed"});
    if (in.mood == "listed") throw room_closed;
    if (in.mood == "bug") throw std::runtime_error("a bug with a secret in it");
    tx.run("select nonsense from nowhere");
  }
  static Heard on(Read&, const User&, const State& state, const Count&) { return {state.said}; }
  static void on(Write&, const User&, State&, const Wait&) { gate().pass(); }
  static void close(Write& tx, const User&, const State& state) {
    keep(tx, "left after " + std::to_string(state.said));
  }
};

// Takes short words, as many as come.
struct HallSocket {
  struct State {};
  using Hears = Messages<Count>;
  static constexpr std::size_t max_message_bytes = 32;
  static constexpr double messages_per_second = 0;
  static State open(Read&, const Anyone&) { return {}; }
  static std::vector<Topic> topics(const State&) { return {Topic("hall")}; }
  static void on(Read&, const Anyone&, const State&, const Count&) {}
};

struct Mistaken {
  static constexpr auto message = "mistaken";
  std::string type = {};
};
BOOST_DESCRIBE_STRUCT(Mistaken, (), (type))
struct MistakenSocket : HallSocket {
  using Tells = Messages<Mistaken>;
};

const std::vector<embedded::File>& files() {
  static constexpr std::string_view sql = R"(
    create table rooms (id {id} primary key not null, name {text} not null,
      version {int} not null, created {instant} not null, updated {instant} not null) strict;
    create table lines (text {text} not null) strict;)";
  static const std::vector<embedded::File> all = {
      {"migrations/0001_rooms.sql", {sql.data(), sql.data() + sql.size()}}};
  return all;
}

// Two rooms, and their sockets' addresses.
struct House {
  Stoa stoa{app(), listening()};
  std::string kitchen, cellar;
  Client ann = stoa.user(), bob = stoa.user();

  House() {
    stoa.kernel().listen();
    kitchen = add("kitchen");
    cellar = add("cellar");
  }
  std::string add(const char* name) {
    return stoa.post("/api/talk/rooms", {{"name", name}}).expect(201).text("/id");
  }
  static std::string socket_of(const std::string& room) {
    return "/api/talk/rooms/" + room + "/socket";
  }
  Somebody enter(const Client& who, const std::string& room) {
    return {stoa, who, socket_of(room)};
  }
  std::int64_t lines() { return stoa.get("/api/talk/lines").at("/n").as_int64(); }
  void wait_for_lines(std::int64_t count) {
    for (int i = 0; i < 2000 && lines() < count; ++i) std::this_thread::sleep_for(5ms);
    CHECK(lines() == count);
  }
  double metric(const std::string& name) {
    const std::string all = stoa.get("/metrics").body();
    return std::stod(all.substr(all.find("\n" + name + " ") + name.size() + 2));
  }
};

}  // namespace

Gate& gate() {
  static Gate the_gate;
  return the_gate;
}

App app() {
  return App("talk", "Rooms to talk in", files())
      .post<&add_room>("/rooms", "Add a room")
      .get<&list_rooms>("/rooms", "List the rooms")
      .get<&count_lines>("/lines", "How much was said")
      .post<&say_in_room>("/rooms/{id}/lines", "Say something", {room_closed})
      .post<&put_off>("/rooms/{id}/later", "Say something later")
      .socket<RoomSocket>("/rooms/{id}/socket", "Talk in a room", {room_closed})
      .socket<HallSocket>("/hall", "Listen in the hall")
      .job<&say_later>();
}

TEST("sockets: what is said is told to all who follow, once, and answered to who said it") {
  House house;
  Somebody ann = house.enter(house.ann, house.kitchen), bob = house.enter(house.bob, house.kitchen);
  Somebody elsewhere = house.enter(house.bob, house.cellar);
  ann.say(R"({"type":"say","ref":7,"text":"hello"})");
  CHECK(ann.next() == R"({"type":"heard","ref":7,"number":1})");
  CHECK(ann.next() == R"({"type":"said","text":"hello"})");
  CHECK(bob.next() == R"({"type":"said","text":"hello"})");
  bob.say(R"({"text":"hi \"Ann\"","type":"say","ref":"a1"})");
  CHECK(bob.next() == R"({"type":"heard","ref":"a1","number":1})");
  CHECK(ann.next() == R"({"type":"said","text":"hi \"Ann\""})");
  // Nothing of it was for the other room.
  elsewhere.say(R"({"type":"count"})");
  CHECK(elsewhere.next() == R"({"type":"heard","number":0})");
}

TEST("sockets: routes and jobs push too, and nothing that was rolled back is told") {
  House house;
  Somebody ann = house.enter(house.ann, house.kitchen);
  const std::string room = "/api/talk/rooms/" + house.kitchen;
  house.bob.post(room + "/lines", {{"text", "never mind"}}).expect(409, "room_closed");
  for (const char* mood : {"listed", "bug", "sql"})
    ann.say(R"({"type":"fail","ref":1,"mood":")" + std::string(mood) + R"("})");
  CHECK(ann.error() == "room_closed 1");
  CHECK(ann.error() == "internal_error 1");
  CHECK(ann.error() == "internal_error 1");
  house.bob.post(room + "/lines", {{"text", "from a route"}}).expect(204);
  CHECK(ann.next() == R"({"type":"said","text":"from a route"})");
  house.bob.post(room + "/later").expect(204);
  CHECK(ann.next() == R"({"type":"said","text":"later"})");
  CHECK(house.lines() == 0);
  ann.say(R"({"type":"count"})");  // and the state is as it was
  CHECK(ann.next() == R"({"type":"heard","number":0})");
}

TEST("sockets: a bad message is answered with its problem, and the socket goes on") {
  House house;
  Somebody ann = house.enter(house.ann, house.kitchen);
  const std::vector<std::pair<std::string, std::string>> bad = {
      {"nonsense", "malformed_json"},
      {"[]", "validation_failed"},
      {R"({"text":"no type"})", "validation_failed"},
      {R"({"type":7})", "validation_failed"},
      {R"({"type":"say","type":"say","text":"x"})", "validation_failed"},
      {R"({"type":"shout","text":"x"})", "unknown_message"},
      {R"({"type":"say","ref":3,"text":""})", "validation_failed 3"},
      {R"({"type":"say","ref":3,"text":5,"colour":"red"})", "validation_failed 3"},
      {R"({"type":"say","ref":[1],"text":"x"})", "validation_failed"},
      {R"({"type":"say","ref":1.5,"text":"x"})", "validation_failed"},
      {R"({"type":"move","ref":4,"room":"0190163d-8694-739b-aea5-966c26f8ad91"})",
       "room_not_found 4"},
  };
  for (const auto& [message, code] : bad) {
    INFO(message);
    ann.say(message);
    CHECK(ann.error() == code);
  }
  ann.say(R"({"type":"say","text":"x"})", 2);
  CHECK(ann.error() == "binary_message");
  ann.say(R"({"type":"say","text":"at last"})");
  CHECK(ann.next() == R"({"type":"heard","number":1})");
}

TEST("sockets: what one says is done in its order, and who says too much is held back") {
  House house;
  Somebody ann = house.enter(house.ann, house.kitchen);
  gate().set(false);
  ann.say(R"({"type":"wait"})");
  for (int i = 1; i <= 60; ++i)
    ann.say(R"({"type":"say","ref":)" + std::to_string(i) + R"(,"text":"x"})");
  for (int i = 0; i < 2000 && house.metric("stoa_socket_held_total") < 1; ++i)
    std::this_thread::sleep_for(5ms);
  CHECK(house.metric("stoa_socket_held_total") >= 1);
  gate().set(true);
  int answers = 0, told = 0;
  while (answers < 60 || told < 60) {
    const std::string got = ann.next();
    if (got == R"({"type":"said","text":"x"})") {
      ++told;
      continue;
    }
    ++answers;
    const std::string number = std::to_string(answers);
    REQUIRE(got == R"({"type":"heard","ref":)" + number + R"(,"number":)" + number + "}");
  }
  CHECK(house.lines() == 60);
}

TEST("sockets: who says more than there is time for is closed with 1008") {
  House house;
  Somebody ann = house.enter(house.ann, house.kitchen);
  std::string flood;
  for (int i = 0; i < 150; ++i) flood += http::masked(1, R"({"type":"count"})");
  ann.send(flood);
  http::WsFrame frame = ann.frame();
  while (frame.opcode == 1) frame = ann.frame();
  CHECK(frame.opcode == 8);
  CHECK(frame.code() == 1008);
}

TEST("sockets: a socket has limits of its own") {
  House house;
  Somebody somebody(house.stoa, "/api/talk/hall", "");
  CHECK(somebody.next() == R"({"type":"ready"})");
  std::string flood;
  for (int i = 0; i < 300; ++i) flood += http::masked(1, R"({"type":"count","ref":1})");
  somebody.send(flood);
  for (int i = 0; i < 300; ++i) REQUIRE(somebody.next() == R"({"type":"done","ref":1})");
  somebody.say(R"({"type":"count","ref":"longer than it may be"})");
  const http::WsFrame end = somebody.frame();
  CHECK(end.opcode == 8);
  CHECK(end.code() == 1009);
}

TEST("sockets: what a socket follows changes with its state") {
  House house;
  Somebody ann = house.enter(house.ann, house.kitchen);
  ann.say(R"({"type":"move","ref":1,"room":")" + house.cellar + R"("})");
  CHECK(ann.next() == R"({"type":"done","ref":1})");
  house.bob.post("/api/talk/rooms/" + house.kitchen + "/lines", {{"text", "up"}}).expect(204);
  house.bob.post("/api/talk/rooms/" + house.cellar + "/lines", {{"text", "down"}}).expect(204);
  CHECK(ann.next() == R"({"type":"said","text":"down"})");
}

TEST("sockets: who may not is refused before there is one, as by a GET") {
  House house;
  const std::string path = House::socket_of(house.kitchen);
  const auto refusal = [&](const std::string& to, const std::string& fields) {
    const Somebody somebody(house.stoa, to, fields);
    return std::to_string(somebody.status()) + " " + somebody.code();
  };
  const std::string as_ann = "Authorization: " + house.ann.authorization() + "\r\n";
  CHECK(refusal(path, "") == "401 not_signed_in");
  CHECK(refusal(path, "Authorization: Bearer nobody\r\n") == "401 not_signed_in");
  CHECK(refusal(House::socket_of("0190163d-8694-739b-aea5-966c26f8ad91"), as_ann) ==
        "404 room_not_found");
  CHECK(refusal(House::socket_of("nonsense"), as_ann) == "404 not_found");
  CHECK(refusal(path + "?floor=10", as_ann) == "422 validation_failed");
  CHECK(refusal(path + "?colour=red", as_ann) == "422 validation_failed");
  for (const char* stranger :
       {"Origin: http://evil.example\r\n", "Origin: null\r\n", "Sec-Fetch-Site: cross-site\r\n"}) {
    CHECK(refusal(path, stranger) == "403 cross_site");
    CHECK(refusal(path, "Cookie: stoa=anything\r\n" + std::string(stranger)) == "403 cross_site");
  }
  CHECK(refusal(path, "Cookie: stoa=anything\r\n") == "403 cross_site");
  CHECK(refusal("/api/talk/hall", "Origin: http://evil.example\r\n") == "403 cross_site");
  CHECK(Somebody(house.stoa, "/api/talk/hall", "Origin: http://localhost\r\n").status() == 101);
  const auto plain = house.ann.get(path).expect(426, "upgrade_required");
  CHECK(plain.header("Upgrade") == "websocket");
  house.ann.post(path).expect(405, "method_not_allowed");
  house.ann.send("HEAD", path).expect(426);
}

TEST("sockets: who is not who they were is closed, and what waits in their name is not done") {
  House house;
  Somebody ann = house.enter(house.ann, house.kitchen), bob = house.enter(house.bob, house.kitchen);
  gate().set(false);
  ann.say(R"({"type":"wait"})");
  ann.say(R"({"type":"say","text":"in the name of nobody"})");
  house.stoa.authenticator().forget(house.ann.account());
  const http::WsFrame end = ann.frame();
  gate().set(true);
  CHECK(end.opcode == 8);
  CHECK(end.code() == 4401);
  ann.say("\x11\x31", 8);   // 4401
  house.wait_for_lines(1);  // that she left
  bob.say(R"({"type":"count"})");
  CHECK(bob.next() == R"({"type":"heard","number":0})");
}

TEST("sockets: what an app does when a socket has gone is a write, behind all that it said") {
  House house;
  {
    Somebody ann = house.enter(house.ann, house.kitchen);
    ann.say(R"({"type":"say","text":"bye"})");
    CHECK(ann.next() == R"({"type":"heard","number":1})");
    CHECK(house.metric("stoa_sockets") == 1);
  }
  house.wait_for_lines(2);
  CHECK(house.metric("stoa_sockets") == 0);
}

TEST("sockets: an account has so many at the most, and they count as streams do") {
  House house;
  std::vector<std::unique_ptr<Somebody>> all;
  for (int i = 0; i < 50; ++i)
    all.push_back(
        std::make_unique<Somebody>(house.stoa, house.ann, House::socket_of(house.kitchen)));
  const std::string as_ann = "Authorization: " + house.ann.authorization() + "\r\n";
  const Somebody refused(house.stoa, House::socket_of(house.kitchen), as_ann);
  CHECK(refused.status() == 429);
  CHECK(refused.code() == "too_many_streams");
  house.enter(house.bob, house.kitchen);
}

TEST("sockets: a server that stops says so, and what was said before is done") {
  House house;
  Somebody ann = house.enter(house.ann, house.kitchen);
  ann.say(R"({"type":"say","text":"last words"})");
  CHECK(ann.next() == R"({"type":"heard","number":1})");
  CHECK(ann.next() == R"({"type":"said","text":"last words"})");
  std::thread stopping([&] { house.stoa.kernel().stop(); });
  const http::WsFrame end = ann.frame();
  CHECK(end.opcode == 8);
  CHECK(end.code() == 1001);
  stopping.join();
}

TEST("sockets: the document describes a socket, and what it hears and tells") {
  Stoa stoa{app()};
  const json::value document = json::parse(stoa.kernel().openapi());
  const json::object& get =
      document.at("paths").at("/api/talk/rooms/{id}/socket").at("get").as_object();
  CHECK(get.at("operationId") == "talk_room_socket");
  CHECK(get.at("responses").as_object().contains("101"));
  CHECK(get.at("responses").as_object().contains("426"));
  const json::value& socket = get.at("x-stoa-socket");
  CHECK(socket.at("hears").at("say").at("$ref") == "#/components/schemas/SayMessage");
  CHECK(socket.at("tells").at("said").at("$ref") == "#/components/schemas/SaidMessage");
  CHECK(socket.at("tells").at("heard").at("$ref") == "#/components/schemas/HeardMessage");
  const json::value& say = document.at("components").at("schemas").at("SayMessage");
  CHECK(say.at("properties").at("type").at("const") == "say");
  CHECK(json::serialize(get.at("security")).find("talk:rooms:write") != std::string::npos);
}

TEST("sockets: a message has no member that every message has, and a name of its own") {
  CHECK_THROWS_AS(App("talk", "", files()).socket<MistakenSocket>("/x", "x"), std::logic_error);
}

}  // namespace stoa::talk
