#include "apps/todo/app.h"
#include "kernel/testing/stoa.h"

namespace stoa::todo {
namespace {

using testing::Answer;
using testing::Client;
using testing::Stoa;
namespace json = boost::json;

struct Desk {
  Stoa stoa{app()};
  Client ann = stoa.user();
  std::string list = ann.post("/api/todo/lists", {{"title", "Home"}, {"color", "#4466aa"}})
                         .expect(201)
                         .text("/id");

  std::string add(json::object task) {
    task["list"] = list;
    return ann.post("/api/todo/tasks", task).expect(201).text("/id");
  }
  Answer file(const std::string& id, const std::string& format) const {
    return ann.get("/api/todo/lists/" + id + "/file?format=" + format);
  }
  Answer import(const std::string& text, const std::string& query) const {
    return ann.send("POST", "/api/todo/lists/import?" + query, text,
                    {{"Content-Type", "application/octet-stream"}});
  }
  std::int64_t lists() const {
    return static_cast<std::int64_t>(ann.get("/api/todo/lists").at("/items").as_array().size());
  }
  json::value tasks(const std::string& of) const {
    return ann.get("/api/todo/tasks?list=" + of).expect(200).at("/items");
  }
};

}  // namespace

TEST("todo: a list as JSON is the same list again, with parts, history and reminders") {
  Desk desk;
  const auto whole = desk.add({{"title", "Party"},
                               {"notes", "two\nlines"},
                               {"priority", 3},
                               {"due", "2026-12-05T19:00:00[Europe/Amsterdam]"},
                               {"labels", {"friends", "für-mich"}}});
  const auto cake = desk.add({{"title", "Cake"}, {"parent", whole}});
  desk.ann.post("/api/todo/tasks/" + cake + "/complete").expect(200);
  const auto rent = desk.add({{"title", "Rent"},
                              {"start", "2026-11-30"},
                              {"due", "2026-12-01"},
                              {"repeat", "FREQ=MONTHLY;COUNT=5"}});
  desk.ann.post("/api/todo/tasks/" + rent + "/complete", {{"occurrence", "2026-12-01"}})
      .expect(200);
  desk.ann.post("/api/todo/tasks/" + rent + "/skip", {{"occurrence", "2027-01-01"}}).expect(200);
  desk.ann.post("/api/todo/reminders", {{"task", whole}, {"minutes", 30}}).expect(201);
  // A part that stands before its whole in the file.
  desk.ann.post("/api/todo/tasks/" + cake + "/move", {{"parent", whole}, {"before", whole}})
      .expect(200);

  const auto first = desk.file(desk.list, "json").expect(200);
  CHECK(first.header("Content-Disposition") == "attachment; filename=\"Home.json\"");
  const auto report = desk.import(first.body(), "format=json").expect(200);
  CHECK(report.at("/tasks").as_int64() == 3);
  CHECK(report.at("/completions").as_int64() == 2);
  CHECK(report.at("/reminders").as_int64() == 1);
  const std::string again = report.text("/list");
  CHECK(again != desk.list);
  CHECK(desk.file(again, "json").expect(200).body() == first.body());

  // The series goes on where it stood: of five three are left.
  const std::string twin = desk.tasks(again).as_array()[2].at("id").as_string().c_str();
  for (const char* day : {"2027-02-01", "2027-03-01", "2027-04-01"})
    desk.ann.post("/api/todo/tasks/" + twin + "/complete", {{"occurrence", day}}).expect(200);
  CHECK(desk.ann.get("/api/todo/tasks/" + twin).text("/status") == "completed");
}

TEST("todo: a list as CSV keeps all but history, reminders and the count of a series") {
  Desk desk;
  const auto whole = desk.add({{"title", "Party, the \"big\" one"},
                               {"notes", "two\nlines"},
                               {"due", "2026-12-05T19:00:00"},
                               {"priority", 3},
                               {"labels", {"friends", "home"}}});
  desk.add({{"title", "Later"}});
  desk.add({{"title", "=Cake"}, {"parent", whole}});
  const auto table = desk.file(desk.list, "csv").expect(200).body();
  CHECK(table.starts_with(
      "title,notes,priority,start,due,repeat,repeat_from,labels,level,status,percent,completed\r\n"
      "\"Party, the \"\"big\"\" one\",\"two\nlines\",3,,2026-12-05T19:00:00,,due,"));
  const auto report = desk.import(table, "format=csv&title=Copy").expect(200);
  CHECK(report.at("/not_understood").as_array().empty());
  CHECK(desk.file(report.text("/list"), "csv").expect(200).body() == table);
  CHECK(desk.ann.get("/api/todo/lists/" + report.text("/list")).text("/title") == "Copy");
}

TEST("todo: of a table what means nothing is told, and left out of its task") {
  Desk desk;
  const auto report = desk.import(
      "title;due;Urgency;priority;labels;repeat\n"
      "Milk;2026-12-01;very;2;shop;\n"
      "Bread;soon;;12;two words;FREQ=DAILY\n"
      ";2026-12-01;;;;\n",
      "format=csv&list=" + desk.list);
  report.expect(200);
  CHECK(report.at("/tasks").as_int64() == 2);
  std::string told;
  const auto untold = report.at("/not_understood");
  for (const auto& one : untold.as_array())
    told +=
        std::to_string(one.at("line").as_int64()) + " " + one.at("text").as_string().c_str() + "|";
  CHECK(told == "1 Urgency|3 soon|3 12|3 two words|3 FREQ=DAILY|4 |");
  const auto tasks = desk.tasks(desk.list);
  CHECK(tasks.at(0).at("priority").as_int64() == 2);
  CHECK(tasks.at(1).at("due").is_null());
  CHECK(tasks.at(1).at("repeat").is_null());
}

TEST("todo: todo.txt comes in as its lines say, and goes out so") {
  Desk desk;
  const auto report = desk.import(
      "(A) 2026-11-01 Call mum +family @phone due:2026-12-24 rec:+1y\n"
      "\n"
      "x 2026-11-20 2026-11-18 Pay the bill @money\r\n"
      "2026-11-02 Water plants rec:3d due:2026-12-01 t:2026-12-03 pri:high\n",
      "format=todo_txt&title=Mine");
  report.expect(200);
  const std::string list = report.text("/list");
  CHECK(desk.file(list, "todo_txt").expect(200).body() ==
        "(A) 2026-11-01 Call mum @phone @family due:2026-12-24 rec:+1y\n"
        "x 2026-11-20 2026-11-18 Pay the bill @money\n"
        "2026-11-02 due:2026-12-01 rec:3d Water plants pri:high\n");
  CHECK(report.at("/not_understood").as_array().size() == 2);
  CHECK(report.text("/not_understood/0/text") == "pri:high");
  CHECK(report.at("/not_understood/1/line").as_int64() == 4);
  CHECK(desk.tasks(list).at(2).at("repeat_from").as_string() == "completion");
}

TEST("todo: a file comes in whole or not at all") {
  Desk desk;
  const std::string good = R"({"title": "T", "color": null, "tasks": [{"title": "a", "uid": "1"},)";
  const auto refused = [&](const std::string& rest, const char* pointer, const char* code) {
    desk.import(good + rest + "]}", "format=json").expect_field(pointer, code);
  };
  refused(R"({"title": ""})", "/tasks/1/title", "too_short");
  refused(R"({"title": "b", "uid": "1"})", "/tasks/1/uid", "twice");
  refused(R"({"title": "b", "parent": "2"})", "/tasks/1/parent", "unknown");
  refused(R"({"title": "b", "uid": "2", "parent": "2"})", "/tasks/1/parent", "too_deep");
  refused(R"({"title": "b", "repeat": "FREQ=DAILY"})", "/tasks/1/repeat", "needs_due");
  refused(R"({"title": "b", "labels": ["a b"]})", "/tasks/1/labels/0", "not_a_word");
  refused(R"({"title": "b", "reminders": [5, 5]})", "/tasks/1/reminders", "twice");
  refused(R"({"title": "b", "history": [{"occurrence": "2026-12-01", "outcome": "done",
              "series_start": "2026-12-01", "repeat": "FREQ=DAILY;UNTIL=20270101T000000Z"}]})",
          "/tasks/1/history/0/repeat", "invalid");
  desk.import("\xff", "format=todo_txt").expect_field("/file", "invalid_unicode");
  desk.import("{", "format=json").expect(400, "malformed_json");
  desk.import("a,b\n", "format=csv").expect_field("/file", "malformed");
  desk.import("Milk\n", "format=todo_txt&check=true").expect(200);
  CHECK(desk.lists() == 1);
}

TEST("todo: a file goes into lists that one may write, and out of those that one may read") {
  Desk desk;
  const auto stranger = desk.stoa.user();
  stranger.get("/api/todo/lists/" + desk.list + "/file").expect(404, "task_list_not_found");
  stranger
      .send("POST", "/api/todo/lists/import?format=todo_txt&list=" + desk.list, "Milk\n",
            {{"Content-Type", "application/octet-stream"}})
      .expect(422, "unknown_list");
  desk.add({{"title", "Milk"}});
  const auto file = desk.file(desk.list, "json").body();
  desk.import(file, "format=json&list=" + desk.list).expect(200);
  const auto tasks = desk.tasks(desk.list);
  REQUIRE(tasks.as_array().size() == 2);
  CHECK(tasks.at(0).at("uid") != tasks.at(1).at("uid"));
}

}  // namespace stoa::todo
