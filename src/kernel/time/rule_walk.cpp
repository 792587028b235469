#include "kernel/time/rule_walk.h"

#include <algorithm>

namespace stoa {
namespace {

constexpr std::int64_t last_day = 2'932'896;  // 9999-12-31

// The numbers of a part, or the one that the start has.
template <std::size_t N>
std::vector<std::int32_t> numbers_of(const std::bitset<N>& set, std::int64_t of_start) {
  if (set.none()) return {static_cast<std::int32_t>(of_start)};
  std::vector<std::int32_t> numbers;
  for (std::size_t i = 0; i < N; ++i)
    if (set[i]) numbers.push_back(static_cast<std::int32_t>(i));
  return numbers;
}

// What a period of this frequency has beside its days: the times of day, or those within an hour or
// a minute, in order.
std::vector<std::int32_t> times_within(const Recurrence& rule, std::int64_t start, bool all_day) {
  if (all_day || rule.frequency == Frequency::secondly) return {0};
  const auto hours = rule.frequency >= Frequency::daily ? numbers_of(rule.hours, start / 3600)
                                                        : std::vector<std::int32_t>{0};
  const auto minutes = rule.frequency >= Frequency::hourly
                           ? numbers_of(rule.minutes, start / 60 % 60)
                           : std::vector<std::int32_t>{0};
  const auto seconds = numbers_of(rule.seconds, start % 60);
  std::vector<std::int32_t> times;
  times.reserve(hours.size() * minutes.size() * seconds.size());
  for (auto hour : hours)
    for (auto minute : minutes)
      for (auto second : seconds) times.push_back(hour * 3600 + minute * 60 + second);
  return times;
}

std::int64_t rounded_up(std::int64_t dividend, std::int64_t divisor) {
  return dividend <= 0 ? 0 : (dividend + divisor - 1) / divisor;
}

template <std::size_t N>
bool leaves_out(const std::bitset<N>& set, std::int64_t value) {
  return set.any() && !set[static_cast<std::size_t>(value)];
}

}  // namespace

RuleWalk::RuleWalk(const Recurrence& rule, LocalDateTime start, bool all_day, std::int64_t& budget)
    : rule_(rule),
      start_(start),
      from_(start),
      start_day_(calendar_day(date_of(start).days)),
      days_(rule, start_day_),
      budget_(budget),
      times_(times_within(rule, second_of_day(start), all_day)) {
  // A day may have 86,400 times.
  budget_ -= static_cast<std::int64_t>(times_.size()) / 64;
}

std::int64_t RuleWalk::step() const {
  const std::int64_t unit = rule_.frequency == Frequency::hourly     ? 3600
                            : rule_.frequency == Frequency::minutely ? 60
                                                                     : 1;
  return unit * rule_.interval;
}

// Far beyond the last day is as good as any day beyond it.
std::int32_t RuleWalk::first_day(std::int64_t index) const {
  const std::int64_t many = std::min(index * rule_.interval, 2 * last_day);
  std::int64_t day = last_day + 1;
  switch (rule_.frequency) {
    case Frequency::yearly:
      if (start_day_.year + many <= 9999)
        day = first_of_month(static_cast<int>(start_day_.year + many), 1);
      break;
    case Frequency::monthly: {
      const std::int64_t month = start_day_.year * 12 + start_day_.month - 1 + many;
      if (month < 10'000 * 12)
        day = first_of_month(static_cast<int>(month / 12), static_cast<int>(month % 12) + 1);
      break;
    }
    case Frequency::weekly:
      day = start_of_week(start_day_.days, rule_.week_start) + std::min(many, last_day) * 7;
      break;
    default:
      day = start_day_.days + many;
  }
  return static_cast<std::int32_t>(std::min(day, last_day + 1));
}

std::int64_t RuleWalk::index_of(LocalDateTime time) const {
  const CalendarDay day = calendar_day(date_of(time).days);
  switch (rule_.frequency) {
    case Frequency::yearly:
      return (day.year - start_day_.year) / rule_.interval;
    case Frequency::monthly:
      return ((day.year - start_day_.year) * 12 + day.month - start_day_.month) / rule_.interval;
    case Frequency::weekly:
      return (day.days - start_of_week(start_day_.days, rule_.week_start)) / 7 / rule_.interval;
    case Frequency::daily:
      return (day.days - start_day_.days) / rule_.interval;
    default:
      return (time.seconds - start_.seconds) / step();
  }
}

void RuleWalk::skip_to(LocalDateTime from) {
  if (from <= from_) return;
  from_ = from;
  const std::int64_t index = index_of(from);
  if (index >= index_) {
    index_ = index;
    size_ = at_ = 0;
  } else {
    at_ = std::max(at_, first_at_or_after(from.seconds));
  }
}

std::optional<LocalDateTime> RuleWalk::next() {
  while (at_ == size_)
    if (!fill()) return std::nullopt;
  --budget_;
  return LocalDateTime{element(at_++)};
}

bool RuleWalk::fill() {
  if (!is_by_day()) return fill_by_time();
  do {
    const std::int32_t first = first_day(index_);
    if (first > last_day || budget_ < 0) return false;
    ++index_;
    budget_ -= days_.in_period(first, taken_);
    while (!taken_.empty() && taken_.back() > last_day) taken_.pop_back();
  } while (taken_.empty());
  pick();
  return true;
}

bool RuleWalk::fill_by_time() {
  const std::int64_t length = rule_.frequency == Frequency::hourly     ? 3600
                              : rule_.frequency == Frequency::minutely ? 60
                                                                       : 1;
  const std::int64_t base = start_.seconds - second_of_day(start_) % length;
  for (;;) {
    if (index_ > ((last_day + 1) * seconds_a_day - 1 - base) / step()) return false;
    if (--budget_ < 0) return false;
    base_ = base + index_ * step();
    const std::int64_t instead = unless_taken(base_);
    if (instead == base_) break;
    index_ = std::max(index_ + 1, rounded_up(instead - base, step()));
  }
  ++index_;
  pick();
  return true;
}

// The period's own begin if the rule takes it, else the first second at which that may change.
std::int64_t RuleWalk::unless_taken(std::int64_t second) const {
  const std::int32_t number = date_of({second}).days;
  const CalendarDay day = calendar_day(number);
  if (!days_.takes_month(day.month))
    return (std::int64_t{number} + day.month_length - day.day + 1) * seconds_a_day;
  if (!days_.takes(day)) return (std::int64_t{number} + 1) * seconds_a_day;
  const std::int64_t of_day = second_of_day({second});
  if (leaves_out(rule_.hours, of_day / 3600)) return second + 3600 - of_day % 3600;
  if (rule_.frequency == Frequency::hourly) return second;
  if (leaves_out(rule_.minutes, of_day / 60 % 60)) return second + 60 - of_day % 60;
  if (rule_.frequency == Frequency::minutely) return second;
  return leaves_out(rule_.seconds, of_day % 60) ? second + 1 : second;
}

void RuleWalk::pick() {
  const auto bases = is_by_day() ? static_cast<std::int64_t>(taken_.size()) : 1;
  const std::int64_t all = bases * static_cast<std::int64_t>(times_.size());
  picks_.clear();
  budget_ -= static_cast<std::int64_t>(rule_.positions.size()) / 16;
  for (int position : rule_.positions) {
    const std::int64_t i = position > 0 ? position - 1 : all + position;
    if (i >= 0 && i < all) picks_.push_back(i);
  }
  std::sort(picks_.begin(), picks_.end());
  picks_.erase(std::unique(picks_.begin(), picks_.end()), picks_.end());
  size_ = rule_.positions.empty() ? all : static_cast<std::int64_t>(picks_.size());
  at_ = 0;
  at_ = first_at_or_after(from_.seconds);
}

std::int64_t RuleWalk::element(std::int64_t i) const {
  if (!rule_.positions.empty()) i = picks_[static_cast<std::size_t>(i)];
  const auto many = static_cast<std::int64_t>(times_.size());
  const std::int64_t base =
      is_by_day() ? taken_[static_cast<std::size_t>(i / many)] * seconds_a_day : base_;
  return base + times_[static_cast<std::size_t>(i % many)];
}

std::int64_t RuleWalk::first_at_or_after(std::int64_t second) const {
  std::int64_t low = at_, high = size_;
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    if (element(middle) < second) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

}  // namespace stoa
