#include "formats/quick_add.h"

#include <doctest/doctest.h>

namespace stoa::formats {
namespace {

// "title | due | rule | priority | #labels", without what there is none of at the end.
std::string understood(const char* line, const char* now, const char* zone = "Europe/Amsterdam") {
  const QuickAdd task = parse_quick_add(line, parse_local(now).value(), zone);
  std::string text = task.title + " | " + (task.due ? to_string(*task.due) : "") + " | ";
  if (task.repeat) text += to_string(*task.repeat);
  if (task.repeats_after_completion) text += " after";
  text += " | " + (task.priority ? std::to_string(*task.priority) : "") + " |";
  for (const std::string& label : task.labels) text += " #" + label;
  while (text.ends_with(' ') || text.ends_with('|')) text.pop_back();
  return text;
}

struct QuickCase {
  const char* line;
  const char* meaning;
};

// It is Monday, 30 November 2026, ten to eleven.
void check_cases(std::initializer_list<QuickCase> cases, const char* now = "2026-11-30T10:50:00") {
  for (const auto& [line, meaning] : cases) {
    CAPTURE(line);
    CHECK(understood(line, now) == meaning);
  }
}

}  // namespace

TEST_CASE("quick add: all at once") {
  check_cases(
      {{"pay rent every 1st 9am !high #home",
        "pay rent | 2026-12-01T09:00:00[Europe/Amsterdam] | FREQ=MONTHLY;BYMONTHDAY=1 | 1 | #home"},
       {"#work Ship it, fri at 17:00 !2 #Release-1 #work",
        "Ship it | 2026-12-04T17:00:00[Europe/Amsterdam] |  | 2 | #work #Release-1"}});
}

TEST_CASE("quick add: days") {
  check_cases({{"call mum today", "call mum | 2026-11-30"},
               {"call mum Tomorrow", "call mum | 2026-12-01"},
               {"tomorrow, buy milk", "buy milk | 2026-12-01"},
               {"buy milk, tomorrow", "buy milk | 2026-12-01"},
               {"call mum the day after tomorrow", "call mum | 2026-12-02"},
               {"report fri", "report | 2026-12-04"},
               {"report on Friday.", "report | 2026-12-04"},
               {"report monday", "report | 2026-12-07"},
               {"report this monday", "report | 2026-11-30"},
               {"report next friday", "report | 2026-12-11"},
               {"report next mon", "report | 2026-12-07"},
               {"report due thurs", "report | 2026-12-03"},
               {"report in 3 days", "report | 2026-12-03"},
               {"report in a week", "report | 2026-12-07"},
               {"report in 2 weeks", "report | 2026-12-14"},
               {"report in 3 months", "report | 2027-02-28"},
               {"report in 1 year", "report | 2027-11-30"},
               {"gifts by 15 dec", "gifts | 2026-12-15"},
               {"gifts Dec 15th", "gifts | 2026-12-15"},
               {"gifts on the 15th of december", "gifts | 2026-12-15"},
               {"gifts 15 dec 2027", "gifts | 2027-12-15"},
               {"gifts dec 15, 9am", "gifts | 2026-12-15T09:00:00[Europe/Amsterdam]"},
               {"gifts 2026-12-15", "gifts | 2026-12-15"},
               {"gifts 2020-02-29", "gifts | 2020-02-29"},
               {"taxes 30 nov", "taxes | 2026-11-30"},
               {"taxes 29 nov", "taxes | 2027-11-29"},
               {"party 29 feb", "party | 2028-02-29"}});
}

TEST_CASE("quick add: over the end of a year, and of months") {
  check_cases({{"do fri", "do | 2027-01-01"},
               {"do tomorrow", "do | 2027-01-01"},
               {"do in 2 days", "do | 2027-01-02"},
               {"do 1 jan", "do | 2027-01-01"},
               {"do next monday", "do | 2027-01-04"},
               {"do 9am", "do | 2027-01-01T09:00:00[Europe/Amsterdam]"},
               {"do every 31st", "do | 2026-12-31 | FREQ=MONTHLY;BYMONTHDAY=31"},
               {"do every 29 feb", "do | 2028-02-29 | FREQ=YEARLY;BYMONTHDAY=29;BYMONTH=2"}},
              "2026-12-31T23:00:00");
  check_cases({{"do tomorrow", "do | 2028-02-29"},
               {"do in 1 year", "do | 2029-02-28"},
               {"do in 2 days", "do | 2028-03-01"},
               {"do every last day", "do | 2028-02-29 | FREQ=MONTHLY;BYMONTHDAY=-1"}},
              "2028-02-28T08:00:00");
}

TEST_CASE("quick add: times") {
  check_cases({{"call at 11am", "call | 2026-11-30T11:00:00[Europe/Amsterdam]"},
               {"call 9am", "call | 2026-12-01T09:00:00[Europe/Amsterdam]"},
               {"call at 10:50", "call | 2026-12-01T10:50:00[Europe/Amsterdam]"},
               {"call today 9am", "call | 2026-11-30T09:00:00[Europe/Amsterdam]"},
               {"call 9:30 pm", "call | 2026-11-30T21:30:00[Europe/Amsterdam]"},
               {"call 12am tomorrow", "call | 2026-12-01T00:00:00[Europe/Amsterdam]"},
               {"call at noon", "call | 2026-11-30T12:00:00[Europe/Amsterdam]"},
               {"call 17:00", "call | 2026-11-30T17:00:00[Europe/Amsterdam]"},
               {"call fri 9:30", "call | 2026-12-04T09:30:00[Europe/Amsterdam]"},
               {"call 9:30 fri", "call | 2026-12-04T09:30:00[Europe/Amsterdam]"},
               {"call in 30 minutes", "call | 2026-11-30T11:20:00[Europe/Amsterdam]"},
               {"call in 14 hours", "call | 2026-12-01T00:50:00[Europe/Amsterdam]"}});
}

TEST_CASE("quick add: in another zone, in none, and where the clocks are set") {
  const char* now = "2026-11-30T10:50:00";
  CHECK(understood("call 9am", now, "Asia/Tokyo") == "call | 2026-12-01T09:00:00[Asia/Tokyo]");
  CHECK(understood("call 9am", now, "") == "call | 2026-12-01T09:00:00");
  CHECK(understood("call in 2 hours", now, "") == "call | 2026-11-30T12:50:00");
  CHECK(understood("call in 2 hours", "2026-03-29T01:30:00") ==
        "call | 2026-03-29T04:30:00[Europe/Amsterdam]");
}

TEST_CASE("quick add: repeats") {
  check_cases(
      {{"water every day", "water | 2026-11-30 | FREQ=DAILY"},
       {"water every day 9am", "water | 2026-12-01T09:00:00[Europe/Amsterdam] | FREQ=DAILY"},
       {"water every! 3 days", "water | 2026-11-30 | FREQ=DAILY;INTERVAL=3 after"},
       {"water every other week", "water | 2026-11-30 | FREQ=WEEKLY;INTERVAL=2"},
       {"water every 2nd day", "water | 2026-11-30 | FREQ=DAILY;INTERVAL=2"},
       {"water every 2 weeks on tue", "water | 2026-12-01 | FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"},
       {"stand-up every weekday", "stand-up | 2026-11-30 | FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"},
       {"run every monday,thursday", "run | 2026-11-30 | FREQ=WEEKLY;BYDAY=MO,TH"},
       {"run every tue, thu and sat", "run | 2026-12-01 | FREQ=WEEKLY;BYDAY=TU,TH,SA"},
       {"run every monday 9am",
        "run | 2026-12-07T09:00:00[Europe/Amsterdam] | FREQ=WEEKLY;BYDAY=MO"},
       {"bins every other friday", "bins | 2026-12-04 | FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"},
       {"bills every month", "bills | 2026-11-30 | FREQ=MONTHLY"},
       {"bills every 1st and 15th", "bills | 2026-12-01 | FREQ=MONTHLY;BYMONTHDAY=1,15"},
       {"bills every 2nd day of the month", "bills | 2026-12-02 | FREQ=MONTHLY;BYMONTHDAY=2"},
       {"beer every last friday", "beer | 2026-12-25 | FREQ=MONTHLY;BYDAY=-1FR"},
       {"beer every first mon of the month", "beer | 2026-12-07 | FREQ=MONTHLY;BYDAY=1MO"},
       {"taxes every year", "taxes | 2026-11-30 | FREQ=YEARLY"},
       {"gifts every 15 dec", "gifts | 2026-12-15 | FREQ=YEARLY;BYMONTHDAY=15;BYMONTH=12"},
       {"gym every week tomorrow", "gym | 2026-12-01 | FREQ=WEEKLY"}});
}

TEST_CASE("quick add: priorities and labels") {
  check_cases({{"a !high", "a |  |  | 1"},
               {"a !Medium", "a |  |  | 5"},
               {"a !low", "a |  |  | 9"},
               {"a !9", "a |  |  | 9"},
               {"a !0", "a !0"},
               {"a! !5!", "a! !5!"},
               {"a !1 !2", "a !1 |  |  | 2"},
               {"a #übung, #b", "a |  |  |  | #übung #b"},
               {"fix #123 in C# # ##x", "fix #123 in C# # ##x"}});
}

TEST_CASE("quick add: what would be a guess is title") {
  check_cases({{"prepare the monday meeting", "prepare the monday meeting"},
               {"meet a friday friend", "meet a friday friend"},
               {"finish before friday", "finish before friday"},
               {"what happened last friday", "what happened last friday"},
               {"buy sun cream", "buy sun cream"},
               {"lie in the sun", "lie in the sun"},
               {"brunch sun", "brunch | 2026-12-06"},
               {"brunch sat 11:30", "brunch | 2026-12-05T11:30:00[Europe/Amsterdam]"},
               {"read John 3:16", "read John 3:16"},
               {"look at 5 flats", "look at 5 flats"},
               {"write the daily report", "write the daily report"},
               {"ask for tomorrow's paper", "ask for tomorrow's paper"},
               {"play every second friday", "play every second friday"},
               {"from 9am to 10am", "from 9am to 10am"},
               {"party 31 nov", "party 31 nov"},
               {"party 30 feb 2028", "party 30 feb 2028"},
               {"call at 13pm", "call at 13pm"},
               {"call 24:00", "call 24:00"},
               {"drive 400 km in 2", "drive 400 km in 2"},
               {"Monday report tomorrow", "Monday report | 2026-12-01"},
               {"every friday", "every friday"},
               {"tomorrow 9am #home", "tomorrow 9am #home"},
               {"", ""},
               {"  a \t b  ", "a b"}});
}

TEST_CASE("quick add: quotations are not read") {
  check_cases(
      {{"read \"Tomorrow, and tomorrow\" fri", "read \"Tomorrow, and tomorrow\" | 2026-12-04"},
       {"\"call mum tomorrow #x !1\" today", "call mum tomorrow #x !1 | 2026-11-30"},
       {"“every day” tomorrow", "every day | 2026-12-01"},
       {"a 5\" screen fri", "a 5\" screen | 2026-12-04"},
       {"\"never closed tomorrow", "\"never closed | 2026-12-01"}});
}

}  // namespace stoa::formats
