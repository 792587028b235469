#include "kernel/http/dates.h"

#include <array>
#include <cstdio>

#include "kernel/model/types.h"

namespace stoa::http {
namespace {

constexpr std::array days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

int month_number(std::string_view name) {
  for (std::size_t i = 0; i < months.size(); ++i) {
    if (name == months[i]) return static_cast<int>(i);
  }
  return -1;
}

bool in_range(const std::tm& t) {
  return t.tm_mday >= 1 && t.tm_mday <= 31 && t.tm_hour >= 0 && t.tm_hour <= 23 && t.tm_min >= 0 &&
         t.tm_min <= 59 && t.tm_sec >= 0 && t.tm_sec <= 60 && t.tm_year >= 0 && t.tm_mon >= 0;
}

// A two-digit year that looks more than 50 years away lies in the past.
int full_year(int two_digits) {
  std::time_t now = wall_clock().micros / 1'000'000;
  std::tm today{};
  gmtime_r(&now, &today);
  int year = (today.tm_year + 1900) / 100 * 100 + two_digits;
  return year > today.tm_year + 1900 + 50 ? year - 100 : year;
}

}  // namespace

std::string http_date(std::time_t time) {
  std::tm t{};
  gmtime_r(&time, &t);
  char text[48];
  int n = std::snprintf(text, sizeof text, "%s, %02d %s %04d %02d:%02d:%02d GMT",
                        days[static_cast<std::size_t>(t.tm_wday)], t.tm_mday,
                        months[static_cast<std::size_t>(t.tm_mon)], t.tm_year + 1900, t.tm_hour,
                        t.tm_min, t.tm_sec);
  return {text, static_cast<std::size_t>(n)};
}

std::optional<std::time_t> parse_http_date(std::string_view view) {
  if (view.size() < 24 || view.size() > 40) return {};
  std::string text(view);
  std::tm t{};
  char month[4] = {};
  int year = 0, end = 0;
  auto whole = [&] { return end == static_cast<int>(text.size()); };
  if (std::sscanf(text.c_str(), "%*3[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d GMT%n", &t.tm_mday,
                  month, &year, &t.tm_hour, &t.tm_min, &t.tm_sec, &end) == 6 &&
      whole()) {
  } else if (std::sscanf(text.c_str(), "%*[A-Za-z], %2d-%3[A-Za-z]-%2d %2d:%2d:%2d GMT%n",
                         &t.tm_mday, month, &year, &t.tm_hour, &t.tm_min, &t.tm_sec, &end) == 6 &&
             whole()) {
    year = full_year(year);
  } else if (std::sscanf(text.c_str(), "%*3[A-Za-z] %3[A-Za-z] %2d %2d:%2d:%2d %4d%n", month,
                         &t.tm_mday, &t.tm_hour, &t.tm_min, &t.tm_sec, &year, &end) != 6 ||
             !whole()) {
    return {};
  }
  t.tm_mon = month_number(month);
  t.tm_year = year - 1900;
  if (!in_range(t)) return {};
  return timegm(&t);
}

}  // namespace stoa::http
