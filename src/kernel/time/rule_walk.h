// The local times that a rule names from a start on, one after the other, for ever: COUNT, UNTIL
// and zones are Occurrences' (series.h). Inside kernel/time only.
//
// Each step has a price, about a day looked at, and a walk may spend so much and no more: a rule
// that never happens ends a walk as one that has come to its end does. One thread at a time.
#pragma once

#include <optional>
#include <vector>

#include "kernel/time/rule_days.h"

namespace stoa {

class RuleWalk {
 public:
  // An all-day rule knows no times of day, whatever it says of them.
  RuleWalk(const Recurrence& rule, LocalDateTime start, bool all_day, std::int64_t& budget);

  // The next after the last one, not before the start. Nothing at the end of the year 9999, or when
  // the budget is used up: it is below 0 then.
  std::optional<LocalDateTime> next();
  // Passes over what is before `from`, without the price of each. Never goes back.
  void skip_to(LocalDateTime from);

 private:
  // A period is a year, a month, …, a second: the `index_`-th after that of the start.
  bool is_by_day() const { return rule_.frequency >= Frequency::daily; }
  std::int64_t step() const;  // seconds, for what is not by day
  std::int32_t first_day(std::int64_t index) const;
  std::int64_t index_of(LocalDateTime time) const;  // the period that holds it, or the last before
  bool fill();                                      // the next period that has anything
  bool fill_by_time();
  std::int64_t unless_taken(std::int64_t second) const;
  void pick();
  std::int64_t element(std::int64_t i) const;
  std::int64_t first_at_or_after(std::int64_t second) const;

  Recurrence rule_;
  LocalDateTime start_, from_;
  CalendarDay start_day_;
  RuleDays days_;
  std::int64_t& budget_;
  std::int64_t index_ = 0;
  // What the period has is each base with each time added to it, or those of them that BYSETPOS
  // picks.
  std::vector<std::int32_t> taken_;
  std::int64_t base_ = 0;            // for what is not by day
  std::vector<std::int32_t> times_;  // seconds of the day, of the hour, of the minute
  std::vector<std::int64_t> picks_;
  std::int64_t at_ = 0, size_ = 0;
};

}  // namespace stoa
