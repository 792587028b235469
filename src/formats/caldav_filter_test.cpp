#include "formats/caldav_filter.h"

#include <doctest/doctest.h>

namespace stoa::formats {
namespace {

IcalComponent calendar_with(const std::string& lines) {
  return parse_icalendar("BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VTODO\nUID:1\n" + lines +
                         "END:VTODO\nEND:VCALENDAR\n")
      .at(0);
}

bool passes(const std::string& lines, const std::string& inner) {
  const auto filter = parse_filter(
      parse_xml("<filter xmlns=\"urn:ietf:params:xml:ns:caldav\"><comp-filter name=\"VCALENDAR\">"
                "<comp-filter name=\"VTODO\">" +
                inner + "</comp-filter></comp-filter></filter>"));
  return matches(filter, calendar_with(lines), zone_rules("Europe/Amsterdam"));
}

bool in_range(const std::string& lines, const std::string& start, const std::string& end) {
  return passes(lines, "<time-range start=\"" + start + "\" end=\"" + end + "\"/>");
}

}  // namespace

TEST_CASE("caldav filters: texts, parameters and what is not there") {
  const std::string lines = "SUMMARY;LANGUAGE=en:Eat\\, drink\nSTATUS:COMPLETED\n";
  CHECK(passes(lines, ""));
  CHECK(passes(lines, "<prop-filter name=\"summary\"/>"));
  CHECK(passes(lines,
               "<prop-filter name=\"SUMMARY\"><text-match>eat, DRINK</text-match></prop-filter>"));
  CHECK_FALSE(passes(lines,
                     "<prop-filter name=\"SUMMARY\"><text-match collation=\"i;octet\">"
                     "eat</text-match></prop-filter>"));
  CHECK_FALSE(passes(lines,
                     "<prop-filter name=\"STATUS\"><text-match negate-condition=\"yes\">"
                     "COMPLETED</text-match></prop-filter>"));
  CHECK(passes(lines, "<prop-filter name=\"DUE\"><is-not-defined/></prop-filter>"));
  CHECK_FALSE(passes(lines, "<prop-filter name=\"STATUS\"><is-not-defined/></prop-filter>"));
  CHECK(passes(lines,
               "<prop-filter name=\"SUMMARY\"><param-filter name=\"LANGUAGE\">"
               "<text-match>EN</text-match></param-filter></prop-filter>"));
  CHECK_FALSE(passes(lines,
                     "<prop-filter name=\"SUMMARY\"><param-filter name=\"LANGUAGE\">"
                     "<is-not-defined/></param-filter></prop-filter>"));
  CHECK(passes(lines, "<comp-filter name=\"VALARM\"><is-not-defined/></comp-filter>"));
  CHECK_FALSE(passes(lines, "<comp-filter name=\"VALARM\"/>"));
  CHECK_THROWS_AS(
      passes(lines, "<prop-filter name=\"A\"><text-match collation=\"x\"/></prop-filter>"),
      UnknownCollation);
  CHECK_THROWS_AS(passes(lines, "<prop-filter/>"), XmlError);
  CHECK_THROWS_AS(passes(lines, "<time-range start=\"now\"/>"), XmlError);
  CHECK_THROWS_AS(passes(lines,
                         "<comp-filter name=\"VALARM\"><time-range "
                         "start=\"20261201T000000Z\"/></comp-filter>"),
                  UnknownFilter);
}

TEST_CASE("caldav filters: when a task is in a range, by what it says of when") {
  const std::string day = "20261201T000000Z", next = "20261202T000000Z";
  CHECK(in_range("", day, next));
  CHECK(in_range("DUE:20261201T100000Z\n", day, next));
  CHECK(in_range("DUE:20261202T000000Z\n", day, next));
  CHECK_FALSE(in_range("DUE:20261201T000000Z\n", day, next));
  CHECK(in_range("DTSTART:20261201T000000Z\n", day, next));
  CHECK_FALSE(in_range("DTSTART:20261202T000000Z\n", day, next));
  CHECK(in_range("DTSTART:20261101T000000Z\nDUE:20270101T000000Z\n", day, next));
  CHECK(in_range("DTSTART:20261130T230000Z\nDURATION:PT2H\n", day, next));
  CHECK_FALSE(in_range("COMPLETED:20261130T000000Z\n", day, next));
  CHECK(in_range("COMPLETED:20261130T000000Z\nCREATED:20261201T000000Z\n", day, next));
  // Midnight in Amsterdam is an hour before that of UTC.
  CHECK(in_range("DUE:20261201T003000\n", "20261130T230000Z", "20261130T233000Z"));
}

TEST_CASE("caldav filters: of what recurs any occurrence will do") {
  const std::string weekly =
      "DTSTART:20261201T100000Z\nDUE:20261201T110000Z\nRRULE:FREQ=WEEKLY;COUNT=3\n";
  CHECK(in_range(weekly, "20261215T103000Z", "20261215T104000Z"));
  CHECK_FALSE(in_range(weekly, "20261216T000000Z", "20261217T000000Z"));
  CHECK_FALSE(in_range(weekly, "20261222T000000Z", "20261223T000000Z"));
}

TEST_CASE("caldav: the parts of a calendar that a REPORT wants") {
  const auto wanted = parse_xml(
      "<comp xmlns=\"urn:ietf:params:xml:ns:caldav\" name=\"VCALENDAR\"><allprop/>"
      "<comp name=\"VTODO\"><prop name=\"UID\"/></comp></comp>");
  CHECK(to_icalendar(selected(calendar_with("SUMMARY:x\n"), wanted)) ==
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VTODO\r\nUID:1\r\nEND:VTODO\r\nEND:VCALENDAR\r\n");
}

}  // namespace stoa::formats
