// What recurs: a start, a rule, days added and days left out, and the clocks of a place.
//
// As RFC 5545 §3.8.5.3 has it, with what it leaves open decided:
// - The start is always the first occurrence and counts for COUNT, whether or not it fits the rule.
// - A rule is followed in local time, then each time is placed in the zone. What the clocks skip is
//   counted with the offset before, what comes twice is the first (§3.3.5). Two occurrences that
//   come to the same instant that way are one, and they come in the order of their instants.
// - An occurrence is known by its local time (RECURRENCE-ID), which no change of a zone's rules
//   moves: that is what an app keeps of one that is done, or left out.
// One thread at a time.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "kernel/time/moment.h"
#include "kernel/time/recurrence.h"

namespace stoa {

struct Series {
  Moment start = {};
  std::optional<Recurrence> rule = {};
  // RDATE and EXDATE, by the clock of the start: the midnight of a day, UTC for an instant.
  std::vector<LocalDateTime> also = {}, except = {};
};

inline constexpr std::size_t most_exceptions = 1'000;

// Why a series is none, in a sentence; "" for one that is: UNTIL in another form than the start or
// before it, hours for what has days only, more than most_exceptions in a list.
std::string fault_in(const Series&);

struct Occurrence {
  LocalDateTime local;
  Timestamp at;
  bool operator==(const Occurrence&) const = default;
};

// About a day looked at, or an occurrence passed over: some tens of nanoseconds each.
inline constexpr std::int64_t usual_work = 500'000;

class Occurrences {
 public:
  // What has no zone of its own is placed by the clocks of `here`. Throws UnknownZone.
  Occurrences(const Series& series, const ZoneRules& here, std::int64_t work = usual_work);
  Occurrences(Occurrences&&) noexcept;
  ~Occurrences();

  // Nothing at the end, at the end of the year 9999, and when the work is used up.
  std::optional<Occurrence> next();
  // Passes over what is before `from`: at once, or with COUNT one by one.
  void skip_to(Timestamp from);
  // Whether the last next() gave nothing because the work was used up, not because there is none.
  bool gave_up() const;

 private:
  class Walk;
  std::unique_ptr<Walk> walk_;
};

// The first after an instant; the n-th of all, the start being 1.
std::optional<Occurrence> next_occurrence(const Series&, const ZoneRules& here, Timestamp after);
std::optional<Occurrence> nth_occurrence(const Series&, const ZoneRules& here, std::int64_t n);
// From `from` on and before `to`, at most so many.
std::vector<Occurrence> occurrences_between(const Series&, const ZoneRules& here, Timestamp from,
                                            Timestamp to, std::size_t most);
// Whether the series has this one.
std::optional<Occurrence> occurrence_at(const Series&, const ZoneRules& here, LocalDateTime local);

}  // namespace stoa
