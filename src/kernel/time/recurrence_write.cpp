#include <algorithm>

#include "kernel/time/recurrence.h"
#include "kernel/time/recurrence_names.h"

namespace stoa {
namespace {

// 2026-11-23T08:15:00Z becomes 20261123T081500Z; fractions are no part of it.
std::string basic_form(std::string text) {
  if (const auto point = text.find('.'); point != text.npos)
    text.erase(point, text.find('Z') - point);
  text.erase(std::remove_if(text.begin(), text.end(), [](char c) { return c == '-' || c == ':'; }),
             text.end());
  return text;
}

template <std::size_t N>
void append_set(std::string& out, const char* name, const std::bitset<N>& set) {
  if (set.none()) return;
  out += name;
  for (std::size_t i = 0; i < N; ++i)
    if (set[i]) out += (out.back() == '=' ? "" : ",") + std::to_string(i);
}

void append_list(std::string& out, const char* name, const std::vector<int>& list) {
  if (list.empty()) return;
  out += name;
  for (int each : list) out += (out.back() == '=' ? "" : ",") + std::to_string(each);
}

void append_weekdays(std::string& out, const std::vector<NthWeekday>& days) {
  if (days.empty()) return;
  out += ";BYDAY=";
  for (const NthWeekday& day : days) {
    if (out.back() != '=') out += ',';
    if (day.nth != 0) out += std::to_string(day.nth);
    out += weekday_names[static_cast<std::size_t>(day.weekday)];
  }
}

}  // namespace

std::string to_string(const Recurrence& rule) {
  std::string out = "FREQ=";
  out += frequency_names[static_cast<std::size_t>(rule.frequency)];
  if (rule.until)
    out += ";UNTIL=" +
           std::visit([](const auto& time) { return basic_form(to_string(time)); }, *rule.until);
  if (rule.count) out += ";COUNT=" + std::to_string(*rule.count);
  if (rule.interval != 1) out += ";INTERVAL=" + std::to_string(rule.interval);
  append_set(out, ";BYSECOND=", rule.seconds);
  append_set(out, ";BYMINUTE=", rule.minutes);
  append_set(out, ";BYHOUR=", rule.hours);
  append_weekdays(out, rule.weekdays);
  append_list(out, ";BYMONTHDAY=", rule.month_days);
  append_list(out, ";BYYEARDAY=", rule.year_days);
  append_list(out, ";BYWEEKNO=", rule.weeks);
  append_set(out, ";BYMONTH=", rule.months);
  append_list(out, ";BYSETPOS=", rule.positions);
  if (rule.week_start != 0) {
    out += ";WKST=";
    out += weekday_names[static_cast<std::size_t>(rule.week_start)];
  }
  return out;
}

}  // namespace stoa
