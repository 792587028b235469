// Zone and When as members of a model.

#include "kernel/time/words.h"

#include <boost/json/serialize.hpp>

#include "kernel/model/codec.h"
#include "kernel/model/problem.h"
#include "kernel/model/schema.h"
#include "kernel/testing/test.h"

namespace stoa {
namespace {

struct Errand {
  When due = {};
  std::optional<Zone> zone = {};
  std::optional<Rule> rule = {};
};
BOOST_DESCRIBE_STRUCT(Errand, (), (due, zone, rule))

// The errand as it is kept, or what is wrong with it.
std::string kept_errand(const std::string& json) {
  try {
    const auto errand = from_json<Errand>(json);
    return errand.due + (errand.zone ? " " + *errand.zone : "") +
           (errand.rule ? " " + *errand.rule : "");
  } catch (const Refusal& refusal) {
    std::string faults;
    for (const auto& error : refusal.errors)
      faults += error.code + " " + error.pointer + ": " + error.message;
    return faults;
  }
}

std::string kept_due(const std::string& due) { return kept_errand("{\"due\":\"" + due + "\"}"); }

std::string begins(const char* due, const char* here) {
  return to_string(begin_of(When(std::string(due)).moment(), zone_rules(here)));
}
std::string ends(const char* due, const char* here) {
  return to_string(end_of(When(std::string(due)).moment(), zone_rules(here)));
}

}  // namespace

TEST("time: a moment has four forms and one way to write each") {
  CHECK(kept_due("2026-11-23") == "2026-11-23");
  CHECK(kept_due("2026-11-23T08:15") == "2026-11-23T08:15:00");
  CHECK(kept_due("2026-11-23T08:15[Europe/Amsterdam]") == "2026-11-23T08:15:00[Europe/Amsterdam]");
  CHECK(kept_due("2026-11-23T08:15:00+01:00") == "2026-11-23T07:15:00Z");
  CHECK(kept_due("2026-11-23t08:15:00.250z") == "2026-11-23T08:15:00.25Z");
}

TEST("time: what is no moment is said to be none, and which zone was meant") {
  for (const char* bad :
       {"tomorrow, please", "2026-02-30", "2026-11-23T25:00:00", "2026-11-23T08",
        "2026-11-23T08:15:00[", "2026-11-23[Europe/Amsterdam]",
        "2026-11-23T08:15:00Z[Europe/Amsterdam]", "2026-11-23T08:15:00[Europe/Amsterdam]x"}) {
    CAPTURE(bad);
    CHECK(kept_due(bad).starts_with("bad_format /due: This is "));
  }
  CHECK(kept_due("2026-11-23T08:15:00[Europe/Amsterdm]") ==
        "bad_format /due: This system knows no time zone of this name; did you mean "
        "\"Europe/Amsterdam\"?");
  CHECK(kept_errand(R"({"due":"2026-11-23","zone":"Amsterdam"})") ==
        "bad_format /zone: This system knows no time zone of this name; did you mean "
        "\"Europe/Amsterdam\"?");
  CHECK(kept_errand(R"({"due":"2026-11-23","zone":"Asia/Tokyo"})") == "2026-11-23 Asia/Tokyo");
}

TEST("time: a day begins at the midnight of whoever looks, and ends with the next one") {
  CHECK(begins("2026-11-23", "Europe/Amsterdam") == "2026-11-22T23:00:00Z");
  CHECK(ends("2026-11-23", "Europe/Amsterdam") == "2026-11-23T23:00:00Z");
  CHECK(begins("2026-11-23", "Pacific/Auckland") == "2026-11-22T11:00:00Z");
  // A day of 25 hours, one whose midnight was skipped, and one that never was.
  CHECK(ends("2026-10-25", "Europe/Amsterdam") == "2026-10-25T23:00:00Z");
  CHECK(begins("2018-11-04", "America/Sao_Paulo") == "2018-11-04T03:00:00Z");
  CHECK(begins("2011-12-30", "Pacific/Apia") == begins("2011-12-31", "Pacific/Apia"));
}

TEST("time: a zone of its own counts wherever one looks, a floating time does not have one") {
  for (const char* here : {"UTC", "Asia/Tokyo"}) {
    CHECK(begins("2026-11-23T08:15:00[Europe/Amsterdam]", here) == "2026-11-23T07:15:00Z");
    CHECK(ends("2026-11-23T08:15:00Z", here) == "2026-11-23T08:15:00Z");
  }
  CHECK(begins("2026-11-23T08:15:00", "Asia/Tokyo") == "2026-11-22T23:15:00Z");
  CHECK(begins("2026-11-23T08:15:00", "UTC") == "2026-11-23T08:15:00Z");
}

TEST("time: a rule is kept in its normal form, or told which part is wrong") {
  CHECK(kept_errand(R"({"due":"2026-11-23","rule":"byday=tu,mo;freq=weekly"})") ==
        "2026-11-23 FREQ=WEEKLY;BYDAY=MO,TU");
  CHECK(kept_errand(R"({"due":"2026-11-23","rule":"FREQ=WEEKLY;BYDAY=XX"})") ==
        "bad_format /rule: BYDAY: \"XX\" is no weekday: MO, TU, WE, TH, FR, SA, SU.");
}

TEST("time: OpenAPI tells the forms") {
  CHECK(boost::json::serialize(schema_of(type_of<Zone>(), Face::input, {})) ==
        R"({"type":"string","description":"A time zone by its name in the IANA database, such as )"
        R"(Europe/Amsterdam.","minLength":1,"maxLength":64})");
  CHECK(schema_of(type_of<When>(), Face::output, {})
            .at("description")
            .as_string()
            .starts_with("A day (2026-11-23), a local time"));
}

}  // namespace stoa
