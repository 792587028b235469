// The CalDAV door, as far as it needs no program of others: tests/api/caldav.test.mjs has those.

#include "apps/todo/alarms.h"
#include "apps/todo/app.h"
#include "apps/todo/calendars.h"
#include "apps/todo/forgetting.h"
#include "kernel/testing/stoa.h"

namespace stoa::todo {
namespace {

using testing::Answer;
using testing::Client;
using testing::Stoa;

struct Calendars {
  Stoa stoa{app()};
  Client ann = stoa.user(), bob = stoa.user();

  std::string list(const char* title) {
    return ann.post("/api/todo/lists", {{"title", title}}).expect(201).text("/id");
  }
  static std::string at(const std::string& list, const std::string& name = "") {
    return "/dav/lists/" + list + "/" + name;
  }
  static std::string vtodo(const std::string& lines) {
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VTODO\r\nUID:1\r\nSUMMARY:Milk\r\n"
           "DUE:20301201T100000Z\r\n" +
           lines + "END:VTODO\r\nEND:VCALENDAR\r\n";
  }
  static Answer put(const Client& who, const std::string& path, const std::string& lines = "") {
    return who.send("PUT", path, vtodo(lines), {{"Content-Type", "text/calendar"}});
  }
  static std::string alarm(const std::string& trigger) {
    return "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER;RELATED=END:" + trigger +
           "\r\nEND:VALARM\r\n";
  }
  void share(const std::string& list, const Client& who) {
    stoa.database().write_now([&](store::Connection& connection) {
      Write tx(connection, {.now = wall_clock()});
      tx.insert(ListMember{.list = Id<TaskList>{*parse_uuid(list)},
                           .account = who.account(),
                           .role = Share::editor});
    });
  }
  template <class T>
  bool has(const Client& who) {
    bool found = false;
    stoa.database().read_now([&](store::Connection& connection) {
      found = Read(connection, wall_clock()).exists<T>("account = $1", who.account());
    });
    return found;
  }
};

bool contains(const Answer& answer, const std::string& text) {
  return answer.body().find(text) != std::string::npos;
}

}  // namespace

TEST("todo: alarms are each person's own, and reminders") {
  Calendars home;
  const auto list = home.list("Home"), path = Calendars::at(list, "1.ics");
  home.share(list, home.bob);
  CHECK(Calendars::put(home.ann, path, Calendars::alarm("-PT15M")).status() == 201);
  CHECK(contains(home.ann.get("/api/todo/reminders").expect(200), "\"minutes\":15"));
  CHECK_FALSE(contains(home.bob.get(path).expect(200), "VALARM"));
  CHECK(home.ann.get(path).header("ETag") != home.bob.get(path).header("ETag"));
  CHECK(Calendars::put(home.bob, path, Calendars::alarm("-PT1H")).status() == 204);
  CHECK(contains(home.ann.get(path).expect(200), "TRIGGER;RELATED=END:-PT15M"));
  // One that was made on the page is an alarm; one whose program forgets it is none any more.
  const auto task = home.ann.get("/api/todo/tasks").expect(200).text("/items/0/id");
  home.ann.post("/api/todo/reminders", {{"task", task}, {"minutes", 1440}}).expect(201);
  CHECK(contains(home.ann.get(path).expect(200), "TRIGGER;RELATED=END:-P1D"));
  CHECK(Calendars::put(home.ann, path).status() == 204);
  CHECK(home.ann.get("/api/todo/reminders").expect(200).at("/items").as_array().empty());
  CHECK(contains(home.bob.get("/api/todo/reminders").expect(200), "\"minutes\":60"));
}

TEST("todo: the name that a program gives a list is its maker's alone, until the list goes") {
  Calendars home;
  const auto work = Calendars::at("work");
  CHECK(home.ann.send("MKCALENDAR", work).status() == 201);
  CHECK(home.ann.send("MKCALENDAR", work).status() == 405);
  CHECK(home.bob.send("PROPFIND", work).status() == 404);
  CHECK(home.bob.send("MKCALENDAR", work).status() == 201);
  CHECK(Calendars::put(home.ann, work + "1.ics").status() == 201);
  CHECK(home.bob.get(work + "1.ics").status() == 404);
  CHECK(home.ann.send("DELETE", work).status() == 204);
  CHECK(home.ann.send("PROPFIND", work).status() == 404);
  CHECK(home.ann.send("MKCALENDAR", work).status() == 201);
  CHECK(home.ann.get(work + "1.ics").status() == 404);
  CHECK(home.ann.send("MKCALENDAR", work + "inner/").status() == 403);
}

TEST("todo: what left a list and came back is told as there, and once") {
  Calendars home;
  const auto list = home.list("Home"), other = home.list("Other");
  CHECK(Calendars::put(home.ann, Calendars::at(list, "1.ics")).status() == 201);
  const std::string path = "/api/todo/lists/" + list + "/changes?since=1";
  const auto task = home.ann.get("/api/todo/tasks").expect(200).text("/items/0/id");
  for (const auto& to : {other, list})
    home.ann.post("/api/todo/tasks/" + task + "/move", {{"list", to}}).expect(200);
  const auto changes = home.ann.get(path).expect(200);
  CHECK(changes.at("/removed").as_array().empty());
  CHECK(changes.at("/tasks").as_array().size() == 1);
  const auto synced =
      home.ann.send("REPORT", Calendars::at(list),
                    "<sync-collection xmlns=\"DAV:\"><sync-token>urn:stoa:todo:" + list +
                        ":1</sync-token><prop><getetag/></prop></sync-collection>");
  CHECK(synced.status() == 207);
  CHECK_FALSE(contains(synced, "404 Not Found"));
  CHECK(contains(synced, "/1.ics</D:href>"));
}

TEST("todo: a person who leaves takes their calendars and alarms along") {
  Calendars home;
  const auto list = home.list("Home");
  home.share(list, home.bob);
  CHECK(home.bob.send("MKCALENDAR", Calendars::at("mine")).status() == 201);
  CHECK(Calendars::put(home.bob, Calendars::at("mine", "1.ics")).status() == 201);
  CHECK(Calendars::put(home.bob, Calendars::at(list, "1.ics"), Calendars::alarm("PT5M")).status() ==
        201);
  CHECK(home.has<Calendar>(home.bob));
  CHECK(home.has<Alarms>(home.bob));
  home.stoa.database().write_now([&](store::Connection& connection) {
    Write tx(connection, {.now = wall_clock()});
    erase_person(tx, home.bob.account());
  });
  CHECK_FALSE(home.has<Calendar>(home.bob));
  CHECK_FALSE(home.has<Alarms>(home.bob));
  CHECK(home.ann.get(Calendars::at(list, "1.ics")).status() == 200);
}

}  // namespace stoa::todo
