#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "kernel/time/recurrence.h"
#include "kernel/time/recurrence_names.h"

namespace stoa {
namespace {

[[noreturn]] void reject(std::string_view part, std::string_view why) {
  throw RecurrenceError(fmt::format("{}: {}.", part, why));
}

// What a message repeats of a text: enough to find it, not all that somebody may have sent.
std::string beginning_of(std::string_view text) {
  constexpr std::size_t most = 16;
  if (text.size() <= most) return std::string(text);
  std::size_t end = most;
  while ((static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "…";
}

// The parts of one rule, each read into the rule; what they say of each other is asked at the end.
class RuleReader {
 public:
  Recurrence read(std::string_view text) {
    if (text.size() > longest_recurrence)
      throw RecurrenceError(
          fmt::format("A recurrence rule has at most {} characters.", longest_recurrence));
    std::string upper(text);
    for (char& c : upper)
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    for (std::string_view rest = upper;;) {
      const auto semicolon = rest.find(';');
      part(rest.substr(0, semicolon));
      if (semicolon == rest.npos) break;
      rest.remove_prefix(semicolon + 1);
    }
    check();
    return std::move(rule_);
  }

 private:
  struct Part {
    std::string_view name;
    void (RuleReader::*read)();
  };
  static const std::array<Part, 14> parts;

  void part(std::string_view text) {
    const auto equals = text.find('=');
    if (equals == text.npos)
      throw RecurrenceError(fmt::format("\"{}\" is no part of a rule such as FREQ=WEEKLY;BYDAY=MO.",
                                        beginning_of(text)));
    name_ = text.substr(0, equals);
    value_ = text.substr(equals + 1);
    const auto known = std::find_if(parts.begin(), parts.end(),
                                    [&](const Part& each) { return each.name == name_; });
    if (known == parts.end())
      throw RecurrenceError(fmt::format("A recurrence rule has no part \"{}\".", name_));
    const auto index = static_cast<std::size_t>(known - parts.begin());
    if (seen_[index]) reject(name_, "it stands here twice");
    seen_.set(index);
    (this->*known->read)();
  }

  // ---- values -----------------------------------------------------------------------------------

  static bool all_digits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
  }

  std::int64_t number(std::string_view digits, std::int64_t least, std::int64_t most) const {
    std::int64_t value = 0;
    const char* end = digits.data() + digits.size();
    const bool read =
        all_digits(digits) && std::from_chars(digits.data(), end, value).ec == std::errc{};
    if (!read || value < least || value > most)
      reject(name_,
             fmt::format("\"{}\" is no number from {} to {}", beginning_of(digits), least, most));
    return value;
  }

  // "5", "+5", "-5"; never 0.
  int signed_number(std::string_view text, int most) const {
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    const auto value = static_cast<int>(number(text, 1, most));
    return negative ? -value : value;
  }

  template <class Take>
  void each_item(Take take) const {
    for (std::string_view rest = value_;;) {
      const auto comma = rest.find(',');
      take(rest.substr(0, comma));
      if (comma == rest.npos) return;
      rest.remove_prefix(comma + 1);
    }
  }

  template <std::size_t N>
  void read_set(std::bitset<N>& into, std::int64_t least, std::int64_t most) const {
    each_item([&](std::string_view item) {
      const auto value = static_cast<std::size_t>(number(item, least, most));
      into.set(std::min(value, N - 1));
    });
  }

  void read_list(std::vector<int>& into, int most) const {
    each_item([&](std::string_view item) { into.push_back(signed_number(item, most)); });
    sort_once(into);
  }

  template <class T>
  static void sort_once(std::vector<T>& list) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
  }

  int weekday(std::string_view text) const {
    const auto known = std::find(weekday_names.begin(), weekday_names.end(), text);
    if (known == weekday_names.end())
      reject(name_,
             fmt::format("\"{}\" is no weekday: MO, TU, WE, TH, FR, SA, SU", beginning_of(text)));
    return static_cast<int>(known - weekday_names.begin());
  }

  // ---- parts ------------------------------------------------------------------------------------

  void freq() {
    const auto known = std::find(frequency_names.begin(), frequency_names.end(), value_);
    if (known == frequency_names.end())
      reject(name_, fmt::format("\"{}\" is none of {}", beginning_of(value_),
                                fmt::join(frequency_names, ", ")));
    rule_.frequency = static_cast<Frequency>(known - frequency_names.begin());
  }

  // 20261123, 20261123T081500, 20261123T081500Z
  void until() {
    const std::string_view date = value_.substr(0, 8), rest = value_.substr(date.size());
    std::string text;
    if (date.size() == 8)
      text = fmt::format("{}-{}-{}", date.substr(0, 4), date.substr(4, 2), date.substr(6));
    if (rest.size() >= 7)
      text += fmt::format("{}:{}:{}", rest.substr(0, 3), rest.substr(3, 2), rest.substr(5));
    const bool has_time = rest.size() == 7 || (rest.size() == 8 && rest.back() == 'Z');
    if (const auto day = parse_date(text); day && rest.empty()) {
      rule_.until = *day;
    } else if (const auto local = parse_local(text); local && has_time) {
      rule_.until = *local;
    } else if (const auto instant = parse_timestamp(text); instant && has_time) {
      rule_.until = *instant;
    } else {
      reject(name_, fmt::format("\"{}\" is no time such as 20261123 or 20261123T081500Z",
                                beginning_of(value_)));
    }
  }

  void count() { rule_.count = number(value_, 1, most_count); }
  void interval() { rule_.interval = number(value_, 1, most_interval); }
  void by_second() { read_set(rule_.seconds, 0, 60); }
  void by_minute() { read_set(rule_.minutes, 0, 59); }
  void by_hour() { read_set(rule_.hours, 0, 23); }
  void by_day() {
    each_item([&](std::string_view item) {
      const auto split = item.size() - std::min<std::size_t>(item.size(), 2);
      const int nth = split == 0 ? 0 : signed_number(item.substr(0, split), 53);
      rule_.weekdays.push_back({nth, weekday(item.substr(split))});
    });
    sort_once(rule_.weekdays);
  }
  void by_month_day() { read_list(rule_.month_days, 31); }
  void by_year_day() { read_list(rule_.year_days, 366); }
  void by_week() { read_list(rule_.weeks, 53); }
  void by_month() { read_set(rule_.months, 1, 12); }
  void by_position() { read_list(rule_.positions, 366); }
  void week_start() { rule_.week_start = weekday(value_); }

  // ---- what the parts say of each other ---------------------------------------------------------

  bool has(std::string_view name) const {
    for (std::size_t i = 0; i < parts.size(); ++i)
      if (parts[i].name == name) return seen_[i];
    return false;
  }

  void check() const {
    if (!has("FREQ")) throw RecurrenceError("A recurrence rule needs FREQ, such as FREQ=DAILY.");
    if (has("UNTIL") && has("COUNT"))
      throw RecurrenceError("A recurrence rule ends by COUNT or by UNTIL, not by both.");
    check_frequency();
    if (has("BYSETPOS") && !has_set_for_positions())
      reject("BYSETPOS", "it chooses among what another part that begins with BY gives");
    if (has("BYMONTH") && has("BYMONTHDAY") && !day_is_in_a_month())
      reject("BYMONTHDAY", "no month of BYMONTH ever has such a day");
  }

  void check_frequency() const {
    const auto f = rule_.frequency;
    const bool by_months = f == Frequency::monthly || f == Frequency::yearly;
    if (has("BYWEEKNO") && f != Frequency::yearly) only_with("BYWEEKNO", "FREQ=YEARLY");
    if (has("BYMONTHDAY") && f == Frequency::weekly) reject("BYMONTHDAY", "not with FREQ=WEEKLY");
    if (has("BYYEARDAY") &&
        (f == Frequency::daily || f == Frequency::weekly || f == Frequency::monthly))
      only_with("BYYEARDAY", "FREQ=YEARLY and with HOURLY, MINUTELY, SECONDLY");
    const bool ordinal = std::any_of(rule_.weekdays.begin(), rule_.weekdays.end(),
                                     [](const NthWeekday& day) { return day.nth != 0; });
    if (ordinal && !by_months)
      reject("BYDAY", "a weekday has a number only with FREQ=MONTHLY or FREQ=YEARLY");
    if (ordinal && has("BYWEEKNO")) reject("BYDAY", "a weekday has no number beside BYWEEKNO");
  }
  [[noreturn]] static void only_with(std::string_view name, std::string_view which) {
    reject(name, fmt::format("only with {}", which));
  }

  bool has_set_for_positions() const {
    for (std::string_view name : {"BYSECOND", "BYMINUTE", "BYHOUR", "BYDAY", "BYMONTHDAY",
                                  "BYYEARDAY", "BYWEEKNO", "BYMONTH"})
      if (has(name)) return true;
    return false;
  }

  bool day_is_in_a_month() const {
    constexpr std::array<int, 13> lengths = {0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    for (std::size_t month = 1; month <= 12; ++month)
      for (int day : rule_.month_days)
        if (rule_.months[month] && std::abs(day) <= lengths[month]) return true;
    return false;
  }

  Recurrence rule_;
  std::bitset<14> seen_;
  std::string_view name_, value_;
};

const std::array<RuleReader::Part, 14> RuleReader::parts = {
    {{"FREQ", &RuleReader::freq},
     {"UNTIL", &RuleReader::until},
     {"COUNT", &RuleReader::count},
     {"INTERVAL", &RuleReader::interval},
     {"BYSECOND", &RuleReader::by_second},
     {"BYMINUTE", &RuleReader::by_minute},
     {"BYHOUR", &RuleReader::by_hour},
     {"BYDAY", &RuleReader::by_day},
     {"BYMONTHDAY", &RuleReader::by_month_day},
     {"BYYEARDAY", &RuleReader::by_year_day},
     {"BYWEEKNO", &RuleReader::by_week},
     {"BYMONTH", &RuleReader::by_month},
     {"BYSETPOS", &RuleReader::by_position},
     {"WKST", &RuleReader::week_start}}};

}  // namespace

Recurrence parse_recurrence(std::string_view text) { return RuleReader().read(text); }

}  // namespace stoa
