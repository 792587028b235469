#include "apps/todo/app.h"
#include "formats/icalendar.h"
#include "kernel/testing/stoa.h"

namespace stoa::todo {
namespace {

using testing::Client;
using testing::Stoa;
namespace json = boost::json;

struct Subscribed {
  Stoa stoa{app()};
  Client ann = stoa.user();
  std::string list = ann.post("/api/todo/lists", {{"title", "Home"}}).expect(201).text("/id");
  std::string path = ann.post("/api/todo/feeds", {{"list", list}}).expect(201).text("/path");

  std::string add(json::object task) {
    task["list"] = list;
    return ann.post("/api/todo/tasks", task).expect(201).text("/id");
  }
  formats::IcalComponent calendar(const std::string& at) {
    const auto answer = stoa.nobody().get(at).expect(200);
    CHECK(answer.header("Content-Type") == "text/calendar; charset=utf-8");
    return formats::parse_icalendar(answer.body()).at(0);
  }
  std::string events() { return path.substr(0, path.size() - 4) + "/events.ics"; }
};

std::string value(const formats::IcalComponent& component, const char* name) {
  const auto* property = component.find(name);
  return property ? property->value : "";
}

}  // namespace

TEST("todo: a calendar program reads a list at an address that is the secret") {
  Subscribed home;
  const auto whole = home.add({{"title", "Party; with cake, and\nmusic"},
                               {"due", "2026-12-05T20:00:00[Europe/Amsterdam]"},
                               {"priority", 1},
                               {"labels", {"fun", "home"}}});
  home.add({{"title", "Cake"}, {"parent", whole}});
  home.add({{"title", "Rent"}, {"due", "2026-12-01"}, {"repeat", "FREQ=MONTHLY"}});
  const auto calendar = home.calendar(home.path);
  CHECK(value(calendar, "NAME") == "Home");
  REQUIRE(calendar.components.size() == 4);
  CHECK(calendar.components[0].name == "VTIMEZONE");
  const auto& party = calendar.components[1];
  CHECK(value(party, "SUMMARY") == "Party\\; with cake\\, and\\nmusic");
  CHECK(value(party, "DUE") == "20261205T200000");
  CHECK(party.find("DUE")->parameter("TZID") == "Europe/Amsterdam");
  CHECK(value(party, "PRIORITY") == "1");
  CHECK(value(party, "CATEGORIES") == "fun,home");
  CHECK(value(calendar.components[2], "RELATED-TO") == value(party, "UID"));
  CHECK(value(calendar.components[3], "RRULE") == "FREQ=MONTHLY");
  CHECK(value(calendar.components[3], "DTSTART") == "20261201");
}

TEST("todo: what is due is an event for programs that show no tasks, until it is done") {
  Subscribed home;
  home.add({{"title", "whenever"}});
  const auto id = home.add({{"title", "Rent"}, {"due", "2026-12-01"}});
  auto events = home.calendar(home.events());
  REQUIRE(events.components.size() == 1);
  CHECK(events.components[0].name == "VEVENT");
  CHECK(value(events.components[0], "DTSTART") == "20261201");
  home.ann.post("/api/todo/tasks/" + id + "/complete").expect(200);
  CHECK(home.calendar(home.events()).components.empty());
}

TEST("todo: an address is good as long as its maker wants it, and shares the list") {
  Subscribed home;
  home.stoa.nobody().get("/ics/" + std::string(43, 'a') + ".ics").expect(404);
  home.stoa.nobody().get("/ics/x.ics").expect(404);
  home.stoa.nobody().get("/ics/").expect(404);
  const auto kept = home.ann.get("/api/todo/feeds").expect(200);
  CHECK(kept.body().find(home.path.substr(5, 43)) == std::string::npos);
  home.ann.del("/api/todo/lists/" + home.list).expect(204);
  home.stoa.nobody().get(home.path).expect(404);
  home.ann.post("/api/todo/lists/" + home.list + "/restore").expect(200);
  home.stoa.nobody().get(home.path).expect(200);
  home.ann.del("/api/todo/feeds/" + kept.text("/items/0/id")).expect(204);
  home.stoa.nobody().get(home.path).expect(404);
}

}  // namespace stoa::todo
