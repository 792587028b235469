// Local times and instants in zones that do odd things.

#include "kernel/time/zone.h"

#include <fmt/format.h>
#include <time.h>

#include <cstdlib>
#include <random>

#include "kernel/testing/test.h"

namespace stoa {
namespace {

LocalDateTime by_the_clock(const char* text) { return parse_local(text).value(); }

// "once 2026-11-23T07:15:00Z"
std::string placed(const char* zone, const char* local) {
  const Placed placed = zone_rules(zone).place(by_the_clock(local));
  const char* kinds[] = {"once", "skipped", "twice"};
  return fmt::format("{} {}", kinds[placed.kind], to_string(placed.at));
}

std::string shown(const char* zone, const char* instant) {
  return to_string(zone_rules(zone).local(parse_timestamp(instant).value()));
}

}  // namespace

TEST("time: local times are read and written, with and without seconds") {
  CHECK(to_string(by_the_clock("2026-11-23T08:15")) == "2026-11-23T08:15:00");
  CHECK(to_string(by_the_clock("1969-12-31T23:59:59")) == "1969-12-31T23:59:59");
  CHECK(to_string(by_the_clock("0000-01-01T00:00:00")) == "0000-01-01T00:00:00");
  for (const char* bad :
       {"", "2026-11-23", "2026-11-23T08:15:00Z", "2026-11-23t08:15:00", "2026-11-23 08:15:00",
        "2026-02-29T08:15:00", "2026-11-23T24:00:00", "2026-11-23T08:15:60", "2026-11-23T08:15:0",
        "2026-11-23T08:15:00.5", "2026-11-23T8:15:000"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_local(bad).has_value());
  }
}

TEST("time: a local time has a day and a second of it, before 1970 too") {
  const LocalDateTime before = by_the_clock("1969-12-31T23:59:59");
  CHECK(to_string(date_of(before)) == "1969-12-31");
  CHECK(second_of_day(before) == 86'399);
  CHECK(midnight_of(date_of(before)) == by_the_clock("1969-12-31T00:00"));
}

TEST("time: what clocks skip is counted with the offset before, what comes twice is the first") {
  CHECK(placed("Europe/Amsterdam", "2026-03-29T01:59:59") == "once 2026-03-29T00:59:59Z");
  CHECK(placed("Europe/Amsterdam", "2026-03-29T02:30:00") == "skipped 2026-03-29T01:30:00Z");
  CHECK(placed("Europe/Amsterdam", "2026-03-29T03:00:00") == "once 2026-03-29T01:00:00Z");
  CHECK(placed("Europe/Amsterdam", "2026-10-25T02:30:00") == "twice 2026-10-25T00:30:00Z");
  // The example of RFC 5545 §3.3.5, in both directions.
  CHECK(placed("America/New_York", "2007-03-11T02:30:00") == "skipped 2007-03-11T07:30:00Z");
  CHECK(placed("America/New_York", "2007-11-04T01:30:00") == "twice 2007-11-04T05:30:00Z");
}

TEST("time: half hours, quarters, winters that are ahead, midnights that are not") {
  CHECK(placed("Asia/Kolkata", "2026-01-01T00:00") == "once 2025-12-31T18:30:00Z");
  CHECK(placed("Asia/Kathmandu", "2026-01-01T00:00") == "once 2025-12-31T18:15:00Z");
  CHECK(placed("Australia/Lord_Howe", "2026-10-04T02:15") == "skipped 2026-10-03T15:45:00Z");
  CHECK(placed("Australia/Lord_Howe", "2026-04-05T01:45") == "twice 2026-04-04T14:45:00Z");
  // Irish law has winter as the exception: the clocks do not care.
  CHECK(placed("Europe/Dublin", "2026-10-25T01:30") == "twice 2026-10-25T00:30:00Z");
  // In São Paulo clocks went from midnight to one.
  CHECK(placed("America/Sao_Paulo", "2018-11-04T00:00") == "skipped 2018-11-04T03:00:00Z");
  CHECK(shown("America/Sao_Paulo", "2018-11-04T03:00:00Z") == "2018-11-04T01:00:00");
}

TEST("time: Samoa had no 30 December 2011, Kwajalein no 21 August 1993") {
  CHECK(placed("Pacific/Apia", "2011-12-29T23:59:59") == "once 2011-12-30T09:59:59Z");
  CHECK(placed("Pacific/Apia", "2011-12-30T12:00:00") == "skipped 2011-12-30T22:00:00Z");
  CHECK(placed("Pacific/Apia", "2011-12-31T00:00:00") == "once 2011-12-30T10:00:00Z");
  CHECK(shown("Pacific/Apia", "2011-12-30T22:00:00Z") == "2011-12-31T12:00:00");
  CHECK(placed("Pacific/Kwajalein", "1993-08-21T12:00:00").starts_with("skipped"));
}

TEST("time: an instant is shown as it was, by the second before 1970 too") {
  CHECK(shown("UTC", "2026-11-23T08:15:30.999999Z") == "2026-11-23T08:15:30");
  CHECK(shown("UTC", "1969-12-31T23:59:59.5Z") == "1969-12-31T23:59:59");
  CHECK(to_string(zone_rules("Pacific/Auckland").today(*parse_timestamp("2026-11-23T12:00:00Z"))) ==
        "2026-11-24");
  for (const char* zone : {"UTC", "Europe/Amsterdam", "America/New_York", "Pacific/Apia"}) {
    CAPTURE(zone);
    for (const char* local : {"0000-01-02T00:00:00", "9999-12-30T23:59:59"}) {
      const auto rules = zone_rules(zone);
      CHECK(to_string(rules.local(rules.instant(by_the_clock(local)))) == local);
    }
  }
}

TEST("time: a stretch ends where the next one begins") {
  const auto zone = zone_rules("Europe/Amsterdam");
  const Stretch summer = zone.stretch_at(std::chrono::sys_days(std::chrono::year(2026) / 7 / 1));
  CHECK(summer.offset == std::chrono::hours(2));
  CHECK(summer.offset_before == std::chrono::hours(1));
  const Stretch winter = zone.stretch_at(summer.end);
  CHECK(winter.begin == summer.end);
  CHECK(winter.offset == summer.offset_before);
}

TEST("time: the names of zones are the system's, to the letter") {
  CHECK(is_zone("Europe/Amsterdam"));
  CHECK(is_zone("Europe/Kyiv"));
  CHECK(is_zone("Etc/GMT+5"));
  for (const char* bad :
       {"", "Europe", "europe/amsterdam", "../../etc/passwd", "/etc/localtime", "Europe/Amsterdam ",
        "CEST", "+01:00", "zone.tab", "tzdata.zi", "right", "Europe/", "leapseconds"}) {
    CAPTURE(bad);
    CHECK_FALSE(is_zone(bad));
    CHECK_THROWS_AS(zone_rules(bad), UnknownZone);
  }
  CHECK(unknown_zone("europe/amsterdam").ends_with("did you mean \"Europe/Amsterdam\"?"));
  CHECK(unknown_zone("new york").ends_with("did you mean \"America/New_York\"?"));
  CHECK(unknown_zone("Europe/Amsterdm").ends_with("did you mean \"Europe/Amsterdam\"?"));
  CHECK(unknown_zone("") == "This system knows no time zone of this name.");
  CHECK(unknown_zone(std::string(10'000, 'x')) == "This system knows no time zone of this name.");
}

TEST("time: libc shows the same local time, in every zone of a dozen") {
  const char* was = std::getenv("TZ");
  const std::string kept = was ? was : "";
  std::mt19937_64 random(20261129);
  for (const char* zone : {"Europe/Amsterdam", "Europe/Dublin", "America/New_York",
                           "America/St_Johns", "America/Caracas", "Asia/Tehran", "Asia/Kathmandu",
                           "Asia/Pyongyang", "Africa/Casablanca", "Africa/Juba", "Pacific/Apia",
                           "Pacific/Chatham", "Australia/Lord_Howe", "Antarctica/Troll"}) {
    CAPTURE(zone);
    setenv("TZ", zone, 1);
    tzset();
    const auto rules = zone_rules(zone);
    for (int i = 0; i < 300; ++i) {
      const auto second = static_cast<time_t>(random() % 2'100'000'000);
      CAPTURE(second);
      tm t{};
      localtime_r(&second, &t);
      const LocalDateTime local = rules.local({second * 1'000'000});
      REQUIRE(local.seconds == second + t.tm_gmtoff);
      const Placed back = rules.place(local);
      REQUIRE(back.kind != Placed::skipped);
      REQUIRE((back.kind == Placed::twice || back.at.micros == second * 1'000'000));
      REQUIRE(rules.local(back.at) == local);
    }
  }
  kept.empty() ? unsetenv("TZ") : setenv("TZ", kept.c_str(), 1);
  tzset();
}

}  // namespace stoa
