// What docs/guide-sockets.md shows, as it is: it compiles, and does what the page says.

#include "kernel/app/sockets_testing.h"

namespace stoa::guide_sockets {
namespace {

using talk::Somebody;
using testing::Stoa;

struct Room {
  static constexpr auto table = "rooms";
  Id<Room> id = {};
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(Room, (), (id, version, created, updated))

struct LineFields {
  Text<1, 2000> text = {};
};
BOOST_DESCRIBE_STRUCT(LineFields, (), (text))
struct Line : LineFields {
  static constexpr auto table = "lines";
  Id<Room> room = {};
  AccountId author = {};
  Id<Line> id = {};
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(Line, (LineFields), (room, author, id, version, created, updated))

struct LinesOf : Paging {
  Id<Room> id = {};
};
BOOST_DESCRIBE_STRUCT(LinesOf, (Paging), (id))

Page<Line> list_lines(Read& tx, const User&, const LinesOf& in) {
  Where where;
  where.add("room = $1", in.id);
  return tx.page<Line>("select text, room, author, id, version, created, updated from lines", where,
                       "id", in);
}
Room add_room(Write& tx, const User&) { return tx.insert(Room{}); }

struct Say {
  static constexpr auto message = "say";
  Text<1, 2000> text = {};
};
BOOST_DESCRIBE_STRUCT(Say, (), (text))

struct Said {
  static constexpr auto message = "said";
  AccountId by = {};
  std::string text = {};
};
BOOST_DESCRIBE_STRUCT(Said, (), (by, text))

struct Kept {
  static constexpr auto message = "kept";
  Id<Line> line = {};
};
BOOST_DESCRIBE_STRUCT(Kept, (), (line))

struct RoomSocket {
  struct State {
    Id<Room> room = {};
  };
  using Hears = Messages<Say>;
  using Tells = Messages<Said>;

  static State open(Read& tx, const User&, const Id<Room>& id) { return {tx.get(id).id}; }

  static std::vector<Topic> topics(const State& state) { return {Topic("room", state.room)}; }

  static Kept on(Write& tx, const User& who, State& state, const Say& in) {
    const Line line = tx.insert(Line{{.text = in.text}, state.room, who.account()});
    tx.push(Topic("room", state.room), Said{who.account(), std::string(in.text)});
    return {line.id};
  }
};

const std::vector<embedded::File>& files() {
  static constexpr std::string_view sql = R"(
    create table rooms (id {id} primary key not null,
      version {int} not null, created {instant} not null, updated {instant} not null) strict;
    create table lines (id {id} primary key not null, text {text} not null, room {id} not null,
      author {id} not null, version {int} not null, created {instant} not null,
      updated {instant} not null) strict;
    create index lines_room on lines (room, id);)";
  static const std::vector<embedded::File> all = {
      {"migrations/0001_rooms.sql", {sql.data(), sql.data() + sql.size()}}};
  return all;
}

App app() {
  return App("talk", "Rooms to talk in", files())
      .get<&list_lines>("/rooms/{id}/lines", "What was said in a room")
      .socket<RoomSocket>("/rooms/{id}/socket", "Talk in a room")
      .post<&add_room>("/rooms", "Add a room");
}

}  // namespace

TEST("sockets: the guide's room keeps what is said, and tells it to who is there") {
  Stoa stoa{app(), talk::listening()};
  stoa.kernel().listen();
  const auto ann = stoa.user(), bob = stoa.user();
  const std::string room = ann.post("/api/talk/rooms").expect(201).url();
  Somebody first(stoa, ann, room + "/socket"), second(stoa, bob, room + "/socket");
  first.say(R"({"type":"say","ref":7,"text":"hello"})");
  const std::string said =
      R"({"type":"said","by":")" + to_string(ann.account()) + R"(","text":"hello"})";
  CHECK(first.next().starts_with(R"({"type":"kept","ref":7,"line":")"));
  CHECK(first.next() == said);
  CHECK(second.next() == said);
  const auto lines = bob.get(room + "/lines").expect(200);
  CHECK(lines.text("/items/0/text") == "hello");
  CHECK(lines.text("/items/0/author") == to_string(ann.account()));
}

}  // namespace stoa::guide_sockets
