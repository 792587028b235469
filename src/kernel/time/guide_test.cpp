// What docs/guide-time.md shows, as it is: it compiles, and does what the page says.

#include "kernel/model/codec.h"
#include "kernel/testing/test.h"
#include "kernel/time/series.h"
#include "kernel/time/words.h"

namespace stoa::guide {
namespace {

struct Errand {
  When due = {};   // "2026-11-23", "2026-11-23T08:15:00[Europe/Amsterdam]", …
  Zone zone = {};  // "Europe/Amsterdam": whose midnight ends a day
};
BOOST_DESCRIBE_STRUCT(Errand, (), (due, zone))

bool is_late(const Errand& errand, Timestamp now) {
  return now >= end_of(errand.due.moment(), zone_rules(errand.zone));
}

struct Chore {
  When start = {};                     // "2026-11-23T08:15:00[Europe/Amsterdam]"
  Rule rule = {};                      // "FREQ=MONTHLY;BYDAY=-1FR"
  std::vector<std::string> done = {};  // local times: RFC 5545's RECURRENCE-ID
};
BOOST_DESCRIBE_STRUCT(Chore, (), (start, rule, done))

Series series_of(const Chore& chore) {
  Series series{.start = chore.start.moment(), .rule = chore.rule.recurrence()};
  for (const auto& local : chore.done) series.except.push_back(parse_local(local).value());
  return series;
}

std::optional<Occurrence> next_to_do(const Chore& chore, const ZoneRules& here) {
  return Occurrences(series_of(chore), here).next();
}

}  // namespace

TEST("time: the guide's example works") {
  const auto errand = from_json<Errand>(R"({"due":"2026-11-23","zone":"America/New_York"})");
  CHECK_FALSE(is_late(errand, parse_timestamp("2026-11-24T04:59:59Z").value()));
  CHECK(is_late(errand, parse_timestamp("2026-11-24T05:00:00Z").value()));

  const ZoneRules amsterdam = zone_rules("Europe/Amsterdam");
  const Placed skipped = amsterdam.place(parse_local("2026-03-29T02:30").value());
  CHECK(skipped.kind == Placed::skipped);
  CHECK(to_string(skipped.at) == "2026-03-29T01:30:00Z");  // clocks show half past three
}

TEST("time: the guide's chore comes on the last Friday of each month") {
  auto chore = from_json<Chore>(
      R"({"start":"2026-10-30T08:15[Europe/Amsterdam]","rule":"FREQ=MONTHLY;BYDAY=-1FR"})");
  CHECK(fault_in(series_of(chore)) == "");
  const ZoneRules utc = zone_rules("UTC");
  chore.done.push_back(to_string(next_to_do(chore, utc)->local));
  CHECK(to_string(next_to_do(chore, utc)->local) == "2026-11-27T08:15:00");
  CHECK(to_string(next_to_do(chore, utc)->at) == "2026-11-27T07:15:00Z");
}

}  // namespace stoa::guide
