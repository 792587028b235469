// What recurs, and when: the examples of RFC 5545 §3.8.5.3, and clocks that are set meanwhile.

#include "kernel/time/series.h"

#include <fmt/format.h>

#include <algorithm>

#include "kernel/testing/test.h"

namespace stoa {
namespace {

Series series_of(const char* start, const char* rule) {
  Series series{.start = parse_moment(start).value()};
  if (*rule) series.rule = parse_recurrence(rule);
  REQUIRE(fault_in(series) == "");
  return series;
}

// The local times of the first occurrences: days, or "11-23 08:15" where there is a time of day.
std::string first(std::size_t most, const Series& series, const char* here = "UTC") {
  std::string found;
  Occurrences all(series, zone_rules(here));
  for (std::size_t i = 0; i < most; ++i) {
    const auto next = all.next();
    if (!next) return found + (all.gave_up() ? " …" : " end");
    const std::string text = to_string(next->local);
    const bool day = std::holds_alternative<Date>(series.start);
    found +=
        (i ? ", " : "") + (day ? text.substr(0, 10) : text.substr(5, 5) + " " + text.substr(11, 5));
  }
  return found;
}
std::string first(std::size_t most, const char* start, const char* rule) {
  return first(most, series_of(start, rule));
}

// The instants of the first ones.
std::string instants(std::size_t most, const Series& series) {
  std::string found;
  Occurrences all(series, zone_rules("UTC"));
  for (std::size_t i = 0; i < most; ++i) {
    const auto next = all.next();
    if (!next) return found + " end";
    found += (i ? ", " : "") + to_string(next->at).substr(5);
  }
  return found;
}

Timestamp instant_of(const char* text) { return parse_timestamp(text).value(); }
LocalDateTime local_of(const char* text) { return parse_local(text).value(); }

constexpr const char* new_york = "1997-09-02T09:00:00[America/New_York]";

}  // namespace

TEST("time: months, as RFC 5545 shows them") {
  CHECK(first(4, "1997-09-05", "FREQ=MONTHLY;COUNT=10;BYDAY=1FR") ==
        "1997-09-05, 1997-10-03, 1997-11-07, 1997-12-05");
  CHECK(first(6, "1997-09-07", "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU") ==
        "1997-09-07, 1997-09-28, 1997-11-02, 1997-11-30, 1998-01-04, 1998-01-25");
  CHECK(first(4, "1997-09-28", "FREQ=MONTHLY;BYMONTHDAY=-3") ==
        "1997-09-28, 1997-10-29, 1997-11-28, 1997-12-29");
  CHECK(first(5, "1997-09-30", "FREQ=MONTHLY;BYMONTHDAY=1,-1") ==
        "1997-09-30, 1997-10-01, 1997-10-31, 1997-11-01, 1997-11-30");
  CHECK(first(4, "1998-02-13", "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13") ==
        "1998-02-13, 1998-03-13, 1998-11-13, 1999-08-13");
  CHECK(first(4, "1997-09-13", "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13") ==
        "1997-09-13, 1997-10-11, 1997-11-08, 1997-12-13");
  CHECK(first(4, "1997-09-04", "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3") ==
        "1997-09-04, 1997-10-07, 1997-11-06 end");
  CHECK(first(4, "1997-09-29", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2") ==
        "1997-09-29, 1997-10-30, 1997-11-27, 1997-12-30");
  CHECK(first(4, "2007-01-15", "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5") ==
        "2007-01-15, 2007-01-30, 2007-02-15, 2007-03-15");
  // The last Friday, and the 31st where there is one.
  CHECK(first(3, "2026-01-30", "FREQ=MONTHLY;BYDAY=-1FR") == "2026-01-30, 2026-02-27, 2026-03-27");
  CHECK(first(4, "2026-01-31", "FREQ=MONTHLY") == "2026-01-31, 2026-03-31, 2026-05-31, 2026-07-31");
}

TEST("time: years, as RFC 5545 shows them") {
  CHECK(first(4, "1997-06-10", "FREQ=YEARLY;COUNT=10;BYMONTH=6,7") ==
        "1997-06-10, 1997-07-10, 1998-06-10, 1998-07-10");
  CHECK(first(4, "1997-01-01", "FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200") ==
        "1997-01-01, 1997-04-10, 1997-07-19, 2000-01-01");
  CHECK(first(3, "1997-05-19", "FREQ=YEARLY;BYDAY=20MO") == "1997-05-19, 1998-05-18, 1999-05-17");
  CHECK(first(3, "1997-05-12", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO") ==
        "1997-05-12, 1998-05-11, 1999-05-17");
  CHECK(first(4, "1997-03-13", "FREQ=YEARLY;BYMONTH=3;BYDAY=TH") ==
        "1997-03-13, 1997-03-20, 1997-03-27, 1998-03-05");
  CHECK(first(3, "1996-11-05",
              "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8") ==
        "1996-11-05, 2000-11-07, 2004-11-02");
  CHECK(first(4, "2024-02-29", "FREQ=YEARLY") == "2024-02-29, 2028-02-29, 2032-02-29, 2036-02-29");
  CHECK(first(3, "2096-02-29", "FREQ=YEARLY") == "2096-02-29, 2104-02-29, 2108-02-29");
  CHECK(first(3, "2020-12-31", "FREQ=YEARLY;BYYEARDAY=366") ==
        "2020-12-31, 2024-12-31, 2028-12-31");
  // A rule with weeks and no day is on the weekday of its start.
  CHECK(first(3, "2026-05-14", "FREQ=YEARLY;BYWEEKNO=20") == "2026-05-14, 2027-05-20, 2028-05-18");
}

TEST("time: week 53 comes every five or six years, and week 1 may begin in December") {
  CHECK(first(4, "2020-12-28", "FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO") ==
        "2020-12-28, 2026-12-28, 2032-12-27, 2037-12-28");
  CHECK(first(4, "2021-01-03", "FREQ=YEARLY;BYWEEKNO=53;BYDAY=SU") ==
        "2021-01-03, 2027-01-03, 2033-01-02, 2038-01-03");
  CHECK(first(3, "2025-12-29", "FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO") ==
        "2025-12-29, 2027-01-04, 2028-01-03");
  CHECK(first(3, "2020-12-28", "FREQ=YEARLY;BYWEEKNO=-1;BYDAY=MO") ==
        "2020-12-28, 2021-12-27, 2022-12-26");
}

TEST("time: weeks begin on the day that the rule says") {
  CHECK(first(4, "1997-08-05", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO") ==
        "1997-08-05, 1997-08-10, 1997-08-19, 1997-08-24");
  CHECK(first(4, "1997-08-05", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU") ==
        "1997-08-05, 1997-08-17, 1997-08-19, 1997-08-31");
  CHECK(first(5, "1997-09-02", "FREQ=WEEKLY;UNTIL=19970914;WKST=SU;BYDAY=TU,TH") ==
        "1997-09-02, 1997-09-04, 1997-09-09, 1997-09-11 end");
  CHECK(first(3, "2026-01-02", "FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=-1") ==
        "2026-01-02, 2026-01-09, 2026-01-16");
}

TEST("time: hours, minutes and seconds, as RFC 5545 shows them") {
  const std::string local = "1997-09-02T09:00:00";
  CHECK(first(4, local.c_str(), "FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T170000") ==
        "09-02 09:00, 09-02 12:00, 09-02 15:00 end");
  CHECK(first(5, local.c_str(), "FREQ=MINUTELY;INTERVAL=90;COUNT=4") ==
        "09-02 09:00, 09-02 10:30, 09-02 12:00, 09-02 13:30 end");
  const char* every_day[] = {"FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40",
                             "FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16"};
  CHECK(first(100, local.c_str(), every_day[0]) == first(100, local.c_str(), every_day[1]));
  CHECK(first(4, local.c_str(), "FREQ=DAILY;BYHOUR=9,10;BYMINUTE=0,30;BYSETPOS=1,-1") ==
        "09-02 09:00, 09-02 10:30, 09-03 09:00, 09-03 10:30");
  CHECK(first(3, local.c_str(),
              "FREQ=SECONDLY;BYMONTH=12;BYMONTHDAY=31;BYHOUR=23;BYMINUTE=59;"
              "BYSECOND=0,59;INTERVAL=59") == "09-02 09:00, 12-31 23:59, 12-31 23:59");
}

TEST("time: the start is the first, whether or not it fits, and counts") {
  CHECK(first(9, "2026-11-24", "FREQ=WEEKLY;BYDAY=MO;COUNT=3") ==
        "2026-11-24, 2026-11-30, 2026-12-07 end");
  CHECK(first(9, "2026-11-24", "") == "2026-11-24 end");
}

TEST("time: by the clock of its zone a meeting stays at nine, whatever the season") {
  CHECK(instants(3, series_of("2026-10-24T09:00:00[Europe/Amsterdam]", "FREQ=DAILY")) ==
        "10-24T07:00:00Z, 10-25T08:00:00Z, 10-26T08:00:00Z");
  CHECK(instants(3, series_of(new_york, "FREQ=MONTHLY;BYMONTHDAY=2;BYMONTH=9,10,11")) ==
        "09-02T13:00:00Z, 10-02T13:00:00Z, 11-02T14:00:00Z");
}

TEST("time: what the clocks skip happens, by the offset before; what comes twice happens once") {
  CHECK(instants(3, series_of("2026-03-28T02:30:00[Europe/Amsterdam]", "FREQ=DAILY")) ==
        "03-28T01:30:00Z, 03-29T01:30:00Z, 03-30T00:30:00Z");
  CHECK(instants(3, series_of("2026-10-24T02:30:00[Europe/Amsterdam]", "FREQ=DAILY")) ==
        "10-24T00:30:00Z, 10-25T00:30:00Z, 10-26T01:30:00Z");
}

TEST("time: instants go up where the clocks skip an hour, and none comes twice") {
  // 02:45 is counted as 03:45: after 03:00, and the same as 03:45.
  CHECK(instants(5, series_of("2026-03-29T01:45:00[Europe/Amsterdam]",
                              "FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=0,45")) ==
        "03-29T00:45:00Z, 03-29T01:00:00Z, 03-29T01:45:00Z, 03-29T23:00:00Z, 03-29T23:45:00Z");
  CHECK(instants(4, series_of("2026-03-29T01:30:00[Europe/Amsterdam]", "FREQ=HOURLY")) ==
        "03-29T00:30:00Z, 03-29T01:30:00Z, 03-29T02:30:00Z, 03-29T03:30:00Z");
  // A whole day was skipped in Samoa.
  CHECK(instants(5, series_of("2011-12-29T09:00:00[Pacific/Apia]", "FREQ=DAILY;BYHOUR=9,10")) ==
        "12-29T19:00:00Z, 12-29T20:00:00Z, 12-30T19:00:00Z, 12-30T20:00:00Z, 12-31T19:00:00Z");
}

TEST("time: UNTIL is an instant for what has a zone, the last one included") {
  CHECK(instants(9, series_of(new_york, "FREQ=DAILY;UNTIL=19970904T130000Z")) ==
        "09-02T13:00:00Z, 09-03T13:00:00Z, 09-04T13:00:00Z end");
  CHECK(instants(9, series_of(new_york, "FREQ=DAILY;UNTIL=19970904T125959Z")) ==
        "09-02T13:00:00Z, 09-03T13:00:00Z end");
  // 02:45 is skipped and comes after UNTIL; 03:00 does not.
  CHECK(instants(9, series_of("2026-03-29T01:45:00[Europe/Amsterdam]",
                              "FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=0,45;UNTIL=20260329T011000Z")) ==
        "03-29T00:45:00Z, 03-29T01:00:00Z end");
}

TEST("time: days are added and left out, the start too") {
  Series series = series_of("2026-11-23", "FREQ=WEEKLY;COUNT=3");
  series.also = {local_of("2026-12-24T00:00"), local_of("2026-11-24T00:00"),
                 local_of("2026-11-30T00:00")};
  CHECK(first(9, series) == "2026-11-23, 2026-11-24, 2026-11-30, 2026-12-07, 2026-12-24 end");
  series.except = {local_of("2026-11-23T00:00"), local_of("2026-12-24T00:00")};
  CHECK(first(9, series) == "2026-11-24, 2026-11-30, 2026-12-07 end");
  CHECK_FALSE(occurrence_at(series, zone_rules("UTC"), local_of("2026-11-23T00:00")));
  CHECK(occurrence_at(series, zone_rules("UTC"), local_of("2026-12-07T00:00")));
  CHECK_FALSE(occurrence_at(series, zone_rules("UTC"), local_of("2026-12-08T00:00")));
}

TEST("time: the next one, the n-th one, those of a week") {
  const Series daily = series_of("2026-11-23T08:15:00[Europe/Amsterdam]", "FREQ=DAILY");
  const auto utc = zone_rules("UTC");
  CHECK(to_string(next_occurrence(daily, utc, instant_of("2026-11-25T07:15:00Z"))->at) ==
        "2026-11-26T07:15:00Z");
  CHECK(to_string(next_occurrence(daily, utc, instant_of("2026-11-25T07:14:59Z"))->at) ==
        "2026-11-25T07:15:00Z");
  CHECK(to_string(next_occurrence(daily, utc, instant_of("1990-01-01T00:00:00Z"))->at) ==
        "2026-11-23T07:15:00Z");
  CHECK(to_string(nth_occurrence(daily, utc, 3)->local) == "2026-11-25T08:15:00");
  CHECK_FALSE(nth_occurrence(series_of("2026-11-23", "FREQ=DAILY;COUNT=2"), utc, 3));
  const auto week = occurrences_between(daily, utc, instant_of("2126-07-01T00:00:00Z"),
                                        instant_of("2126-07-08T00:00:00Z"), 100);
  CHECK(week.size() == 7);
  CHECK(occurrences_between(daily, utc, instant_of("2026-12-01T00:00:00Z"),
                            instant_of("2027-12-08T00:00:00Z"), 5)
            .size() == 5);
}

TEST("time: skipping gives what walking gives") {
  for (const char* rule :
       {"FREQ=YEARLY;INTERVAL=2", "FREQ=YEARLY;BYWEEKNO=1,53;BYDAY=SU,MO",
        "FREQ=MONTHLY;INTERVAL=5;BYDAY=-1FR,2TU", "FREQ=WEEKLY;INTERVAL=3;BYDAY=SU,MO;WKST=SU",
        "FREQ=DAILY;INTERVAL=11;BYHOUR=2,3;BYMINUTE=30", "FREQ=HOURLY;INTERVAL=7;BYHOUR=2,3,4",
        "FREQ=MINUTELY;INTERVAL=1001;BYDAY=SU", "FREQ=MONTHLY;BYDAY=MO,TU;BYHOUR=1,2;BYSETPOS=-1,2",
        "FREQ=DAILY;COUNT=700", "FREQ=DAILY;UNTIL=20270801T000000Z"}) {
    CAPTURE(rule);
    const Series series = series_of("2026-01-31T02:30:00[Europe/Amsterdam]", rule);
    Occurrences all(series, zone_rules("UTC"));
    for (int i = 0; i < 150; ++i) {
      const auto next = all.next();
      if (!next) break;
      CAPTURE(i);
      REQUIRE(next_occurrence(series, zone_rules("UTC"), next->at - std::chrono::seconds(1)) ==
              next);
      REQUIRE(occurrence_at(series, zone_rules("UTC"), next->local) == next);
    }
  }
}

TEST("time: a rule that never happens ends, and one that is rare is found") {
  for (const char* rule :
       {"FREQ=SECONDLY;INTERVAL=60;BYSECOND=30", "FREQ=HOURLY;INTERVAL=24;BYHOUR=5",
        "FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29", "FREQ=MONTHLY;BYDAY=6MO",
        "FREQ=MINUTELY;INTERVAL=1440;BYMINUTE=7", "FREQ=DAILY;INTERVAL=7;BYDAY=TU",
        "FREQ=YEARLY;BYWEEKNO=30;BYMONTH=1", "FREQ=SECONDLY;INTERVAL=1000000000;BYSECOND=1",
        "FREQ=MONTHLY;BYMONTHDAY=31;BYDAY=1MO,2MO"}) {
    CAPTURE(rule);
    const auto found = first(2, "2026-01-05T00:00:00", rule);
    CHECK((found == "01-05 00:00 …" || found == "01-05 00:00 end"));
  }
  CHECK(first(2, "2026-01-01T00:00:00", "FREQ=SECONDLY;BYMONTH=12;BYMONTHDAY=31") ==
        "01-01 00:00, 12-31 00:00");
  CHECK(first(3, "2004-02-29", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=SU") ==
        "2004-02-29, 2032-02-29, 2060-02-29");
  CHECK(first(3, "9998-06-01", "FREQ=YEARLY") == "9998-06-01, 9999-06-01 end");
  CHECK(first(3, "9999-12-30", "FREQ=WEEKLY;BYDAY=TH,FR,SA,SU") == "9999-12-30, 9999-12-31 end");
  // A set that would have ten million elements is never made.
  const auto most = [](int last) {
    std::string all = "0";
    for (int i = 1; i <= last; ++i) all += "," + std::to_string(i);
    return all;
  };
  CHECK(
      first(3, "2026-01-01T00:00:00",
            fmt::format("FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR={};BYMINUTE={};BYSECOND={};"
                        "BYSETPOS=-1",
                        most(23), most(59), most(59))
                .c_str()) == "01-01 00:00, 12-31 23:59, 12-31 23:59");
}

TEST("time: a series whose parts do not fit its start is told so") {
  const auto fault = [](const char* start, const char* rule) {
    return fault_in({.start = parse_moment(start).value(), .rule = parse_recurrence(rule)});
  };
  CHECK(fault("2026-11-23", "FREQ=HOURLY") ==
        "FREQ: what begins on a day, without a time, recurs daily at most.");
  CHECK(fault("2026-11-23", "FREQ=DAILY;UNTIL=20261124T000000Z")
            .starts_with("UNTIL: what begins on"));
  CHECK(fault("2026-11-23T08:15:00", "FREQ=DAILY;UNTIL=20261124")
            .starts_with("UNTIL: what begins at"));
  CHECK(fault(new_york, "FREQ=DAILY;UNTIL=20261124T000000").starts_with("UNTIL: what begins in"));
  CHECK(fault("2026-11-23T08:15:00Z", "FREQ=DAILY;UNTIL=20261124T000000Z") == "");
  CHECK(fault("2026-11-23", "FREQ=DAILY;UNTIL=20261122") == "UNTIL: this is before the start.");
  CHECK(fault(new_york, "FREQ=DAILY;UNTIL=19970902T125959Z") == "UNTIL: this is before the start.");
  CHECK(fault_in({.start = Date{}, .also = std::vector<LocalDateTime>(1001)}) != "");
  // Times of day that a rule names are none of a day's (RFC 5545 §3.3.10).
  CHECK(first(2, "2026-11-23", "FREQ=DAILY;BYHOUR=9,10") == "2026-11-23, 2026-11-24");
}

}  // namespace stoa
