#include "formats/icalendar.h"

#include <doctest/doctest.h>

namespace stoa::formats {
namespace {

std::string ical_fault(const std::string& text) {
  try {
    parse_icalendar(text);
    return "";
  } catch (const IcalError& error) {
    return error.what();
  }
}

IcalComponent one_calendar(const std::string& text) {
  const auto all = parse_icalendar(text);
  REQUIRE(all.size() == 1);
  return all.front();
}

const std::string foreign_calendar =
    "BEGIN:VCALENDAR\r\n"
    "VERSION:2.0\r\n"
    "PRODID:-//Example//EN\r\n"
    "BEGIN:VTODO\r\n"
    "UID:1\r\n"
    "SUMMARY;LANGUAGE=en:One\\, two\\; three\\nfour\r\n"
    "X-ODD;X-A=1,\"2;3\",4;X-B=^n^'^^:a:b;c,d\r\n"
    "SUMMARY:again\r\n"
    "BEGIN:VALARM\r\n"
    "TRIGGER:-PT15M\r\n"
    "END:VALARM\r\n"
    "BEGIN:X-THING\r\n"
    "END:X-THING\r\n"
    "END:VTODO\r\n"
    "END:VCALENDAR\r\n";

}  // namespace

TEST_CASE("icalendar: nothing is lost on the way, known or not") {
  const IcalComponent calendar = one_calendar(foreign_calendar);
  CHECK(to_icalendar(calendar) == foreign_calendar);
  const IcalComponent& todo = calendar.components.at(0);
  CHECK(text_of(todo.find("SUMMARY")->value) == "One, two; three\nfour");
  CHECK(todo.find("SUMMARY")->parameter("LANGUAGE") == "en");
  CHECK(todo.find("X-ODD")->parameters.at(0).values == std::vector<std::string>{"1", "2;3", "4"});
  CHECK(todo.find("X-ODD")->parameter("X-B") == "\n\"^");
  CHECK(todo.find("X-ODD")->value == "a:b;c,d");
  CHECK(todo.find("DUE") == nullptr);
}

TEST_CASE("icalendar: lines are folded at 75 bytes and between characters") {
  for (std::size_t shift = 0; shift < 8; ++shift) {
    std::string text(shift, 'x');
    for (int i = 0; i < 60; ++i) text += i % 3 == 0 ? "é" : i % 3 == 1 ? "日" : "🏛";
    const IcalComponent todo{.name = "VTODO", .properties = {{"SUMMARY", ical_text(text)}}};
    const std::string written = to_icalendar(todo);
    for (std::size_t at = 0; at < written.size();) {
      const auto end = written.find("\r\n", at);
      REQUIRE(end - at <= 75);
      CHECK((static_cast<unsigned char>(written[at]) & 0xC0) != 0x80);
      CHECK((written[at] != ' ' || (static_cast<unsigned char>(written[at + 1]) & 0xC0) != 0x80));
      at = end + 2;
    }
    CHECK(one_calendar(written) == todo);
  }
}

TEST_CASE("icalendar: lines of other programs are read") {
  // LF, lower case, a fold with a tab in the middle of a character, empty lines, a byte order mark.
  CHECK(one_calendar("\xEF\xBB\xBF"
                     "begin:vtodo\nsummary:caf\xC3\n\t\xA9 au l\n  ait\n\nEnd:VTodo\n") ==
        IcalComponent{.name = "VTODO", .properties = {{"SUMMARY", "café au l ait"}}});
  CHECK(parse_icalendar("").empty());
  CHECK(parse_icalendar("BEGIN:A\nEND:A\nBEGIN:B\nEND:B").size() == 2);
}

TEST_CASE("icalendar: what is no calendar is told by its line") {
  CHECK(ical_fault("hello") == "Line 1 of the calendar has no colon between a name and a value.");
  CHECK(ical_fault("BEGIN:A\nX Y:1") == "Line 2 of the calendar has a name that is none.");
  CHECK(ical_fault("A:1") == "Line 1 of the calendar stands outside of BEGIN and END.");
  CHECK(ical_fault("BEGIN:A\nEND:B") == "Line 2 of the calendar ends what it is not inside of: B.");
  CHECK(ical_fault("BEGIN:A") == "Line 1 of the calendar is the last one, and there is no END:A.");
  CHECK(ical_fault("BEGIN:A\nX;Y=\"1:2") ==
        "Line 2 of the calendar has a parameter that does not end.");
  CHECK(ical_fault("BEGIN:A\nX;Y:2") == "Line 2 of the calendar has a parameter without a value.");
  CHECK(ical_fault("BEGIN:A\nX:\xFF") == "Line 2 of the calendar is not UTF-8.");
}

TEST_CASE("icalendar: depth, size and parts are limited") {
  std::string deep;
  for (std::size_t i = 0; i <= deepest_ical; ++i) deep += "BEGIN:A\n";
  CHECK(ical_fault(deep) == "Line 11 of the calendar is inside of more than 10 components.");
  CHECK(ical_fault(std::string(longest_icalendar + 1, ' ')) ==
        "A calendar has at most 8388608 bytes.");
  std::string many = "BEGIN:A\nX;Y=";
  for (std::size_t i = 0; i <= most_ical_parts; ++i) many += ",";
  CHECK(ical_fault(many + ":") == "A calendar has at most 200000 parts.");
}

TEST_CASE("icalendar: no text becomes a line of its own") {
  const IcalComponent todo{
      .name = "VTODO",
      .properties = {{"SUMMARY", ical_text("a\r\nb\rc\nd\x01"), {{"X-P", {"\r\nEND:VTODO\""}}}},
                     {"X-RAW", "1\r\nEND:VTODO"}}};
  CHECK(to_icalendar(todo) ==
        "BEGIN:VTODO\r\nSUMMARY;X-P=\"^nEND:VTODO^'\":a\\nb\\nc\\nd\r\nX-RAW:1END:VTODO\r\n"
        "END:VTODO\r\n");
  CHECK_THROWS_AS(to_icalendar({.name = "A\r\nB"}), IcalError);
  CHECK_THROWS_AS(to_icalendar({.name = "A", .properties = {{"END", "A"}}}), IcalError);
  CHECK_THROWS_AS(to_icalendar({.name = "A", .properties = {{"", "A"}}}), IcalError);
}

TEST_CASE("icalendar: lists of texts") {
  const std::vector<std::string> texts = {"home", "a, b", "c;d\\e", ""};
  CHECK(ical_texts(texts) == "home,a\\, b,c\\;d\\\\e,");
  CHECK(texts_of(ical_texts(texts)) == texts);
  CHECK(text_of("not, escaped") == "not, escaped");
}

}  // namespace stoa::formats
