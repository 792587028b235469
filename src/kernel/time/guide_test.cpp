// What docs/guide-time.md shows, as it is: it compiles, and does what the page says.

#include "kernel/model/codec.h"
#include "kernel/testing/test.h"
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

}  // namespace stoa::guide
