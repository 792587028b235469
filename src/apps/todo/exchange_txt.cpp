#include <algorithm>
#include <array>
#include <charconv>

#include "apps/todo/exchange_model.h"
#include "apps/todo/times.h"
#include "formats/todo_txt.h"
#include "kernel/model/codec.h"

namespace stoa::todo {
namespace {

using formats::TodoTxt;

constexpr std::string_view rec_units = "dwmy";
constexpr std::array rec_frequencies = {Frequency::daily, Frequency::weekly, Frequency::monthly,
                                        Frequency::yearly};

// "rec:+2w" is every other week from when it was due, "rec:2w" from when it was done. What that
// cannot say is a rule as calendars have it, in a tag that only we know.
std::pair<std::string, std::string> rec_tag(const Rule& rule, RepeatFrom from) {
  const Recurrence parts = rule.recurrence();
  const auto at = std::find(rec_frequencies.begin(), rec_frequencies.end(), parts.frequency);
  if (at == rec_frequencies.end() ||
      parts != Recurrence{.frequency = parts.frequency, .interval = parts.interval})
    return {"rrule", rule};
  const char unit = rec_units[static_cast<std::size_t>(at - rec_frequencies.begin())];
  return {"rec", (from == RepeatFrom::due ? "+" : "") + std::to_string(parts.interval) + unit};
}

std::optional<Rule> rule_of_rec(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  std::int64_t interval = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), interval);
  if (error != std::errc{} || interval < 1 || interval > most_interval ||
      end + 1 != text.data() + text.size())
    return std::nullopt;
  const auto unit = rec_units.find(*end);
  if (unit == rec_units.npos) return std::nullopt;
  return Rule(Recurrence{.frequency = rec_frequencies[unit], .interval = interval});
}

std::optional<Date> day_of_instant(const std::optional<Timestamp>& at) {
  if (!at) return std::nullopt;
  return parse_date(to_string(*at).substr(0, 10));
}

// Noon, which is the same day nearly everywhere.
std::optional<Timestamp> instant_of_day(const std::optional<Date>& day) {
  if (!day) return std::nullopt;
  return parse_timestamp(to_string(*day) + "T12:00:00Z");
}

TodoTxt txt_of(const TaskInFile& task) {
  TodoTxt line;
  const Status status = task.status;
  line.completed = status == Status::completed || status == Status::cancelled;
  if (task.priority) line.priority = static_cast<char>('A' + *task.priority - 1);
  line.completion = day_of_instant(task.completed);
  line.creation = day_of_instant(task.created);
  line.text = task.title;
  line.contexts.assign(task.labels.begin(), task.labels.end());
  // Each form of a time begins with the day that its own clock shows.
  if (task.due) line.tags.emplace_back("due", task.due->substr(0, 10));
  if (task.start) line.tags.emplace_back("t", task.start->substr(0, 10));
  if (task.repeat) line.tags.push_back(rec_tag(*task.repeat, task.repeat_from));
  return line;
}

// One line as a task. What it says that means nothing stays in the title, as it was written.
class TxtLine {
 public:
  TxtLine(std::string_view text, std::int64_t number, std::vector<NotUnderstood>& untold)
      : text_(text), number_(number), untold_(untold) {}

  std::optional<TaskInFile> read() {
    const TodoTxt line = formats::parse_todo_txt(text_);
    title_ = line.text;
    if (line.priority) task_.priority = std::min<std::int64_t>(*line.priority - 'A' + 1, 9);
    for (const std::string& context : line.contexts) add_label("@", context);
    for (const std::string& project : line.projects) add_label("+", project);
    for (const auto& [key, value] : line.tags) add_tag(key, value);
    task_.created = instant_of_day(line.creation);
    if (line.completed) {
      task_.status = Status::completed;
      task_.percent = Range<0, 100>(100);
      task_.completed = instant_of_day(line.completion);
    }
    settle();
    std::vector<FieldError> errors;
    decode_text(type_of<Text<1, 500>>(), &task_.title, title_, "/title", errors);
    if (errors.empty()) return task_;
    tell(std::string(text_), "This cannot be a title: " + errors.front().message);
    return std::nullopt;
  }

 private:
  void tell(std::string what, std::string because) {
    untold_.push_back({number_, std::move(what), std::move(because)});
  }
  void keep(const std::string& word, std::string because) {
    if (!title_.empty()) title_ += ' ';
    title_ += word;
    tell(word, std::move(because));
  }

  void add_label(const char* sign, const std::string& word) {
    if (std::find(task_.labels.begin(), task_.labels.end(), word) != task_.labels.end()) return;
    std::vector<FieldError> errors;
    Label label;
    decode_text(type_of<Label>(), &label, word, "/labels", errors);
    if (!errors.empty() || !is_label(word) || task_.labels.size() == 20)
      return keep(sign + word, "This cannot be a label; it stays in the title.");
    task_.labels.push_back(label);
  }

  void add_tag(const std::string& key, const std::string& value) {
    const std::string word = key + ":" + value;
    if (key == "due" || key == "t") {
      take(key == "due" ? task_.due : task_.start, value, word);
    } else if (key == "rrule") {
      take(task_.repeat, value, word);
    } else if (key == "rec") {
      const auto rule = rule_of_rec(value);
      if (!rule) return keep(word, "This is no recurrence; it stays in the title.");
      task_.repeat = *rule;
      if (!value.starts_with('+')) task_.repeat_from = RepeatFrom::completion;
    } else {
      keep(word, "Nothing here is called " + key + "; it stays in the title.");
    }
  }

  template <class T>
  void take(std::optional<T>& member, const std::string& value, const std::string& word) {
    std::vector<FieldError> errors;
    T read;
    decode_text(type_of<T>(), &read, value, "", errors);
    if (!errors.empty()) return keep(word, "This says no time or rule; it stays in the title.");
    member = read;
  }

  // Leaves out what does not fit together.
  void settle() {
    while (!settled()) {
    }
  }
  bool settled() try {
    Task trial{task_};
    settle_times(trial, nullptr);
    return true;
  } catch (const Refusal& refusal) {
    if (refusal.problem != problems::validation_failed) throw;
    const FieldError& error = refusal.errors.front();
    auto& wrong = error.pointer == "/start" ? static_cast<std::string&>(*task_.start)
                                            : static_cast<std::string&>(*task_.repeat);
    tell(wrong, error.message);
    error.pointer == "/start" ? task_.start.reset() : task_.repeat.reset();
    return false;
  }

  std::string_view text_;
  std::int64_t number_;
  std::vector<NotUnderstood>& untold_;
  TaskInFile task_;
  std::string title_;
};

}  // namespace

std::string to_txt(const ListInFile& list) {
  std::string out;
  for (const TaskInFile& task : list.tasks) out += formats::to_todo_txt(txt_of(task)) + "\n";
  return out;
}

FileReading read_txt(std::string_view text) {
  FileReading reading;
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  for (std::int64_t number = 1; !text.empty(); ++number) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (line.find_first_not_of(" \t\r") == line.npos) continue;
    if (auto task = TxtLine(line, number, reading.not_understood).read())
      reading.list.tasks.push_back(std::move(*task));
  }
  return reading;
}

}  // namespace stoa::todo
