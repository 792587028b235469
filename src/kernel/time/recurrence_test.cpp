// Rules as text: what is read, how it is written, what is said of one that is none.

#include "kernel/time/recurrence.h"

#include "kernel/testing/test.h"

namespace stoa {
namespace {

std::string rewritten(std::string_view rule) { return to_string(parse_recurrence(rule)); }

std::string complaint_about(std::string_view rule) {
  try {
    parse_recurrence(rule);
    return "";
  } catch (const RecurrenceError& error) {
    return error.what();
  }
}

}  // namespace

TEST("time: a rule has one way to be written") {
  CHECK(rewritten("FREQ=DAILY") == "FREQ=DAILY");
  CHECK(rewritten("byday=su,MO,mo;Interval=1;wkst=mo;FREQ=weekly") == "FREQ=WEEKLY;BYDAY=MO,SU");
  CHECK(rewritten("FREQ=MONTHLY;BYDAY=+2MO,-1FR,TU;BYMONTHDAY=+3,-1") ==
        "FREQ=MONTHLY;BYDAY=-1FR,TU,2MO;BYMONTHDAY=-1,3");
  CHECK(rewritten("FREQ=YEARLY;BYSETPOS=-1,1;BYWEEKNO=53,-1;BYMONTH=12,01;WKST=SU;BYDAY=MO") ==
        "FREQ=YEARLY;BYDAY=MO;BYWEEKNO=-1,53;BYMONTH=1,12;BYSETPOS=-1,1;WKST=SU");
  CHECK(rewritten("FREQ=SECONDLY;BYSECOND=60;BYMINUTE=0,00;BYHOUR=23") ==
        "FREQ=SECONDLY;BYSECOND=59;BYMINUTE=0;BYHOUR=23");
  CHECK(rewritten("FREQ=YEARLY;BYYEARDAY=-366,1;INTERVAL=4;COUNT=10") ==
        "FREQ=YEARLY;COUNT=10;INTERVAL=4;BYYEARDAY=-366,1");
}

TEST("time: a rule ends on a day, at a local time or at an instant") {
  for (const char* rule : {"FREQ=DAILY;UNTIL=20261123", "FREQ=DAILY;UNTIL=20261123T081500",
                           "FREQ=DAILY;UNTIL=20261123T081500Z", "FREQ=DAILY;UNTIL=00010101"})
    CHECK(rewritten(rule) == rule);
  for (const char* bad : {"2026", "2026112", "20260230", "20261123T", "20261123T0815",
                          "20261123T081500+0100", "20261123T081500.5Z", "20261123T250000Z",
                          "2026-11-23", "20261123Z", "20261123T08150Z", ""}) {
    CAPTURE(bad);
    CHECK(complaint_about(std::string("FREQ=DAILY;UNTIL=") + bad).starts_with("UNTIL: \""));
  }
}

TEST("time: what is no rule is told which part is wrong") {
  CHECK(complaint_about("") == "\"\" is no part of a rule such as FREQ=WEEKLY;BYDAY=MO.");
  CHECK(complaint_about("FREQ=DAILY;") == complaint_about(""));
  CHECK(complaint_about("INTERVAL=2") == "A recurrence rule needs FREQ, such as FREQ=DAILY.");
  CHECK(complaint_about("FREQ=FORTNIGHTLY") ==
        "FREQ: \"FORTNIGHTLY\" is none of SECONDLY, MINUTELY, HOURLY, DAILY, WEEKLY, MONTHLY, "
        "YEARLY.");
  CHECK(complaint_about("FREQ=DAILY;BYMOON=1") == "A recurrence rule has no part \"BYMOON\".");
  CHECK(complaint_about("FREQ=DAILY;FREQ=DAILY") == "FREQ: it stands here twice.");
  CHECK(complaint_about("FREQ=DAILY;BYHOUR=24") == "BYHOUR: \"24\" is no number from 0 to 23.");
  CHECK(complaint_about("FREQ=DAILY;BYMONTH=-1") == "BYMONTH: \"-1\" is no number from 1 to 12.");
  CHECK(complaint_about("FREQ=DAILY;BYMONTHDAY=0") ==
        "BYMONTHDAY: \"0\" is no number from 1 to 31.");
  CHECK(complaint_about("FREQ=WEEKLY;BYDAY=MO,,TU") ==
        "BYDAY: \"\" is no weekday: MO, TU, WE, TH, FR, SA, SU.");
  CHECK(complaint_about("FREQ=MONTHLY;BYDAY=54MO") == "BYDAY: \"54\" is no number from 1 to 53.");
  CHECK(complaint_about("FREQ=DAILY;COUNT=100001") ==
        "COUNT: \"100001\" is no number from 1 to 100000.");
  for (const char* bad :
       {"FREQ=DAILY;COUNT=0", "FREQ=DAILY;COUNT=99999999999999999999", "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=-1", "FREQ=DAILY;BYHOUR=", "FREQ=DAILY;BYHOUR=1,", "FREQ",
        "FREQ=DAILY;;COUNT=1", " FREQ=DAILY", "FREQ=DAILY;COUNT= 1", "RRULE:FREQ=DAILY",
        "FREQ=DAILY;BYMONTHDAY=+-1", "FREQ=DAILY;BYMONTHDAY=--1", "FREQ=DAILY\nCOUNT=1"}) {
    CAPTURE(bad);
    CHECK(complaint_about(bad) != "");
  }
  CHECK(complaint_about("FREQ=DAILY;BYHOUR=" + std::string(2'000, '1')) ==
        "A recurrence rule has at most 2000 characters.");
}

TEST("time: parts that do not go together are refused, as RFC 5545 has it") {
  CHECK(complaint_about("FREQ=DAILY;COUNT=1;UNTIL=20261123") ==
        "A recurrence rule ends by COUNT or by UNTIL, not by both.");
  CHECK(complaint_about("FREQ=WEEKLY;BYDAY=2MO") ==
        "BYDAY: a weekday has a number only with FREQ=MONTHLY or FREQ=YEARLY.");
  CHECK(complaint_about("FREQ=YEARLY;BYDAY=2MO;BYWEEKNO=20") ==
        "BYDAY: a weekday has no number beside BYWEEKNO.");
  CHECK(complaint_about("FREQ=WEEKLY;BYMONTHDAY=13") == "BYMONTHDAY: not with FREQ=WEEKLY.");
  CHECK(complaint_about("FREQ=MONTHLY;BYWEEKNO=20") == "BYWEEKNO: only with FREQ=YEARLY.");
  CHECK(complaint_about("FREQ=MONTHLY;BYYEARDAY=20") ==
        "BYYEARDAY: only with FREQ=YEARLY and with HOURLY, MINUTELY, SECONDLY.");
  CHECK(complaint_about("FREQ=MONTHLY;BYSETPOS=1") ==
        "BYSETPOS: it chooses among what another part that begins with BY gives.");
  CHECK(complaint_about("FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30") ==
        "BYMONTHDAY: no month of BYMONTH ever has such a day.");
  CHECK(complaint_about("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29,30") == "");
}

}  // namespace stoa
