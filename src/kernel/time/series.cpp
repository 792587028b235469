#include "kernel/time/series.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>

#include "kernel/time/rule_walk.h"

namespace stoa {
namespace {

using std::chrono::seconds;

// No clock was ever set further than over the date line.
constexpr seconds most_clocks_skip = std::chrono::hours(25);

LocalDateTime local_start(const Moment& start) {
  if (const auto* day = std::get_if<Date>(&start)) return midnight_of(*day);
  if (const auto* local = std::get_if<LocalDateTime>(&start)) return *local;
  if (const auto* zoned = std::get_if<ZonedDateTime>(&start)) return zoned->local;
  return zone_rules("UTC").local(std::get<Timestamp>(start));
}

ZoneRules zone_of(const Moment& start, const ZoneRules& here) {
  if (const auto* zoned = std::get_if<ZonedDateTime>(&start)) return zone_rules(zoned->zone);
  return std::holds_alternative<Timestamp>(start) ? zone_rules("UTC") : here;
}

bool is_all_day(const Moment& start) { return std::holds_alternative<Date>(start); }

std::vector<LocalDateTime> sorted(std::vector<LocalDateTime> times) {
  std::sort(times.begin(), times.end());
  return times;
}

}  // namespace

class Occurrences::Walk {
 public:
  Walk(const Series& series, const ZoneRules& here, std::int64_t work)
      : zone_(zone_of(series.start, here)),
        start_(local_start(series.start)),
        work_(work),
        also_(sorted(series.also)),
        except_(sorted(series.except)) {
    if (!series.rule) return;
    until_ = series.rule->until;
    left_ = series.rule->count;
    rule_.emplace(*series.rule, start_, is_all_day(series.start), work_);
  }

  // In the order of instants. What the clocks skip comes to an instant that later local times may
  // come to as well, or come before: it waits until they have passed.
  std::optional<Occurrence> next() {
    for (;;) {
      if (!ahead_) ahead_ = next_placed();
      while (ahead_ && ahead_->kind == Placed::skipped) {
        shifted_.push_back(ahead_->occurrence);
        ahead_ = next_placed();
      }
      if (!ahead_ && shifted_.empty()) return std::nullopt;
      std::optional<Occurrence> found;
      if (!shifted_.empty() && (!ahead_ || shifted_.front().at < ahead_->occurrence.at)) {
        found = shifted_.front();
        shifted_.pop_front();
      } else {
        found = ahead_->occurrence;
        ahead_.reset();
        while (!shifted_.empty() && shifted_.front().at == found->at) shifted_.pop_front();
      }
      if (found->at >= from_) return found;
    }
  }

  void skip_to(Timestamp from) {
    from_ = std::max(from_, from);
    if (left_) return;
    const LocalDateTime local = zone_.local(from) - most_clocks_skip;
    if (local <= start_) return;
    start_is_over_ = true;
    if (waiting_ && *waiting_ < local) waiting_.reset();
    if (rule_) rule_->skip_to(local);
  }

  bool gave_up() const { return work_ < 0; }

 private:
  struct Ahead {
    Occurrence occurrence;
    Placed::Kind kind;
  };

  std::optional<Ahead> next_placed() {
    const auto local = next_local();
    if (!local) return std::nullopt;
    const Placed placed = zone_.place(*local);
    return Ahead{{*local, placed.at}, placed.kind};
  }

  // The rule's and the added ones, in order and once, without those left out.
  std::optional<LocalDateTime> next_local() {
    for (;;) {
      if (--work_ < 0) return std::nullopt;
      if (!waiting_) waiting_ = next_of_rule();
      if (work_ < 0) return std::nullopt;
      const bool is_added =
          next_also_ < also_.size() && (!waiting_ || also_[next_also_] < *waiting_);
      if (!is_added && !waiting_) return std::nullopt;
      const LocalDateTime found = is_added ? also_[next_also_] : *waiting_;
      if (!is_added) waiting_.reset();
      while (next_also_ < also_.size() && also_[next_also_] == found) ++next_also_;
      if (!std::binary_search(except_.begin(), except_.end(), found)) return found;
    }
  }

  std::optional<LocalDateTime> next_of_rule() {
    for (;;) {
      if (left_ && *left_ == 0) return std::nullopt;
      const auto found = !start_is_over_ ? start_ : next_after_start();
      start_is_over_ = true;
      if (!found) return std::nullopt;
      const auto ending = ends(*found);
      if (ending == Ending::over) {
        rule_.reset();
        return std::nullopt;
      }
      if (ending == Ending::this_one) continue;
      if (left_) --*left_;
      return found;
    }
  }

  std::optional<LocalDateTime> next_after_start() {
    auto found = rule_ ? rule_->next() : std::nullopt;
    if (found == start_) found = rule_->next();
    return found;
  }

  enum class Ending { not_yet, this_one, over };

  // A time that the clocks skip may pass UNTIL where the one after it does not.
  Ending ends(LocalDateTime local) const {
    if (!until_) return Ending::not_yet;
    if (const auto* day = std::get_if<Date>(&*until_))
      return date_of(local) > *day ? Ending::over : Ending::not_yet;
    if (const auto* time = std::get_if<LocalDateTime>(&*until_))
      return local > *time ? Ending::over : Ending::not_yet;
    const Placed placed = zone_.place(local);
    if (placed.at <= std::get<Timestamp>(*until_)) return Ending::not_yet;
    return placed.kind == Placed::skipped ? Ending::this_one : Ending::over;
  }

  ZoneRules zone_;
  LocalDateTime start_;
  std::int64_t work_;
  std::optional<Recurrence::Until> until_;
  std::optional<std::int64_t> left_;  // of COUNT
  std::optional<RuleWalk> rule_;
  std::vector<LocalDateTime> also_, except_;
  std::size_t next_also_ = 0;
  bool start_is_over_ = false;
  Timestamp from_{INT64_MIN};
  std::optional<LocalDateTime> waiting_;  // of the rule, while an added one is first
  std::optional<Ahead> ahead_;
  std::deque<Occurrence> shifted_;
};

Occurrences::Occurrences(const Series& series, const ZoneRules& here, std::int64_t work)
    : walk_(std::make_unique<Walk>(series, here, work)) {}
Occurrences::Occurrences(Occurrences&&) noexcept = default;
Occurrences::~Occurrences() = default;
std::optional<Occurrence> Occurrences::next() { return walk_->next(); }
void Occurrences::skip_to(Timestamp from) { walk_->skip_to(from); }
bool Occurrences::gave_up() const { return walk_->gave_up(); }

std::optional<Occurrence> next_occurrence(const Series& series, const ZoneRules& here,
                                          Timestamp after) {
  Occurrences all(series, here);
  all.skip_to(after + std::chrono::microseconds(1));
  return all.next();
}

std::optional<Occurrence> nth_occurrence(const Series& series, const ZoneRules& here,
                                         std::int64_t n) {
  Occurrences all(series, here);
  std::optional<Occurrence> found;
  for (; n > 0; --n)
    if (!(found = all.next())) break;
  return found;
}

std::vector<Occurrence> occurrences_between(const Series& series, const ZoneRules& here,
                                            Timestamp from, Timestamp to, std::size_t most) {
  std::vector<Occurrence> found;
  Occurrences all(series, here);
  all.skip_to(from);
  while (found.size() < most) {
    const auto next = all.next();
    if (!next || next->at >= to) break;
    found.push_back(*next);
  }
  return found;
}

std::optional<Occurrence> occurrence_at(const Series& series, const ZoneRules& here,
                                        LocalDateTime local) {
  const Timestamp at = zone_of(series.start, here).instant(local);
  Occurrences all(series, here);
  all.skip_to(at);
  while (const auto next = all.next()) {
    if (next->local == local) return next;
    if (next->at > at) break;
  }
  return std::nullopt;
}

std::string fault_in(const Series& series) {
  if (std::max(series.also.size(), series.except.size()) > most_exceptions)
    return fmt::format("A series has at most {} days added, and as many left out.",
                       most_exceptions);
  if (!series.rule) return "";
  const Recurrence& rule = *series.rule;
  const bool all_day = is_all_day(series.start);
  if (all_day && rule.frequency < Frequency::daily)
    return "FREQ: what begins on a day, without a time, recurs daily at most.";
  if (!rule.until) return "";
  const bool floats = std::holds_alternative<LocalDateTime>(series.start);
  if (all_day && !std::holds_alternative<Date>(*rule.until))
    return "UNTIL: what begins on a day ends on a day, such as 20261123.";
  if (floats && !std::holds_alternative<LocalDateTime>(*rule.until))
    return "UNTIL: what begins at a local time without a zone ends at one, such as "
           "20261123T081500.";
  if (!all_day && !floats && !std::holds_alternative<Timestamp>(*rule.until))
    return "UNTIL: what begins in a zone ends at an instant, such as 20261123T081500Z.";
  const LocalDateTime start = local_start(series.start);
  const auto utc = zone_rules("UTC");
  const Timestamp begin = zone_of(series.start, utc).instant(start);
  const bool before = all_day  ? std::get<Date>(*rule.until) < date_of(start)
                      : floats ? std::get<LocalDateTime>(*rule.until) < start
                               : std::get<Timestamp>(*rule.until) < begin;
  return before ? "UNTIL: this is before the start." : "";
}

}  // namespace stoa
