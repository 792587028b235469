// A toy app through the whole kernel: what every route does without an app writing a line for it.

#include <boost/json.hpp>

#include "kernel/testing/stoa.h"

namespace stoa::toy {

using testing::Stoa;

struct NoteFields {
  Text<1, 10> text = {};
  std::optional<Range<1, 5>> stars = {};
};
BOOST_DESCRIBE_STRUCT(NoteFields, (), (text, stars))
struct Note : NoteFields {
  static constexpr auto table = "notes";
  Id<Note> id = {};
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(Note, (NoteFields), (id, version, created, updated))
struct EditNote : NoteFields {
  Id<Note> id = {};
};
BOOST_DESCRIBE_STRUCT(EditNote, (NoteFields), (id))
struct Count {
  std::int64_t n = 0;
};
BOOST_DESCRIBE_STRUCT(Count, (), (n))
struct Mood {
  std::string mood = {};
};
BOOST_DESCRIBE_STRUCT(Mood, (), (mood))

constexpr Problem listed{409, "listed", "Listed."};
constexpr Problem unlisted{409, "unlisted", "Not listed."};
constexpr Problem text_taken{409, "text_taken", "Taken."};

Note get_note(Read& tx, const Anyone&, const Id<Note>& id) { return tx.get(id); }
Note add_note(Write& tx, const Anyone&, const NoteFields& in) { return tx.insert(Note{in}); }
Note edit_note(Write& tx, const Anyone&, const Patch<EditNote>& in) {
  Note note = tx.get(in.fields.id);
  EditNote edit{note, note.id};
  in.apply(edit);
  static_cast<NoteFields&>(note) = edit;
  return tx.update(note);
}
void remove_note(Write& tx, const Anyone&, const Id<Note>& id) { tx.remove(id); }
Count count_notes(Read& tx, const Anyone&) {
  return tx.rows<Count>("select count(*) as n from notes").front();
}
Count count_for_ever(Read& tx, const Anyone&) {
  return tx
      .rows<Count>(
          "with recursive c(n) as (select 1 union all select n + 1 from c) select max(n) as n from "
          "c")
      .front();
}
Count add_two(Task& task, const Anyone&) {
  task.write([](Write& tx) { tx.insert(Note{{.text = "one"}}); });
  task.write([](Write& tx) { tx.insert(Note{{.text = "two"}}); });
  Count count;
  task.read([&](Read& tx) { count = count_notes(tx, Anyone{}); });
  return count;
}
// Each mood writes a note first, so that a test sees whether it was rolled back.
void fail(Write& tx, const Anyone&, const Mood& in) {
  tx.insert(Note{{.text = "doomed"}});
  if (in.mood == "listed") throw listed;
  if (in.mood == "unlisted") throw unlisted;
  if (in.mood == "bug") throw std::runtime_error("a bug with a secret in it");
  if (in.mood == "sql") tx.run("select nonsense from nowhere");
  if (in.mood == "swallow") {
    try {
      tx.insert(Note{{.text = "doomed"}});
    } catch (const std::exception&) {
    }
  }
}

const std::vector<embedded::File>& files() {
  static constexpr std::string_view sql = R"(
    create table notes (id {id} primary key not null, text {text} not null, stars {int},
      version {int} not null, created {instant} not null, updated {instant} not null) strict;
    create unique index notes_text on notes (text);)";
  static const std::vector<embedded::File> all = {
      {"migrations/0001_notes.sql", {sql.data(), sql.data() + sql.size()}}};
  return all;
}

App app() {
  return App("toy", "A toy", files())
      .get<&count_notes>("/notes", "Count")
      .get<&count_for_ever>("/for-ever", "Count for ever")
      .post<&add_note>("/notes", "Add", {text_taken})
      .post<&add_two>("/two", "Add two")
      .get<&get_note>("/notes/{id}", "Get")
      .patch<&edit_note>("/notes/{id}", "Edit", {text_taken})
      .del<&remove_note>("/notes/{id}", "Remove")
      .post<&fail>("/fail", "Fail", {listed})
      .unique("notes_text", text_taken);
}

TEST("app: a record is made, read, changed and removed") {
  Stoa stoa{app()};
  auto made = stoa.post("/api/toy/notes", {{"text", "hello"}, {"stars", 3}}).expect(201);
  CHECK(made.header("ETag") == "\"1\"");
  CHECK(made.at("/version").as_int64() == 1);
  CHECK(stoa.get(made.url()).expect(200).body() == made.body());
  auto changed = stoa.patch(made.url(), {{"stars", nullptr}}).expect(200);
  CHECK(changed.at("/stars").is_null());
  CHECK(changed.text("/text") == "hello");
  CHECK(changed.header("ETag") == "\"2\"");
  CHECK(changed.text("/created") == made.text("/created"));
  stoa.get(made.url(), {{"If-None-Match", "\"2\""}}).expect(304);
  stoa.del(made.url()).expect(204);
  stoa.del(made.url()).expect(404, "note_not_found");
}

TEST("app: a change that names another state than there is does nothing") {
  Stoa stoa{app()};
  auto url = stoa.post("/api/toy/notes", {{"text", "first"}}).expect(201).url();
  auto change = [&](std::string text, std::string tag) {
    return stoa.send("PATCH", url, "{\"text\":\"" + text + "\"}",
                     {{"Content-Type", "application/json"}, {"If-Match", tag}});
  };
  change("second", "\"1\"").expect(200);
  change("third", "\"1\"").expect(412, "precondition_failed");
  CHECK(stoa.get(url).text("/text") == "second");
  stoa.send("DELETE", url, "", {{"If-Match", "\"1\""}}).expect(412, "precondition_failed");
  stoa.send("DELETE", url, "", {{"If-Match", "\"9\", \"2\""}}).expect(204);
  stoa.send("DELETE", url, "", {{"If-Match", "*"}}).expect(404, "note_not_found");
}

TEST("app: every mistake of an input is told at once, and nothing is done") {
  Stoa stoa{app()};
  auto answer =
      stoa.post("/api/toy/notes", {{"text", "far too long for it"}, {"stars", 9}, {"x", 1}});
  answer.expect_field("/text", "too_long")
      .expect_field("/stars", "too_large")
      .expect_field("/x", "unknown_field");
  stoa.send("POST", "/api/toy/notes", "{\"text\":", {{"Content-Type", "application/json"}})
      .expect(400, "malformed_json");
  stoa.send("POST", "/api/toy/notes", "text=hello",
            {{"Content-Type", "application/x-www-form-urlencoded"}})
      .expect(415, "unsupported_media_type");
  CHECK(stoa.get("/api/toy/notes").at("/n").as_int64() == 0);
}

TEST("app: what the handler throws rolls its write back, and tells no secret") {
  Stoa stoa{app()};
  stoa.post("/api/toy/fail", {{"mood", "listed"}}).expect(409, "listed");
  for (auto mood : {"unlisted", "bug", "sql"}) {
    auto answer = stoa.post("/api/toy/fail", {{"mood", mood}}).expect(500, "internal_error");
    CHECK(answer.body().find("secret") == std::string::npos);
    CHECK(answer.body().find("nonsense") == std::string::npos);
  }
  CHECK(stoa.get("/api/toy/notes").at("/n").as_int64() == 0);
}

TEST("app: a store error that the handler swallowed still fails it") {
  Stoa stoa{app()};
  stoa.post("/api/toy/fail", {{"mood", "swallow"}}).expect(409, "text_taken");
  CHECK(stoa.get("/api/toy/notes").at("/n").as_int64() == 0);
}

TEST("app: a violated index is the problem that the app says") {
  Stoa stoa{app()};
  stoa.post("/api/toy/notes", {{"text", "once"}}).expect(201);
  stoa.post("/api/toy/notes", {{"text", "once"}}).expect(409, "text_taken");
}

TEST("app: a read that never ends is cut, and others are served meanwhile") {
  Stoa stoa{app(), {.configure = [](Config& config) { config.store_heavy_budget_ms = 50; }}};
  stoa.get("/api/toy/for-ever").expect(503, "query_too_costly");
  stoa.get("/api/toy/notes").expect(200);
}

TEST("app: a task opens short transactions of its own") {
  Stoa stoa{app()};
  CHECK(stoa.post("/api/toy/two", {}).expect(201).at("/n").as_int64() == 2);
}

TEST("app: addresses, methods and media types that are not there") {
  Stoa stoa{app()};
  stoa.get("/api/toy/nothing").expect(404, "not_found");
  stoa.get("/api/toy/notes/").expect(404, "not_found");
  stoa.get("/api/toy/notes/not-an-id").expect(404, "not_found");
  auto wrong = stoa.send("PUT", "/api/toy/notes").expect(405, "method_not_allowed");
  CHECK(wrong.header("Allow") == "OPTIONS, GET, HEAD, POST");
  CHECK(stoa.send("OPTIONS", "/api/toy/notes").expect(204).header("Allow") ==
        wrong.header("Allow"));
  stoa.get("/api/toy/notes", {{"Accept", "text/html"}}).expect(406, "not_acceptable");
  stoa.get("/api/toy/notes?x=%ff").expect(200);  // a route without input reads no query
}

TEST("app: a second kernel on the same folder is told so") {
  Stoa stoa{app()};
  KernelOptions options;
  options.config.data = stoa.folder();
  std::vector<App> apps;
  apps.push_back(app());
  Kernel second(std::move(options), std::move(apps));
  CHECK_THROWS_WITH(second.open(), doctest::Contains("another stoa runs"));
}

TEST("app: routes that cannot be are refused when they are put together") {
  CHECK_THROWS_WITH(App("toy", "A toy", files()).get<&get_note>("/notes", "Get"),
                    "GET /api/toy/notes: an Id input needs one path parameter");
  CHECK_THROWS_WITH(App("toy", "A toy", files()).get<&add_note>("/notes", "Add"),
                    "GET /api/toy/notes: a GET changes nothing");
  CHECK_THROWS_WITH(App("toy", "A toy", files()).post<&count_notes>("/notes", "Count"),
                    "POST /api/toy/notes: only a GET reads without writing");
  CHECK_THROWS_WITH(App("toy", "A toy", files()).patch<&edit_note>("/notes/{note}", "Edit"),
                    "PATCH /api/toy/notes/{note}: its input has no member note");
}

TEST("app: the site answers beside the API") {
  Stoa stoa{app()};
  CHECK(stoa.get("/healthz").expect(200).text("/status") == "ok");
  CHECK(stoa.get("/readyz").expect(200).text("/status") == "ready");
  CHECK(stoa.get("/metrics").expect(200).body().find("stoa_store_commits_total{app=\"toy\"}") !=
        std::string::npos);
  CHECK(stoa.get("/openapi.json").expect(200).text("/paths/~1api~1toy~1notes/get/operationId") ==
        "toy_count_notes");
  stoa.send("POST", "/healthz").expect(405, "method_not_allowed");
  CHECK(stoa.get("/").expect(200).header("Content-Type") == "text/html; charset=utf-8");
  CHECK(stoa.get("/docs").expect(200).header("Content-Type") == "text/html; charset=utf-8");
}

}  // namespace stoa::toy
