#include "apps/todo/vtodo.h"

#include <doctest/doctest.h>

#include <random>

#include "apps/todo/dav_problems.h"

namespace stoa::todo {
namespace {

const std::string written_vtodo =
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VTODO\r\nUID:1\r\nSUMMARY:Water\\, all plants\r\n"
    "DTSTART;TZID=Europe/Amsterdam:20261204T090000\r\nDUE;TZID=Europe/Amsterdam:20261204T100000\r\n"
    "RRULE:FREQ=WEEKLY;BYDAY=FR;COUNT=4\r\nEXDATE;TZID=Europe/Amsterdam:20261211T090000\r\n"
    "PRIORITY:1\r\nCATEGORIES:home,far away\r\nX-ODD;A=b:c\r\nRELATED-TO;RELTYPE=PARENT:2\r\n"
    "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\nEND:VTODO\r\n"
    "BEGIN:VTODO\r\nUID:1\r\nRECURRENCE-ID;TZID=Europe/Amsterdam:20261218T090000\r\n"
    "STATUS:COMPLETED\r\nEND:VTODO\r\nEND:VCALENDAR\r\n";

const Timestamp noon = *parse_timestamp("2026-12-01T12:00:00Z");

std::string with_line(const std::string& line) {
  std::string text = written_vtodo;
  return text.insert(text.find("SUMMARY"), line + "\r\n");
}

std::string code_of(const std::string& text) {
  try {
    written_task(parse_object(text), nullptr, noon);
    return "";
  } catch (const Refusal& refusal) {
    CHECK(refusal.problem.status == 403);
    return std::string(refusal.problem.code);
  } catch (const Problem& problem) {
    CHECK(problem.status == 403);
    return std::string(problem.code);
  }
}

// As it would be read after it was stored.
TaskObject stored_object(const WrittenTask& written) {
  TaskObject object{{written.task, Resource{.kept = written.kept}}, written.whole, written.alarms};
  object.named.task.updated.micros = noon.micros;
  return object;
}

}  // namespace

TEST_CASE("todo: a VTODO is a task, and what no field has is kept") {
  const auto written = written_task(parse_object(written_vtodo), nullptr, noon);
  const Task& task = written.task;
  CHECK(task.uid == "1");
  CHECK(task.title == "Water, all plants");
  CHECK(task.due == When("2026-12-04T10:00:00[Europe/Amsterdam]"));
  CHECK(task.start == When("2026-12-04T09:00:00[Europe/Amsterdam]"));
  CHECK(task.repeat == Rule("FREQ=WEEKLY;COUNT=4;BYDAY=FR"));
  CHECK(task.labels == List<Label, 0, 20>{Label("home")});
  CHECK(written.whole == "2");
  CHECK(written.alarms.size() == 1);
  const auto calendar = calendar_of(stored_object(written));
  const std::string text = formats::to_icalendar(calendar);
  for (const char* line :
       {"X-ODD;A=b:c", "CATEGORIES:far away", "RELATED-TO:2", "TRIGGER:-PT15M",
        "DTSTART;TZID=Europe/Amsterdam:20261204T090000", "BYDAY=FR",
        "RECURRENCE-ID;TZID=Europe/Amsterdam:20261218T090000", "TZID:Europe/Amsterdam"})
    CHECK_MESSAGE(text.find(line) != std::string::npos, line, "\n", text);
}

TEST_CASE(
    "todo: what a program sends back as it got it changes nothing, also what a VTODO cannot say") {
  Task before = written_task(parse_object(written_vtodo), nullptr, noon).task;
  before.start = When("2026-12-02T09:00:00[Europe/Amsterdam]");  // of another weekday than its rule
  before.series_start = When("2026-11-06T10:00:00[Europe/Amsterdam]");
  before.updated.micros = noon.micros;
  const TaskObject object{{before, std::nullopt}};
  const auto sent = parse_object(formats::to_icalendar(calendar_of(object)));
  const Task after = written_task(sent, &before, noon).task;
  CHECK(to_json(after) == to_json(before));
}

TEST_CASE("todo: a VTODO that is none has a precondition that says so") {
  CHECK(code_of(written_vtodo) == "");
  CHECK(code_of("BEGIN:VCALENDAR") == dav::valid_calendar_data.code);
  CHECK(code_of("") == dav::valid_calendar_data.code);
  CHECK(code_of(written_vtodo + written_vtodo) == dav::valid_calendar_data.code);
  CHECK(code_of(with_line("DUE:soon")) == dav::valid_calendar_object.code);
  CHECK(code_of("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n") ==
        dav::supported_component.code);
  CHECK(code_of("BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n") ==
        dav::valid_calendar_object.code);
  std::string other = written_vtodo;
  other.replace(other.rfind("UID:1"), 5, "UID:2");
  CHECK(code_of(other) == dav::valid_calendar_object.code);
  CHECK(code_of(std::string(longest_vtodo + 1, 'x')) == dav::max_resource_size.code);
  std::string dates = "EXDATE:20261211T090000Z";
  for (std::size_t i = 0; i < most_ahead; ++i) dates += ",20261211T090000Z";
  CHECK(code_of(with_line(dates)) == dav::valid_calendar_object.code);
}

TEST_CASE(
    "todo: a VTODO with bytes that are not as they should be is refused or read, never more") {
  std::mt19937 random(20261201);
  const std::string_view bits = "\r\n:;,=\"\\TZ0129PFREQ";
  int read = 0;
  for (int round = 0; round < 3'000; ++round) {
    std::string text = written_vtodo;
    for (auto changes = 1 + random() % 4; changes > 0; --changes) {
      const auto at = random() % text.size();
      if (random() % 3 == 0) {
        text.erase(at, 1 + random() % 12);
      } else {
        text[at] = bits[random() % bits.size()];
      }
    }
    try {
      const auto written = written_task(parse_object(text), nullptr, noon);
      const auto calendar = calendar_of(stored_object(written));
      const auto again = formats::parse_icalendar(formats::to_icalendar(calendar));
      CHECK(again.size() == 1);
      ++read;
    } catch (const Refusal& refusal) {
      CHECK(refusal.problem.status == 403);
    } catch (const Problem& problem) {
      CHECK(problem.status == 403);
    }
  }
  CHECK(read > 100);
}

}  // namespace stoa::todo
