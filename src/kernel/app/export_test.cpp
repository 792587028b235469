// A toy app whose lists are exported without a line of its own.

#include <algorithm>
#include <boost/json.hpp>
#include <future>

#include "kernel/testing/stoa.h"

namespace stoa::export_toy {
namespace {

using testing::Answer;
using testing::Client;
using testing::Stoa;

struct Thing {
  static constexpr auto table = "things";
  Id<Thing> id = {};
  AccountId owner = {};
  Text<1, 200> name = {};
  std::int64_t number = 0;
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(Thing, (), (id, owner, name, number, version, created, updated))

struct NewThing {
  Text<1, 200> name = {};
  std::int64_t number = 0;
};
BOOST_DESCRIBE_STRUCT(NewThing, (), (name, number))

struct ThingSearch : Paging {
  std::optional<Text<1, 200>> name = {};
};
BOOST_DESCRIBE_STRUCT(ThingSearch, (Paging), (name))

struct Keeper : Role<"things.keeper"> {};

Page<Thing> list_things(Read& tx, const User& who, const ThingSearch& in) {
  Where where;
  where.add("owner = $1", who.account());
  if (in.name) where.add("name = $1", *in.name);
  return tx.page<Thing>("select id, owner, name, number, version, created, updated from things",
                        where, "id", in);
}
Page<Thing> list_all(Read& tx, const Keeper&, const ThingSearch& in) {
  return tx.page<Thing>("select id, owner, name, number, version, created, updated from things", {},
                        "number, id", in);
}
Thing add_thing(Write& tx, const User& who, const NewThing& in) {
  return tx.insert(Thing{.owner = who.account(), .name = in.name, .number = in.number});
}

const std::vector<embedded::File>& files() {
  static constexpr std::string_view sql =
      "create table things (id {id} primary key, owner {id} not null, name {text} not null, "
      "number {int} not null, version {int} not null, created {instant} not null, "
      "updated {instant} not null) strict;"
      "create index things_owner on things (owner, id);"
      "create index things_number on things (number, id);";
  static const std::vector<embedded::File> all = {
      {"migrations/0001_things.sql", {sql.data(), sql.data() + sql.size()}}};
  return all;
}

App app() {
  App app("things", "Things", files());
  app.get<&list_things>("/things", "List one's own things")
      .get<&list_all>("/all-things", "List all things")
      .post<&add_thing>("/things", "Add a thing");
  return app;
}

void add_many(const Client& client, int count) {
  for (int i = 0; i < count; ++i) {
    client.post("/api/things/things", {{"name", "thing"}, {"number", i}}).expect(201);
  }
}

std::size_t lines_of(const Answer& answer) {
  const std::string& text = answer.body();
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

TEST("export: a list as a whole, in its own order, as CSV or NDJSON") {
  Stoa stoa{app()};
  auto ann = stoa.user();
  add_many(ann, 250);
  const auto csv = ann.get("/api/things/things/export?fields=number,name").expect(200);
  CHECK(csv.header("Content-Type") == "text/csv; charset=utf-8; header=present");
  CHECK(csv.header("Content-Disposition") == "attachment; filename=\"things.csv\"");
  CHECK(csv.body().starts_with("name,number\r\nthing,0\r\nthing,1\r\n"));
  CHECK(csv.body().ends_with("thing,249\r\n"));
  CHECK(lines_of(csv) == 251);
  const auto lines = ann.get("/api/things/things/export?format=ndjson").expect(200);
  CHECK(lines.header("Content-Type") == "application/x-ndjson");
  CHECK(lines_of(lines) == 250);
  CHECK(lines.body().find(to_string(ann.account())) != std::string::npos);
}

TEST("export: nobody gets rows that their list does not have") {
  Stoa stoa{app()};
  auto ann = stoa.user(), bob = stoa.user();
  add_many(ann, 3);
  CHECK(bob.get("/api/things/things/export?fields=name").expect(200).body() == "name\r\n");
  CHECK(bob.get("/api/things/things/export?format=ndjson").expect(200).body().empty());
  stoa.nobody().get("/api/things/things/export").expect(401, "not_signed_in");
  bob.get("/api/things/all-things/export").expect(403, "forbidden");
  CHECK(lines_of(stoa.user({"things.keeper"}).get("/api/things/all-things/export").expect(200)) ==
        4);
}

TEST("export: filter, sort and a list's own parameters narrow it, those of pages are none") {
  Stoa stoa{app()};
  auto ann = stoa.user();
  add_many(ann, 20);
  const std::string path = "/api/things/things/export?format=csv&fields=number&";
  CHECK(ann.get(path + "filter=number%20%3E%2017&sort=-number").expect(200).body() ==
        "number\r\n19\r\n18\r\n");
  CHECK(ann.get(path + "name=other").expect(200).body() == "number\r\n");
  for (const char* parameter : {"limit=3", "count=exact", "after=x", "expand=owner"}) {
    CAPTURE(parameter);
    ann.get(path + parameter).expect(422, "validation_failed");
  }
  ann.get("/api/things/things/export?format=xml").expect(422).expect_field("/format", "not_in_set");
  ann.get(path + "filter=nothing%20%3D%201").expect(422).expect_field("/filter", "unknown_field");
}

TEST("export: a text that a spreadsheet would run is a text there") {
  Stoa stoa{app()};
  auto ann = stoa.user();
  ann.post("/api/things/things", {{"name", "=HYPERLINK(\"http://evil\")"}, {"number", -1}})
      .expect(201);
  CHECK(ann.get("/api/things/things/export?fields=name,number").expect(200).body() ==
        "name,number\r\n\"'=HYPERLINK(\"\"http://evil\"\")\",-1\r\n");
}

TEST("export: what comes and goes meanwhile moves no other row") {
  Stoa stoa{app()};
  auto ann = stoa.user();
  add_many(ann, 150);
  http::Response response;
  auto request = std::make_shared<http::Request>();
  request->method = "GET";
  request->path = "/api/things/things/export";
  request->query = "fields=number";
  request->headers.set("Authorization",
                       testing::TrustingAuthenticator::authorization(ann.account(), {}));
  std::promise<http::Response> answered;
  stoa.kernel().handle(request,
                       [&](http::Response answer) { answered.set_value(std::move(answer)); });
  response = answered.get_future().get();
  REQUIRE(response.stream);
  std::string text = response.stream->next();
  ann.post("/api/things/things", {{"name", "late"}, {"number", 1000}}).expect(201);
  stoa.database().write_now([](store::Connection& connection) {
    Write(connection, {.now = wall_clock()})
        .run("delete from things where number < 50 or number = 120");
  });
  for (std::string piece = response.stream->next(); !piece.empty();
       piece = response.stream->next()) {
    text += piece;
  }
  CHECK(std::count(text.begin(), text.end(), '\n') == 1 + 150 - 1 + 1);
  CHECK(text.ends_with("149\r\n1000\r\n"));
  CHECK(text.find("\r\n120\r\n") == std::string::npos);
}

}  // namespace stoa::export_toy
