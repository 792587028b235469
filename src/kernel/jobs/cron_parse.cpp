#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <span>

#include "kernel/jobs/cron.h"

namespace stoa::jobs {
namespace {

constexpr std::array<std::string_view, 12> month_names = {"jan", "feb", "mar", "apr", "may", "jun",
                                                          "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 7> day_names = {"sun", "mon", "tue", "wed",
                                                       "thu", "fri", "sat"};

struct FieldRule {
  std::string_view name;
  int least, most;
  std::span<const std::string_view> names = {};
  int first_name = 0;  // what names.front() stands for
};
constexpr FieldRule minute_rule{"minute", 0, 59}, hour_rule{"hour", 0, 23},
    day_rule{"day of the month", 1, 31}, month_rule{"month", 1, 12, month_names, 1},
    weekday_rule{"day of the week", 0, 7, day_names, 0};

struct Nickname {
  std::string_view name, expression;
};
constexpr std::array<Nickname, 7> nicknames = {{{"@hourly", "0 * * * *"},
                                                {"@daily", "0 0 * * *"},
                                                {"@midnight", "0 0 * * *"},
                                                {"@weekly", "0 0 * * 0"},
                                                {"@monthly", "0 0 1 * *"},
                                                {"@yearly", "0 0 1 1 *"},
                                                {"@annually", "0 0 1 1 *"}}};

[[noreturn]] void reject(const FieldRule& rule, std::string_view text, std::string_view why) {
  throw CronError(fmt::format("\"{}\" is no {} of a cron expression: {}.", text, rule.name, why));
}

std::string lower(std::string_view text) {
  std::string small(text);
  for (char& c : small)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return small;
}

int whole_number(const FieldRule& rule, std::string_view text, std::string_view digits) {
  int value = 0;
  const char* end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, value);
  const bool plain = !digits.empty() && digits.front() >= '0' && digits.front() <= '9';
  if (!plain || read.ec != std::errc{} || read.ptr != end)
    reject(rule, text, fmt::format("\"{}\" is no number", digits));
  return value;
}

int value_of(const FieldRule& rule, std::string_view text, std::string_view word) {
  const auto name = std::find(rule.names.begin(), rule.names.end(), lower(word));
  if (name != rule.names.end())
    return rule.first_name + static_cast<int>(name - rule.names.begin());
  const int value = whole_number(rule, text, word);
  if (value < rule.least || value > rule.most)
    reject(rule, text, fmt::format("it goes from {} to {}", rule.least, rule.most));
  return value;
}

// "*", "5", "1-5", "*/2", "1-30/5"
template <std::size_t N>
void add_item(const FieldRule& rule, std::string_view text, std::string_view item,
              std::bitset<N>& into) {
  const std::size_t slash = item.find('/');
  const std::string_view range = item.substr(0, slash);
  const std::size_t dash = range.find('-');
  int first = rule.least, last = rule.most, step = 1;
  if (range != "*") {
    first = value_of(rule, text, range.substr(0, dash));
    last = dash == range.npos ? first : value_of(rule, text, range.substr(dash + 1));
    if (last < first) reject(rule, text, "a range begins with the smaller one");
  }
  if (slash != item.npos) {
    if (range != "*" && dash == range.npos) reject(rule, text, "a step follows * or a range");
    step = whole_number(rule, text, item.substr(slash + 1));
    if (step < 1 || step > rule.most) reject(rule, text, fmt::format("a step of {}", step));
  }
  for (int value = first; value <= last; value += step)
    into.set(static_cast<std::size_t>(value) % N);
}

template <std::size_t N>
void read_field(const FieldRule& rule, std::string_view text, std::bitset<N>& into) {
  for (std::string_view rest = text;;) {
    const std::size_t comma = rest.find(',');
    add_item(rule, text, rest.substr(0, comma), into);
    if (comma == rest.npos) return;
    rest.remove_prefix(comma + 1);
  }
}

std::array<std::string_view, 5> fields_of(std::string_view expression) {
  std::array<std::string_view, 5> fields;
  std::size_t count = 0;
  for (std::size_t at = 0; at < expression.size();) {
    const std::size_t begin = expression.find_first_not_of(" \t", at);
    if (begin == expression.npos) break;
    at = std::min(expression.find_first_of(" \t", begin), expression.size());
    if (count < 5) fields[count] = expression.substr(begin, at - begin);
    ++count;
  }
  if (count != 5)
    throw CronError(fmt::format(
        "\"{}\" has {} fields: a cron expression has minute, hour, day of the month, month and day "
        "of the week.",
        expression, count));
  return fields;
}

}  // namespace

Cron parse_cron(std::string_view expression) {
  if (expression.starts_with('@')) {
    const auto known = std::find_if(nicknames.begin(), nicknames.end(),
                                    [&](const Nickname& n) { return n.name == lower(expression); });
    if (known == nicknames.end())
      throw CronError(fmt::format("\"{}\" is none of @hourly, @daily, @weekly, @monthly, @yearly.",
                                  expression));
    return parse_cron(known->expression);
  }
  const auto fields = fields_of(expression);
  Cron cron;
  read_field(minute_rule, fields[0], cron.minutes);
  read_field(hour_rule, fields[1], cron.hours);
  read_field(day_rule, fields[2], cron.days);
  read_field(month_rule, fields[3], cron.months);
  read_field(weekday_rule, fields[4], cron.weekdays);
  cron.either_day = !fields[2].starts_with('*') && !fields[4].starts_with('*');
  cron.fixed = !fields[0].starts_with('*') && !fields[1].starts_with('*');
  if (!next_match(cron, 0)) throw CronError(fmt::format("\"{}\" never happens.", expression));
  return cron;
}

}  // namespace stoa::jobs
