// Cron expressions against an oracle that goes from minute to minute by the clocks of libc.

#include "kernel/jobs/cron.h"

#include <time.h>

#include <bitset>
#include <cstdlib>
#include <random>

#include "kernel/testing/test.h"

namespace stoa::jobs {
namespace {

std::string next(const std::string& expression, const std::string& zone, const char* after) {
  return to_string(next_after(parse_cron(expression), zone, *parse_timestamp(after)));
}

std::string complaint(const std::string& expression) {
  try {
    parse_cron(expression);
    return "";
  } catch (const CronError& error) {
    return error.what();
  }
}

// ---- the oracle: shares nothing with cron.cpp but the meaning -----------------------------------

struct Field {
  Field(int least, int most, std::string said) : text(std::move(said)) {
    for (std::size_t at = 0; at <= text.size();) {
      const auto comma = std::min(text.find(',', at), text.size());
      int first = least, last = most, step = 1;
      const std::string item = text.substr(at, comma - at);
      if (item[0] == '*') {
        std::sscanf(item.c_str(), "*/%d", &step);
      } else if (std::sscanf(item.c_str(), "%d-%d/%d", &first, &last, &step) < 2) {
        last = first;
      }
      for (int v = first; v <= last; v += step) values.set(static_cast<std::size_t>(v));
      at = comma + 1;
    }
  }
  bool wild() const { return text.front() == '*'; }
  bool has(int value) const { return values[static_cast<std::size_t>(value)]; }

  std::string text;
  std::bitset<60> values;
};

struct Oracle {
  Field fields[5];

  bool matches(const tm& t) const {
    const bool weekday = fields[4].has(t.tm_wday) || (t.tm_wday == 0 && fields[4].has(7));
    const bool day = fields[2].has(t.tm_mday);
    const bool either = !fields[2].wild() && !fields[4].wild();
    return fields[0].has(t.tm_min) && fields[1].has(t.tm_hour) && fields[3].has(t.tm_mon + 1) &&
           (either ? day || weekday : day && weekday);
  }
  bool fixed() const { return !fields[0].wild() && !fields[1].wild(); }

  // As Debian's cron walks: minute by minute, and what it does when the clock jumps meanwhile.
  // 0 when there is none before `end`.
  time_t next_after(time_t after, time_t end) const {
    time_t minute = after / 60 * 60;
    tm now{};
    localtime_r(&minute, &now);
    for (minute += 60; minute < end; minute += 60) {
      const tm before = now;
      localtime_r(&minute, &now);
      const long jump = now.tm_gmtoff - before.tm_gmtoff;
      if (fixed() && jump > 0 && jump < 3 * 3600) {
        for (long skipped = 0; skipped < jump; skipped += 60) {
          time_t by_clock = minute + before.tm_gmtoff + skipped;
          tm t{};
          gmtime_r(&by_clock, &t);
          if (matches(t)) return minute;
        }
      }
      if (matches(now) && !(fixed() && came_before(minute, now))) return minute;
    }
    return 0;
  }
  // Whether the clock showed the same within the last three hours already.
  static bool came_before(time_t minute, const tm& now) {
    for (time_t earlier = minute - 60; earlier > minute - 3 * 3600; earlier -= 60) {
      tm t{};
      localtime_r(&earlier, &t);
      if (t.tm_min == now.tm_min && t.tm_hour == now.tm_hour && t.tm_mday == now.tm_mday)
        return true;
    }
    return false;
  }
};

class Generator {
 public:
  int number(int least, int most) {
    return std::uniform_int_distribution<int>(least, most)(random_);
  }
  std::string item(int least, int most) {
    const int a = number(least, most), b = number(least, most);
    switch (number(0, 3)) {
      case 0:
        return "*/" + std::to_string(number(1, most));
      case 1:
        return std::to_string(std::min(a, b)) + "-" + std::to_string(std::max(a, b));
      case 2:
        return std::to_string(std::min(a, b)) + "-" + std::to_string(std::max(a, b)) + "/" +
               std::to_string(number(1, 7));
      default:
        return std::to_string(a);
    }
  }
  Field field(int least, int most, int how_often_any) {
    if (number(0, 9) < how_often_any) return {least, most, "*"};
    std::string text = item(least, most);
    while (number(0, 3) == 0) text += "," + item(least, most);
    return {least, most, text};
  }

 private:
  std::mt19937 random_{20260707};
};

class ZoneOfLibc {
 public:
  explicit ZoneOfLibc(const char* name) {
    if (const char* was = std::getenv("TZ")) was_ = was;
    setenv("TZ", name, 1);
    tzset();
  }
  ~ZoneOfLibc() {
    was_.empty() ? unsetenv("TZ") : setenv("TZ", was_.c_str(), 1);
    tzset();
  }

 private:
  std::string was_;
};

}  // namespace

TEST("jobs: a cron expression is what an oracle says, in zones whose clocks change") {
  struct Place {
    const char *zone, *around;  // begin shortly before a change of the clocks
  };
  const Place places[] = {{"UTC", "2026-02-27T00:00:00Z"},
                          {"Europe/Amsterdam", "2026-03-28T20:00:00Z"},
                          {"Europe/Amsterdam", "2026-10-24T20:00:00Z"},
                          {"America/New_York", "2027-03-14T00:00:00Z"},
                          {"America/New_York", "2026-11-01T00:00:00Z"},
                          {"Australia/Lord_Howe", "2026-04-04T10:00:00Z"},
                          {"Australia/Lord_Howe", "2026-10-03T10:00:00Z"},
                          {"Asia/Kathmandu", "2026-12-30T00:00:00Z"},
                          {"America/Santiago", "2026-04-04T20:00:00Z"},
                          {"America/Santiago", "2026-09-05T20:00:00Z"},
                          {"Pacific/Apia", "2011-12-29T00:00:00Z"}};
  Generator make;
  for (const Place& place : places) {
    ZoneOfLibc zone(place.zone);
    const time_t around = parse_timestamp(place.around)->micros / 1000000;
    for (int i = 0; i < 500; ++i) {
      const Oracle oracle{{make.field(0, 59, 2), make.field(0, 23, 2), make.field(1, 31, 7),
                           make.field(1, 12, 9), make.field(0, 7, 7)}};
      std::string text;
      for (const Field& field : oracle.fields) text += (text.empty() ? "" : " ") + field.text;
      const time_t after = around + make.number(0, 12 * 3600), end = after + 4 * 86400;
      const time_t expected = oracle.next_after(after, end);
      std::int64_t found = end;
      try {
        found = next_after(parse_cron(text), place.zone, {after * 1000000}).micros / 1000000;
      } catch (const CronError&) {  // never happens
      }
      INFO(text << " in " << place.zone << " after " << after);
      if (expected) {
        REQUIRE(found == expected);
      } else {
        REQUIRE(found >= end);
      }
    }
  }
}

TEST("jobs: a cron expression is followed by the clocks of its place") {
  CHECK(next("0 9 * * 1-5", "Europe/Amsterdam", "2026-07-10T07:00:00Z") == "2026-07-13T07:00:00Z");
  CHECK(next("0 9 * * MON-FRI", "UTC", "2026-07-10T07:00:00Z") == "2026-07-10T09:00:00Z");
  CHECK(next("0 0 29 2 *", "UTC", "2026-01-01T00:00:00Z") == "2028-02-29T00:00:00Z");
  CHECK(next("0 0 13 * fri", "UTC", "2026-07-01T00:00:00Z") == "2026-07-03T00:00:00Z");
  CHECK(next("@daily", "Asia/Kathmandu", "2026-07-01T00:00:00Z") == "2026-07-01T18:15:00Z");
  CHECK(next("*/15 * * * *", "UTC", "2026-07-01T00:15:00Z") == "2026-07-01T00:30:00Z");
  CHECK(next("0 0 * jan,JUL sun,7", "UTC", "2026-07-01T00:00:00Z") == "2026-07-05T00:00:00Z");
}

TEST("jobs: a time that the clocks skip runs as they change, one that comes twice runs once") {
  const char* spring = "2026-03-29T00:00:00Z";  // at 01:00Z the clocks go from 2:00 to 3:00
  CHECK(next("30 2 * * *", "Europe/Amsterdam", spring) == "2026-03-29T01:00:00Z");
  CHECK(next("30 2 * * *", "Europe/Amsterdam", "2026-03-29T01:00:00Z") == "2026-03-30T00:30:00Z");
  CHECK(next("30 * * * *", "Europe/Amsterdam", "2026-03-29T00:30:00Z") == "2026-03-29T01:30:00Z");
  // At 01:00Z they go from 3:00 back to 2:00.
  CHECK(next("30 2 * * *", "Europe/Amsterdam", "2026-10-25T00:00:00Z") == "2026-10-25T00:30:00Z");
  CHECK(next("30 2 * * *", "Europe/Amsterdam", "2026-10-25T00:30:00Z") == "2026-10-26T01:30:00Z");
  CHECK(next("30 * * * *", "Europe/Amsterdam", "2026-10-25T00:30:00Z") == "2026-10-25T01:30:00Z");
}

TEST("jobs: what is no cron expression is said precisely") {
  CHECK(complaint("* * * *") ==
        "\"* * * *\" has 4 fields: a cron expression has minute, hour, day of the month, month and "
        "day of the week.");
  CHECK(complaint("60 * * * *") ==
        "\"60\" is no minute of a cron expression: it goes from 0 to 59.");
  CHECK(complaint("0 5-1 * * *") ==
        "\"5-1\" is no hour of a cron expression: a range begins with the smaller one.");
  CHECK(complaint("0 0 1,x * *") ==
        "\"1,x\" is no day of the month of a cron expression: \"x\" is no number.");
  CHECK(complaint("0 0 * foo *") ==
        "\"foo\" is no month of a cron expression: \"foo\" is no number.");
  CHECK(complaint("0/5 * * * *") ==
        "\"0/5\" is no minute of a cron expression: a step follows * or a range.");
  CHECK(complaint("*/0 * * * *") == "\"*/0\" is no minute of a cron expression: a step of 0.");
  CHECK(complaint("0 0 30 2 *") == "\"0 0 30 2 *\" never happens.");
  CHECK(complaint("@never").starts_with("\"@never\" is none of"));
  for (const char* text : {"", " ", "0 0 1, * *", "-1 * * * *", "0 0 - * *", "1-2-3 * * * *",
                           "99999999999 * * * *", "+1 * * * *", "0 0 * * 8", "0 0 0 * *"})
    CHECK_MESSAGE(!complaint(text).empty(), text);
  CHECK_THROWS_AS(next("@daily", "Europe/Atlantis", "2026-07-01T00:00:00Z"), CronError);
}

}  // namespace stoa::jobs
