#include "formats/icalendar_time.h"

#include <doctest/doctest.h>

namespace stoa::formats {
namespace {

std::string written_moment(const char* moment) {
  const std::string text =
      to_icalendar({.name = "A", .properties = {ical_moment("DUE", parse_moment(moment).value())}});
  return text.substr(9, text.find('\r', 9) - 9);
}

std::string read_moment(const IcalProperty& property) {
  const auto moment = moment_of(property);
  return moment ? to_string(*moment) : "none";
}

std::string zone_text(const char* zone, const char* from, const char* until) {
  std::string text = to_icalendar(
      ical_timezone(zone, parse_timestamp(from).value(), parse_timestamp(until).value()));
  std::erase(text, '\r');
  return text;
}

}  // namespace

TEST_CASE("icalendar: the four forms of a moment") {
  CHECK(written_moment("2026-11-23") == "DUE;VALUE=DATE:20261123");
  CHECK(written_moment("2026-11-23T08:15:00") == "DUE:20261123T081500");
  CHECK(written_moment("2026-11-23T07:15:00.25Z") == "DUE:20261123T071500Z");
  CHECK(written_moment("2026-11-23T08:15:00[Europe/Amsterdam]") ==
        "DUE;TZID=Europe/Amsterdam:20261123T081500");
  for (const char* text : {"2026-11-23", "2026-11-23T08:15:00", "2026-11-23T07:15:00Z",
                           "2026-11-23T08:15:00[Europe/Amsterdam]"})
    CHECK(read_moment(ical_moment("DUE", parse_moment(text).value())) == text);
}

TEST_CASE("icalendar: times of other programs") {
  const auto in_zone = [](const char* zone) {
    return read_moment({"DUE", "20261123T081500", {{"TZID", {zone}}}});
  };
  CHECK(in_zone("/freeassociation.sourceforge.net/Europe/Berlin") ==
        "2026-11-23T08:15:00[Europe/Berlin]");
  CHECK(in_zone("W. Europe Standard Time") == "2026-11-23T08:15:00");
  for (const char* value : {"", "2026", "2026-11-23", "20261123T08", "20261131",
                            "20261123T081500.5Z", "20261123T081500+0100", "tomorrow"})
    CHECK(read_moment({"DUE", value}) == "none");
}

TEST_CASE("icalendar: clocks that are set by a rule are told by that rule") {
  CHECK(zone_text("Europe/Amsterdam", "2026-11-23T00:00:00Z", "2027-11-23T00:00:00Z") ==
        "BEGIN:VTIMEZONE\nTZID:Europe/Amsterdam\n"
        "BEGIN:STANDARD\nDTSTART:20261025T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\n"
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\n"
        "BEGIN:DAYLIGHT\nDTSTART:20270328T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\n"
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\nEND:DAYLIGHT\nEND:VTIMEZONE\n");
  const std::string new_york =
      zone_text("America/New_York", "2005-01-01T00:00:00Z", "2099-01-01T00:00:00Z");
  // Summer time began in April until 2006.
  CHECK(new_york.find("DTSTART:20050403T020000\nTZOFFSETFROM:-0500\nTZOFFSETTO:-0400\n"
                      "RDATE:20050403T020000\nRDATE:20060402T020000\nEND:DAYLIGHT\n") !=
        std::string::npos);
  CHECK(new_york.find("DTSTART:20070311T020000\nTZOFFSETFROM:-0500\nTZOFFSETTO:-0400\n"
                      "RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3\n") != std::string::npos);
}

TEST_CASE("icalendar: clocks that are set no longer have no rule") {
  CHECK(zone_text("Asia/Tokyo", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z") ==
        "BEGIN:VTIMEZONE\nTZID:Asia/Tokyo\n"
        "BEGIN:STANDARD\nDTSTART:19510909T010000\nTZOFFSETFROM:+1000\nTZOFFSETTO:+0900\n"
        "END:STANDARD\nEND:VTIMEZONE\n");
  CHECK(zone_text("UTC", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z") ==
        "BEGIN:VTIMEZONE\nTZID:UTC\n"
        "BEGIN:STANDARD\nDTSTART:19000101T000000\nTZOFFSETFROM:+0000\nTZOFFSETTO:+0000\n"
        "END:STANDARD\nEND:VTIMEZONE\n");
  const std::string istanbul =
      zone_text("Europe/Istanbul", "2010-01-01T00:00:00Z", "2030-01-01T00:00:00Z");
  CHECK(istanbul.find("RRULE") == std::string::npos);
  CHECK(istanbul.find("20160327T030000") != std::string::npos);
  CHECK_THROWS_AS(ical_timezone("Europe/Amsterdm", {}, {}), UnknownZone);
}

}  // namespace stoa::formats
