#include "apps/todo/app.h"
#include "kernel/testing/stoa.h"

namespace stoa::todo {
namespace {

using testing::Answer;
using testing::Client;
using testing::Stoa;
namespace json = boost::json;

struct Chores {
  Stoa stoa{app()};
  Client ann = stoa.user();
  std::string list = ann.post("/api/todo/lists", {{"title", "Chores"}}).expect(201).text("/id");

  std::string add(json::object task) {
    task["list"] = list;
    task["title"] = "chore";
    return ann.post("/api/todo/tasks", task).expect(201).text("/id");
  }
  Answer act(const std::string& id, const std::string& what, const std::string& occurrence) {
    return ann.post("/api/todo/tasks/" + id + "/" + what, {{"occurrence", occurrence}});
  }
  Answer complete(const std::string& id, const std::string& occurrence) {
    return act(id, "complete", occurrence);
  }
  std::size_t done(const std::string& id) {
    return ann.get("/api/todo/completions?task=" + id).expect(200).at("/items").as_array().size();
  }
};

}  // namespace

TEST("todo: completing an occurrence touches that one, however often it is sent") {
  Chores chores;
  const auto id = chores.add({{"due", "2026-12-01"}, {"repeat", "FREQ=MONTHLY"}});
  chores.ann.post("/api/todo/tasks/" + id + "/complete").expect(422, "occurrence_needed");
  auto task = chores.complete(id, "2026-12-01").expect(200);
  CHECK(task.text("/due") == "2027-01-01");
  CHECK(task.text("/status") == "needs_action");
  CHECK(chores.complete(id, "2026-12-01").expect(200).text("/due") == "2027-01-01");
  chores.complete(id, "2027-02-01").expect(409, "occurrence_elsewhere");
  CHECK(chores.done(id) == 1);
  chores.ann.patch("/api/todo/tasks/" + id, {{"status", "completed"}}).expect(409, "task_recurs");
}

TEST("todo: a time by the clocks of a place stays when they change") {
  Chores chores;
  const auto id = chores.add(
      {{"due", "2026-03-27T09:00:00[Europe/Amsterdam]"}, {"repeat", "FREQ=WEEKLY;BYDAY=FR"}});
  auto task = chores.complete(id, "2026-03-27T09:00:00[Europe/Amsterdam]").expect(200);
  CHECK(task.text("/due") == "2026-04-03T09:00:00[Europe/Amsterdam]");
  CHECK(task.text("/due_at") == "2026-04-03T07:00:00Z");
}

TEST("todo: a series ends with its count, and what was done last can be taken back") {
  Chores chores;
  const auto id = chores.add(
      {{"start", "2026-11-30"}, {"due", "2026-12-01"}, {"repeat", "FREQ=DAILY;COUNT=2"}});
  auto task = chores.complete(id, "2026-12-01").expect(200);
  CHECK(task.text("/start") == "2026-12-01");
  task = chores.complete(id, "2026-12-02").expect(200);
  CHECK(task.text("/status") == "completed");
  CHECK(chores.done(id) == 2);
  task = chores.ann.post("/api/todo/tasks/" + id + "/reopen").expect(200);
  CHECK(task.text("/status") == "needs_action");
  CHECK(task.text("/due") == "2026-12-02");
  task = chores.ann.post("/api/todo/tasks/" + id + "/reopen").expect(200);
  CHECK(task.text("/due") == "2026-12-01");
  CHECK(task.text("/start") == "2026-11-30");
  chores.ann.post("/api/todo/tasks/" + id + "/reopen").expect(409, "nothing_to_reopen");
}

TEST("todo: an occurrence can be let pass") {
  Chores chores;
  const auto id = chores.add({{"due", "2026-12-04"}, {"repeat", "FREQ=WEEKLY"}});
  CHECK(chores.act(id, "skip", "2026-12-04").expect(200).text("/due") == "2026-12-11");
  const auto kept = chores.ann.get("/api/todo/completions").expect(200);
  CHECK(kept.text("/items/0/outcome") == "skipped");
  CHECK(kept.text("/items/0/occurrence") == "2026-12-04");
}

TEST("todo: what recurs from when it was done counts from that day, at its time") {
  Chores chores;
  const auto id = chores.add({{"due", "2020-01-01T18:30:00"},
                              {"repeat", "FREQ=DAILY;INTERVAL=3;COUNT=3"},
                              {"repeat_from", "completion"}});
  const auto today = [](int days) {
    const Timestamp now = wall_clock() + std::chrono::hours(24 * days);
    return to_string(now).substr(0, 10) + "T18:30:00";
  };
  auto due = chores.complete(id, "2020-01-01T18:30:00").expect(200).text("/due");
  CHECK(due == today(3));
  // Done before it was due: the next is a later one all the same.
  due = chores.complete(id, due).expect(200).text("/due");
  CHECK(due == today(6));
  CHECK(chores.complete(id, due).expect(200).text("/status") == "completed");
}

TEST("todo: the parts of what recurs are to do again") {
  Chores chores;
  const auto id = chores.add({{"due", "2026-12-01"}, {"repeat", "FREQ=DAILY"}});
  const auto part = chores.add({{"parent", id}});
  chores.ann.post("/api/todo/tasks/" + part + "/complete").expect(200);
  chores.complete(id, "2026-12-01").expect(200);
  CHECK(chores.ann.get("/api/todo/tasks/" + part).text("/status") == "needs_action");
}

TEST("todo: a rule that fits nothing is refused where it stands") {
  Chores chores;
  const auto refused = [&](json::object task, const char* pointer, const char* code) {
    task["list"] = chores.list;
    task["title"] = "x";
    chores.ann.post("/api/todo/tasks", task).expect(422).expect_field(pointer, code);
  };
  refused({{"repeat", "FREQ=DAILY"}}, "/repeat", "needs_due");
  refused({{"due", "2026-12-01"}, {"repeat", "FREQ=HOURLY"}}, "/repeat", "invalid");
  refused({{"due", "2026-12-01"}, {"repeat", "FREQ=SOMETIMES"}}, "/repeat", "bad_format");
}

TEST("todo: another due time begins the series anew") {
  Chores chores;
  const auto id = chores.add({{"due", "2026-12-01"}, {"repeat", "FREQ=MONTHLY"}});
  chores.ann.patch("/api/todo/tasks/" + id, {{"due", "2026-12-31"}}).expect(200);
  CHECK(chores.complete(id, "2026-12-31").expect(200).text("/due") == "2027-01-31");
}

}  // namespace stoa::todo
