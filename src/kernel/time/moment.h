// When something is due or begins: a day, a time by a clock, or an instant. One text for all.
//
//   2026-11-23                               a day, wherever one is
//   2026-11-23T08:15:00                      by the clock of whoever looks ("floating")
//   2026-11-23T08:15:00[Europe/Amsterdam]    by the clocks of a place
//   2026-11-23T07:15:00Z                     an instant
//
// These are the forms of RFC 5545's DATE and DATE-TIME, written as RFC 3339 and RFC 9557 write
// them; JavaScript's Temporal reads all four. The third is kept without its instant: when a country
// changes its clocks, the appointment stays at a quarter past eight. Plain values; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "kernel/time/zone.h"

namespace stoa {

struct ZonedDateTime {
  LocalDateTime local = {};
  std::string zone = {};  // an IANA name
  bool operator==(const ZonedDateTime&) const = default;
};

using Moment = std::variant<Date, LocalDateTime, ZonedDateTime, Timestamp>;

std::string to_string(const Moment&);
// Puts a text into the form above and says what is wrong with it: "" for nothing.
std::string normalise_moment(std::string& text);
// Nothing for a text that is none, or names a zone that the system does not have.
std::optional<Moment> parse_moment(std::string_view text);

// Where nothing else is said, by the clocks of `here`. A day begins at its midnight and ends where
// the next one begins; any other moment ends as it begins. What is due is late after its end.
Timestamp begin_of(const Moment&, const ZoneRules& here);
Timestamp end_of(const Moment&, const ZoneRules& here);

}  // namespace stoa
