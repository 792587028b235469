#include "apps/todo/app.h"
#include "kernel/testing/stoa.h"

namespace stoa::todo {
namespace {

using testing::Client;
using testing::Stoa;
namespace json = boost::json;

struct Home {
  Stoa stoa{app()};
  Client ann = stoa.user();
  std::string list = new_list(ann, "Home");

  static std::string new_list(const Client& who, std::string title) {
    return who.post("/api/todo/lists", {{"title", title}}).expect(201).text("/id");
  }
  std::string add(json::object task) {
    if (!task.contains("list")) task["list"] = list;
    return ann.post("/api/todo/tasks", task).expect(201).text("/id");
  }
  std::string titles(const std::string& query = "") {
    std::string all;
    const auto page = ann.get("/api/todo/tasks?" + query).expect(200);
    const json::value items = page.at("/items");
    for (const json::value& task : items.as_array())
      all += std::string(task.at("title").as_string()) + " ";
    return all;
  }
};

std::string at(const std::string& id) { return "/api/todo/tasks/" + id; }

}  // namespace

TEST(
    "todo: a task is due on a day, at a time of a place, or at an instant, and lists know its "
    "day") {
  Home home;
  home.add({{"title", "late"}, {"due", "2026-12-01T23:30:00[America/New_York]"}});
  home.add({{"title", "day"}, {"due", "2026-12-01"}});
  home.add({{"title", "early"}, {"due", "2026-12-01T08:00:00Z"}});
  home.add({{"title", "whenever"}});
  CHECK(home.titles("filter=due_date=\"2026-12-01\"&sort=due_at") == "early day late ");
  home.ann.post("/api/todo/tasks", {{"list", home.list}, {"title", "x"}, {"due", "2026-13-45"}})
      .expect_field("/due", "bad_format");
  home.ann
      .post("/api/todo/tasks",
            {{"list", home.list}, {"title", "x"}, {"due", "2026-12-01"}, {"start", "2026-12-03"}})
      .expect_field("/start", "after_due");
}

TEST("todo: tasks are found by priority, status, label and day") {
  Home home;
  home.add({{"title", "taxes"}, {"priority", 1}, {"labels", {"money", "für-mich"}}});
  const auto rent = home.add({{"title", "rent"}, {"priority", 5}, {"labels", {"money"}}});
  home.add({{"title", "read"}});
  CHECK(home.titles("filter=priority<=3") == "taxes ");
  CHECK(home.titles("sort=-title") == "taxes rent read ");
  CHECK(home.titles("label=money") == "taxes rent ");
  CHECK(home.titles("label=f%C3%BCr-mich") == "taxes ");
  CHECK(home.titles("label=mone_") == "");
  CHECK(home.titles("label=one") == "");
  home.ann.post(at(rent) + "/complete").expect(200);
  CHECK(home.titles("open=true") == "taxes read ");
  CHECK(home.titles("open=false") == "rent ");
  home.ann
      .post("/api/todo/tasks",
            {{"list", home.list}, {"title", "x"}, {"labels", {"good", "two words"}}})
      .expect_field("/labels/1", "not_a_word");
}

TEST("todo: tasks are found by words of their titles and notes, by those who may read them") {
  Home home;
  const auto fence = home.add({{"title", "Paint the fence"}, {"notes", "Grün, like the Café's"}});
  home.add({{"title", "Call the painter"}});
  const auto other = home.add({{"title", "Milk"}});
  CHECK(home.titles("search=paint") == "Paint the fence Call the painter ");
  CHECK(home.titles("search=the+FENCE") == "Paint the fence ");
  CHECK(home.titles("search=cafe") == "Paint the fence ");
  CHECK(home.titles("search=encepaint") == "");
  CHECK(home.titles("search=%22(*") == "");
  home.ann.patch(at(other), {{"title", "Fence posts"}}).expect(200);
  CHECK(home.titles("search=fence") == "Paint the fence Fence posts ");
  CHECK(home.titles("search=milk") == "");
  home.ann.del(at(fence)).expect(204);
  CHECK(home.titles("search=fence") == "Fence posts ");
  CHECK(home.titles("search=fence&removed=true") == "Paint the fence ");
  CHECK(home.stoa.user()
            .get("/api/todo/tasks?search=fence")
            .expect(200)
            .at("/items")
            .as_array()
            .empty());
  home.stoa.travel(std::chrono::days(31));
  home.stoa.run_jobs();
  CHECK(home.titles("search=fence&removed=true") == "");
}

TEST("todo: with a whole its open parts are done, and each is reopened by itself") {
  Home home;
  const auto whole = home.add({{"title", "party"}});
  const auto cake = home.add({{"title", "cake"}, {"parent", whole}});
  home.add({{"title", "flour"}, {"parent", cake}});
  const auto band = home.add({{"title", "band"}, {"parent", whole}});
  home.add(
      {{"title", "practise"}, {"parent", whole}, {"due", "2026-12-01"}, {"repeat", "FREQ=DAILY"}});
  home.ann.post(at(band) + "/skip").expect(200);
  const auto done = home.ann.post(at(whole) + "/complete").expect(200).text("/completed");
  CHECK(home.titles("open=true") == "practise ");
  CHECK(home.ann.get(at(cake)).text("/completed") == done);
  CHECK(home.ann.get(at(band)).text("/status") == "cancelled");
  home.ann.post(at(whole) + "/reopen").expect(200);
  CHECK(home.titles("open=true") == "party practise ");
  home.ann.post(at(cake) + "/reopen").expect(200);
  CHECK(home.titles("open=true") == "party cake practise ");
}

TEST("todo: what is completed has a time and is done entirely; reopened it has neither") {
  Home home;
  const auto id = home.add({{"title", "milk"}});
  auto done = home.ann.post(at(id) + "/complete").expect(200);
  CHECK(done.text("/status") == "completed");
  CHECK(done.at("/percent").as_int64() == 100);
  const auto version = done.at("/version");
  CHECK(home.ann.post(at(id) + "/complete").expect(200).at("/version") == version);
  auto again = home.ann.post(at(id) + "/reopen").expect(200);
  CHECK(again.text("/status") == "needs_action");
  CHECK(again.at("/completed").is_null());
  CHECK(again.at("/percent").as_int64() == 0);
  done = home.ann.patch(at(id), {{"status", "completed"}}).expect(200);
  CHECK(done.at("/completed").is_string());
  CHECK(home.ann.patch(at(id), {{"status", "in_process"}, {"percent", 40}})
            .expect(200)
            .at("/percent")
            .as_int64() == 40);
}

TEST("todo: a task is a part of another, and neither of itself nor of its parts") {
  Home home;
  const auto whole = home.add({{"title", "party"}});
  const auto part = home.add({{"title", "cake"}, {"parent", whole}});
  const auto crumb = home.add({{"title", "flour"}, {"parent", part}});
  const auto under = [&](const std::string& id, const std::string& parent) {
    return home.ann.post(at(id) + "/move", {{"parent", parent}});
  };
  under(whole, whole).expect(422, "parent_below");
  under(whole, crumb).expect(422, "parent_below");
  under(part, crumb).expect(422, "parent_below");
  const auto other = Home::new_list(home.ann, "Elsewhere");
  home.ann.post("/api/todo/tasks", {{"list", other}, {"title", "x"}, {"parent", whole}})
      .expect(422, "unknown_task");
  std::string deep = crumb;
  for (int level = 4; level <= 11; ++level)
    deep = home.add({{"title", std::to_string(level)}, {"parent", deep}});
  home.ann.post("/api/todo/tasks", {{"list", home.list}, {"title", "x"}, {"parent", deep}})
      .expect(422, "parts_too_deep");
}

TEST("todo: removing a task removes its parts, restoring it brings those back, and no others") {
  Home home;
  const auto whole = home.add({{"title", "party"}});
  const auto cake = home.add({{"title", "cake"}, {"parent", whole}});
  const auto band = home.add({{"title", "band"}, {"parent", whole}});
  home.ann.del(at(band)).expect(204);
  home.ann.del(at(whole)).expect(204);
  home.ann.del(at(whole)).expect(204);
  home.ann.get(at(cake)).expect(404);
  CHECK(home.titles() == "");
  CHECK(home.titles("removed=true") == "party cake band ");
  home.ann.post(at(whole) + "/restore").expect(200);
  CHECK(home.titles() == "party cake ");
  home.ann.post(at(band) + "/restore").expect(200);
  CHECK(home.titles() == "party cake band ");
}

TEST("todo: tasks stand where they were put") {
  Home home;
  const auto a = home.add({{"title", "a"}}), b = home.add({{"title", "b"}}),
             c = home.add({{"title", "c"}});
  home.ann.post(at(c) + "/move", {{"before", a}}).expect(200);
  CHECK(home.titles() == "c a b ");
  home.ann.post(at(c) + "/move", {{"before", c}}).expect(200);
  home.ann.post(at(a) + "/move").expect(200);
  CHECK(home.titles() == "c b a ");
  for (int i = 0; i < 100; ++i) {
    home.ann.post(at(i % 2 ? a : c) + "/move", {{"before", b}}).expect(200);
  }
  CHECK(home.titles() == "c a b ");
}

TEST("todo: a task goes to another list with its parts, and a copy of the first is told") {
  Home home;
  const auto whole = home.add({{"title", "party"}});
  home.add({{"title", "cake"}, {"parent", whole}});
  const auto other = Home::new_list(home.ann, "Elsewhere");
  const auto before =
      home.ann.get("/api/todo/lists/" + home.list + "/changes").expect(200).at("/sequence");
  home.ann.post(at(whole) + "/move", {{"list", other}}).expect(200);
  CHECK(home.titles("list=" + home.list) == "");
  CHECK(home.titles("list=" + other) == "party cake ");
  const auto since = std::to_string(before.as_int64());
  const auto changes =
      home.ann.get("/api/todo/lists/" + home.list + "/changes?since=" + since).expect(200);
  CHECK(changes.at("/removed").as_array().size() == 2);
  CHECK(changes.at("/tasks").as_array().empty());
}

TEST("todo: a task is added as one types it, by the clocks of whoever does") {
  Home home;
  home.ann.patch("/api/todo/me", {{"zone", "Europe/Amsterdam"}}).expect(200);
  const auto typed = [&](const char* text) {
    return home.ann.post("/api/todo/typed-tasks", {{"list", home.list}, {"text", text}})
        .expect(201);
  };
  const auto rent = typed("Pay rent every 1st 9am !high #home");
  CHECK(rent.text("/title") == "Pay rent");
  CHECK(rent.text("/repeat") == "FREQ=MONTHLY;BYMONTHDAY=1");
  CHECK(rent.text("/due").substr(8) == "01T09:00:00[Europe/Amsterdam]");
  CHECK(rent.at("/priority").as_int64() == 1);
  CHECK(rent.text("/labels/0") == "home");
  CHECK(typed("milk").at("/due").is_null());
  const auto today = [&](const char* text) {
    return home.ann
        .post("/api/todo/typed-tasks", {{"list", home.list}, {"text", text}, {"due", "2026-12-01"}})
        .expect(201)
        .text("/due");
  };
  CHECK(today("milk") == "2026-12-01");
  CHECK(today("milk on 2030-02-03") == "2030-02-03");
  CHECK(typed("water plants every! 3 days").text("/repeat_from") == "completion");
}

}  // namespace stoa::todo
