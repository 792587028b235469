#include "formats/quick_add.h"

#include <algorithm>

#include "formats/quick_add_phrases.h"
#include "kernel/model/ascii.h"
#include "kernel/time/series.h"

namespace stoa::formats {
namespace {

// Behind these a day or a time says something about the words before, not when the task is due.
bool ties_to_title(std::string_view key) {
  constexpr std::string_view words[] = {
      "a",     "an",   "the",  "my",     "our",    "your",  "his",    "her",   "their",
      "its",   "from", "to",   "until",  "till",   "since", "before", "after", "between",
      "about", "of",   "than", "and",    "or",     "not",   "last",   "past",  "previous",
      "every", "any",  "each", "every!", "second", "other"};
  return std::find(std::begin(words), std::end(words), key) != std::end(words);
}

template <class T>
struct Found {
  std::size_t begin = 0, end = 0;
  T value = {};
};

// One line as it is read: of each kind of phrase the last one.
class QuickReader {
 public:
  QuickReader(std::string_view text, QuickNow now) : words_(quick_words(text)), now_(now) {}

  QuickAdd read() {
    for (std::size_t at = 0; at < words_.size();) at = phrase(at);
    QuickAdd task{.title = title()};
    if (task.title.empty()) return {.title = all_of_it()};
    task.due = due();
    if (repeat_) {
      task.repeat = repeat_->value.rule;
      task.repeats_after_completion = repeat_->value.after_completion;
    }
    if (priority_) task.priority = priority_->value;
    for (const auto& label : labels_)
      if (std::find(task.labels.begin(), task.labels.end(), label.value) == task.labels.end())
        task.labels.push_back(label.value);
    return task;
  }

 private:
  // Where to go on.
  std::size_t phrase(std::size_t at) {
    QuickCursor cursor(words_, at);
    if (const auto label = take_label(cursor)) {
      labels_.push_back({at, cursor.at(), *label});
    } else if (const auto priority = take_priority(cursor)) {
      priority_ = {at, cursor.at(), *priority};
    } else if (const auto repeat = take_quick_repeat(cursor)) {
      repeat_ = {at, cursor.at(), *repeat};
      behind_day_ = cursor.at();
    } else if (at > behind_phrase_ && ties_to_title(words_[at - 1].key)) {
      return at + 1;
    } else if (const auto day = take_quick_day(cursor, now_)) {
      day_ = {at, cursor.at(), *day};
      behind_day_ = cursor.at();
    } else if (const auto time = take_quick_time(cursor, is_beside_day(cursor))) {
      time_ = {at, cursor.at(), *time};
    } else {
      return at + 1;
    }
    return behind_phrase_ = cursor.at();
  }

  bool is_beside_day(const QuickCursor& cursor) const {
    if (cursor.at() == behind_day_ && behind_day_ > 0) return true;
    if (cursor.at() + 1 >= words_.size()) return false;
    QuickCursor next(words_, cursor.at() + 1);
    return take_quick_day(next, now_) || take_quick_repeat(next);
  }

  // "#1" is the number of something.
  std::optional<std::string> take_label(QuickCursor& cursor) const {
    const std::string_view key = cursor.key(), text = words_[cursor.at()].text;
    if (key.size() < 2 || key.front() != '#') return std::nullopt;
    const auto end = text.find_last_not_of(",.;:!?") + 1;
    const std::string_view label = text.substr(1, end - std::min<std::size_t>(end, 1));
    if (label.empty() || label.find('#') != label.npos ||
        std::all_of(label.begin(), label.end(), is_digit))
      return std::nullopt;
    cursor.take({key});
    return std::string(label);
  }

  static std::optional<int> take_priority(QuickCursor& cursor) {
    if (cursor.take({"!high"})) return 1;
    if (cursor.take({"!medium"})) return 5;
    if (cursor.take({"!low"})) return 9;
    const std::string_view key = cursor.key();
    if (key.size() != 2 || key[0] != '!' || key[1] < '1' || key[1] > '9') return std::nullopt;
    cursor.take({key});
    return key[1] - '0';
  }

  // ---- when -------------------------------------------------------------------------------------

  std::optional<Moment> due() const {
    std::optional<std::int64_t> second;
    if (time_) {
      second = time_->value;
    } else if (day_) {
      second = day_->value.second;
    }
    if (day_) return moment(day_->value.day, second);
    if (repeat_) return moment(first_of(repeat_->value.rule, second), second);
    if (!second) return std::nullopt;
    const bool past = midnight_of(now_.today()).seconds + *second <= now_.local.seconds;
    return moment({now_.today().days + (past ? 1 : 0)}, second);
  }

  Moment moment(Date day, std::optional<std::int64_t> second) const {
    if (!second) return day;
    const LocalDateTime local = midnight_of(day) + std::chrono::seconds(*second);
    if (now_.zone.empty()) return local;
    return ZonedDateTime{local, std::string(now_.zone)};
  }

  // The first day that a rule takes, from today on; with a time, one that is still to come.
  Date first_of(Recurrence rule, std::optional<std::int64_t> second) const {
    const bool past = second && midnight_of(now_.today()).seconds + *second <= now_.local.seconds;
    const Date earliest{now_.today().days + (past ? 1 : 0)};
    if (rule.weekdays.empty() && rule.month_days.empty()) return earliest;
    rule.interval = 1;
    // The start of a series is its first occurrence, whatever the rule says.
    Occurrences days({.start = Date{earliest.days - 1}, .rule = rule}, zone_rules("UTC"));
    days.next();
    const auto first = days.next();
    return first ? date_of(first->local) : earliest;
  }

  // ---- the title --------------------------------------------------------------------------------

  bool is_taken(std::size_t at) const {
    const auto covers = [at](const auto& found) {
      return found && at >= found->begin && at < found->end;
    };
    return covers(day_) || covers(time_) || covers(repeat_) || covers(priority_) ||
           std::any_of(labels_.begin(), labels_.end(),
                       [at](const auto& label) { return label.begin == at; });
  }

  std::string title() const {
    std::string title;
    std::size_t count = 0, last = 0;
    for (std::size_t at = 0; at < words_.size(); ++at) {
      if (is_taken(at)) continue;
      if (count++ > 0) title += ' ';
      title += words_[last = at].text;
    }
    if (count == 1 && words_[last].key.empty()) return without_quotes(words_[last].text);
    if (last + 1 < words_.size() && title.ends_with(',')) title.pop_back();
    return title;
  }

  static std::string without_quotes(std::string_view text) {
    const std::size_t quote = text.starts_with('"') ? 1 : std::string_view("“").size();
    if (text.size() <= 2 * quote || !text.ends_with(quote == 1 ? "\"" : "”"))
      return std::string(text);
    return std::string(text.substr(quote, text.size() - 2 * quote));
  }

  std::string all_of_it() const {
    std::string all;
    for (const QuickWord& word : words_) {
      if (!all.empty()) all += ' ';
      all += word.text;
    }
    return all;
  }

  std::vector<QuickWord> words_;
  QuickNow now_;
  std::optional<Found<QuickDay>> day_;
  std::optional<Found<std::int64_t>> time_;
  std::optional<Found<QuickRepeat>> repeat_;
  std::optional<Found<int>> priority_;
  std::vector<Found<std::string>> labels_;
  std::size_t behind_day_ = 0, behind_phrase_ = 0;
};

}  // namespace

QuickAdd parse_quick_add(std::string_view text, LocalDateTime now, std::string_view zone) {
  return QuickReader(text, {now, zone}).read();
}

}  // namespace stoa::formats
