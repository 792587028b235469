#include "apps/todo/app.h"
#include "kernel/testing/stoa.h"

namespace stoa::todo {
namespace {

using testing::Client;
using testing::Stoa;
namespace json = boost::json;

struct Reminded {
  Stoa stoa{app()};
  Client ann = stoa.user();
  std::string list = ann.post("/api/todo/lists", {{"title", "Home"}}).expect(201).text("/id");

  // A day or a time so far from now, by UTC.
  static std::string in(std::chrono::hours hours) { return to_string(wall_clock() + hours); }
  std::string add(std::string due, json::object more = {}) {
    more["list"] = list;
    more["title"] = "pay rent";
    more["due"] = due;
    return ann.post("/api/todo/tasks", more).expect(201).text("/id");
  }
  json::value remind(const std::string& task, int minutes) {
    return ann.post("/api/todo/reminders", {{"task", task}, {"minutes", minutes}})
        .expect(201)
        .json();
  }
  std::size_t mails_after(std::chrono::hours hours) {
    stoa.travel(hours);
    stoa.run_jobs();
    return stoa.postman().taken.size();
  }
  std::size_t notices() {
    return ann.get("/api/todo/me/notices").expect(200).at("/items").as_array().size();
  }
};

std::string day_of(const std::string& instant) { return instant.substr(0, 10); }

}  // namespace

TEST("todo: who asked for it is told once, by mail and in a list") {
  Reminded home;
  const auto task = home.add(Reminded::in(std::chrono::hours(50)));
  home.remind(task, 60);
  CHECK(home.mails_after(std::chrono::hours(48)) == 0);
  CHECK(home.mails_after(std::chrono::hours(2)) == 1);
  CHECK(home.mails_after(std::chrono::hours(100)) == 1);
  CHECK(home.stoa.postman().taken[0].said.subject == "pay rent");
  CHECK(home.notices() == 1);
  home.ann.post("/api/todo/reminders", {{"task", task}, {"minutes", 60}})
      .expect(409, "reminder_twice");
}

TEST("todo: a reminder follows its task, and is silent about what is done") {
  Reminded home;
  const auto moved = home.add(Reminded::in(std::chrono::hours(10)));
  const auto done = home.add(Reminded::in(std::chrono::hours(10)));
  home.remind(moved, 0);
  home.remind(done, 0);
  home.ann.patch("/api/todo/tasks/" + moved, {{"due", Reminded::in(std::chrono::hours(30))}})
      .expect(200);
  home.ann.post("/api/todo/tasks/" + done + "/complete").expect(200);
  CHECK(home.mails_after(std::chrono::hours(20)) == 0);
  CHECK(home.mails_after(std::chrono::hours(20)) == 1);
}

TEST("todo: what recurs reminds of each occurrence") {
  Reminded home;
  const std::string due = day_of(Reminded::in(std::chrono::hours(48)));
  const auto task = home.add(due, {{"repeat", "FREQ=DAILY"}});
  home.remind(task, 0);
  CHECK(home.mails_after(std::chrono::hours(72)) == 1);
  home.ann.post("/api/todo/tasks/" + task + "/complete", {{"occurrence", due}}).expect(200);
  CHECK(home.mails_after(std::chrono::hours(24)) == 2);
}

TEST("todo: of what is due on a day one hears in the morning, where one is") {
  Reminded home;
  home.ann.patch("/api/todo/me", {{"zone", "Asia/Tokyo"}, {"morning", "07:30"}}).expect(200);
  const std::string day = day_of(Reminded::in(std::chrono::hours(24 * 30)));
  const auto reminder = home.remind(home.add(day), 0);
  const auto fires = parse_timestamp(reminder.at("fires").as_string());
  REQUIRE(fires);
  CHECK(to_string(*fires + std::chrono::hours(9)) == day + "T07:30:00Z");
}

TEST("todo: reminders are one's own, and of tasks that one sees") {
  Reminded home;
  const auto task = home.add("2099-01-01");
  const auto id = home.remind(task, 0).at("id").as_string();
  const Client bob = home.stoa.user();
  bob.post("/api/todo/reminders", {{"task", task}}).expect(422, "unknown_task");
  bob.del("/api/todo/reminders/" + std::string(id)).expect(404);
  CHECK(bob.get("/api/todo/reminders").at("/items").as_array().empty());
  home.ann.del("/api/todo/reminders/" + std::string(id)).expect(204);
}

}  // namespace stoa::todo
