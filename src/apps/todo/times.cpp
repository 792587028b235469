#include "apps/todo/times.h"

#include <algorithm>

#include "kernel/time/series.h"

namespace stoa::todo {
namespace {

ZoneRules utc() { return zone_rules("UTC"); }

Refusal wrong(const char* pointer, const char* code, std::string message) {
  return {problems::validation_failed, "", {{pointer, code, std::move(message)}}};
}

// What the clock of the moment shows; of a day its midnight.
LocalDateTime local_of(const Moment& moment) {
  if (const auto* day = std::get_if<Date>(&moment)) return midnight_of(*day);
  if (const auto* floating = std::get_if<LocalDateTime>(&moment)) return *floating;
  if (const auto* zoned = std::get_if<ZonedDateTime>(&moment)) return zoned->local;
  return utc().local(std::get<Timestamp>(moment));
}

// The moment of the same form that this clock shows.
Moment like(const Moment& form, LocalDateTime local) {
  if (std::holds_alternative<Date>(form)) return date_of(local);
  if (std::holds_alternative<LocalDateTime>(form)) return local;
  if (const auto* zoned = std::get_if<ZonedDateTime>(&form))
    return ZonedDateTime{local, zoned->zone};
  return utc().instant(local);
}

// By the clock of the moment where it has one, else by that of `here`.
LocalDateTime local_now(const Moment& form, Timestamp now, const ZoneRules& here) {
  if (const auto* zoned = std::get_if<ZonedDateTime>(&form))
    return zone_rules(zoned->zone).local(now);
  if (std::holds_alternative<Timestamp>(form)) return utc().local(now);
  return here.local(now);
}

// The first behind an instant.
std::optional<Moment> next_in(const Series& series, Timestamp after) {
  const auto next = next_occurrence(series, utc(), after);
  if (!next) return std::nullopt;
  return like(series.start, next->local);
}

// The series begins anew on the day when the task was done, at the time of day that it had. What
// was done before it was due is due later the next time all the same. A count is of what is left.
std::optional<Step> step_from_completion(const Task& task, Timestamp now, const ZoneRules& here) {
  Recurrence rule = task.repeat->recurrence();
  if (rule.count && --*rule.count == 0) return std::nullopt;
  const Moment due = task.due->moment();
  const auto time_of_day = std::chrono::seconds(second_of_day(local_of(due)));
  const LocalDateTime today = midnight_of(date_of(local_now(due, now, here)));
  Series series{.start = like(due, today + time_of_day), .rule = rule};
  series.rule->count.reset();
  const auto next = next_in(series, std::max(begin_of(series.start, utc()), begin_of(due, utc())));
  if (!next) return std::nullopt;
  return Step{*next, series.start, rule};
}

void check_series(const Task& task) {
  if (!task.due)
    throw wrong("/repeat", "needs_due", "What recurs is due at some time: say which in `due`.");
  const std::string fault =
      fault_in({.start = task.series_start->moment(), .rule = task.repeat->recurrence()});
  if (!fault.empty()) throw wrong("/repeat", "invalid", fault);
}

// What lists are ordered and narrowed by.
void set_due_columns(Task& task) {
  task.due_date.reset();
  task.due_at.reset();
  if (!task.due) return;
  const Moment due = task.due->moment();
  task.due_date = date_of(local_of(due));
  task.due_at = end_of(due, utc());
}

constexpr int planned_ahead = 60;  // occurrences

}  // namespace

void settle_times(Task& task, const Task* before) {
  set_due_columns(task);
  if (task.start && task.due &&
      begin_of(task.start->moment(), utc()) > end_of(task.due->moment(), utc())) {
    throw wrong("/start", "after_due", "A task does not start after it is due.");
  }
  const bool goes_on = before && before->repeat == task.repeat && before->due == task.due;
  if (!task.repeat) {
    task.series_start.reset();
  } else if (!goes_on) {
    task.series_start = task.due;
    check_series(task);
  }
}

std::optional<Step> step_of(const Task& task, Timestamp now, const ZoneRules& here) {
  if (task.repeat_from == RepeatFrom::completion) return step_from_completion(task, now, here);
  const Series series{.start = task.series_start->moment(), .rule = task.repeat->recurrence()};
  const auto next = next_in(series, begin_of(task.due->moment(), utc()));
  if (!next) return std::nullopt;
  return Step{*next, *task.series_start, *task.repeat};
}

void take_step(Task& task, const Step& step) {
  if (task.start) {
    const Moment start = task.start->moment();
    const auto further = local_of(step.due.moment()).seconds - local_of(task.due->moment()).seconds;
    task.start = like(start, local_of(start) + std::chrono::seconds(further));
  }
  task.due = step.due;
  task.series_start = step.series_start;
  task.repeat = step.rule;
  set_due_columns(task);
}

Moment later(const Moment& moment, std::chrono::seconds further) {
  return like(moment, local_of(moment) + further);
}

bool counts_alike(const When& start, const When& due, const Rule& rule) {
  const Moment first = start.moment(), last = due.moment();
  if (first.index() != last.index()) return false;
  const Series from_start{.start = first, .rule = rule.recurrence()};
  const Series from_due{.start = last, .rule = rule.recurrence()};
  if (!fault_in(from_start).empty() || !fault_in(from_due).empty()) return false;
  const auto between = local_of(last).seconds - local_of(first).seconds;
  Occurrences starts(from_start, utc()), dues(from_due, utc());
  for (int i = 0; i < planned_ahead; ++i) {
    const auto one = starts.next(), other = dues.next();
    if (one.has_value() != other.has_value()) return false;
    if (!one) break;
    if (other->local.seconds - one->local.seconds != between) return false;
  }
  return true;
}

Rule rule_from_here(const Task& task) {
  Recurrence rule = task.repeat->recurrence();
  if (!rule.count) return *task.repeat;
  Occurrences all({.start = task.series_start->moment(), .rule = rule}, utc());
  const LocalDateTime here = local_of(task.due->moment());
  std::int64_t passed = 0;
  for (auto one = all.next(); one && one->local < here; one = all.next()) ++passed;
  rule.count = std::max<std::int64_t>(*rule.count - passed, 1);
  return rule;
}

}  // namespace stoa::todo
