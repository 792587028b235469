#include "kernel/model/text_forms.h"

#include <algorithm>
#include <chrono>

#include "kernel/model/ascii.h"

namespace stoa {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr std::int64_t micros_per_second = 1'000'000;
constexpr std::int64_t micros_per_day = 86'400 * micros_per_second;
// RFC 3339 has the years 0000 to 9999.
constexpr std::int32_t first_day = -719'528;
constexpr std::int32_t last_day = 2'932'896;
constexpr std::int64_t last_micro = (last_day + 1) * micros_per_day - 1;

// ---- writing ------------------------------------------------------------------------------------

char* put_digits(char* to, int value, int width) {
  for (char* at = to + width; at != to; value /= 10) *--at = static_cast<char>('0' + value % 10);
  return to + width;
}

char* put_date(char* to, std::int32_t day) {
  year_month_day date{sys_days{days{day}}};
  to = put_digits(to, static_cast<int>(date.year()), 4);
  *to++ = '-';
  to = put_digits(to, static_cast<int>(static_cast<unsigned>(date.month())), 2);
  *to++ = '-';
  return put_digits(to, static_cast<int>(static_cast<unsigned>(date.day())), 2);
}

char* put_time_of_day(char* to, std::int64_t micros) {
  auto seconds = static_cast<int>(micros / micros_per_second);
  to = put_digits(to, seconds / 3600, 2);
  *to++ = ':';
  to = put_digits(to, seconds / 60 % 60, 2);
  *to++ = ':';
  to = put_digits(to, seconds % 60, 2);
  if (auto fraction = static_cast<int>(micros % micros_per_second); fraction != 0) {
    *to++ = '.';
    to = put_digits(to, fraction, 6);
    while (to[-1] == '0') --to;
  }
  return to;
}

// ---- reading ------------------------------------------------------------------------------------

// Takes things off the front of a text; after one failure all that follows fails.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  int digits(std::size_t width) {
    int value = 0;
    for (std::size_t i = 0; i < width; ++i) {
      if (i >= text_.size() || !is_digit(text_[i])) return fail();
      value = value * 10 + (text_[i] - '0');
    }
    text_.remove_prefix(width);
    return value;
  }
  // One of `choices`, or '\0'.
  char one_of(std::string_view choices) {
    if (text_.empty() || choices.find(text_[0]) == std::string_view::npos) return fail();
    char c = text_[0];
    text_.remove_prefix(1);
    return c;
  }
  bool next_is(char c) const { return !text_.empty() && text_[0] == c; }
  bool next_is_digit() const { return !text_.empty() && is_digit(text_[0]); }
  bool good() const { return good_; }
  bool at_end() const { return good_ && text_.empty(); }

 private:
  char fail() {
    good_ = false;
    text_ = {};
    return 0;
  }
  std::string_view text_;
  bool good_ = true;
};

std::optional<std::int32_t> scan_date(Scanner& in) {
  std::chrono::year year{in.digits(4)};
  in.one_of("-");
  std::chrono::month month{static_cast<unsigned>(in.digits(2))};
  in.one_of("-");
  std::chrono::day day{static_cast<unsigned>(in.digits(2))};
  year_month_day date{year, month, day};
  if (!in.good() || !date.ok()) return std::nullopt;
  return static_cast<std::int32_t>(sys_days{date}.time_since_epoch().count());
}

// Digits past the sixth are cut: an instant is never moved forward by reading it.
std::int64_t scan_fraction(Scanner& in) {
  if (!in.next_is('.')) return 0;
  in.one_of(".");
  std::int64_t micros = 0, unit = 100'000;
  do {
    micros += in.digits(1) * unit;
    unit /= 10;
  } while (in.next_is_digit());
  return micros;
}

std::optional<std::int64_t> scan_time_of_day(Scanner& in) {
  int hour = in.digits(2);
  in.one_of(":");
  int minute = in.digits(2);
  in.one_of(":");
  int second = in.digits(2);
  auto fraction = scan_fraction(in);
  if (!in.good() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return (hour * 3600 + minute * 60 + second) * micros_per_second + fraction;
}

std::optional<std::int64_t> scan_offset(Scanner& in) {
  char sign = in.one_of("Zz+-");
  if (sign == 'Z' || sign == 'z') return 0;
  int hour = in.digits(2);
  in.one_of(":");
  int minute = in.digits(2);
  if (!in.good() || hour > 23 || minute > 59) return std::nullopt;
  auto micros = (hour * 60 + minute) * 60 * micros_per_second;
  return sign == '-' ? -micros : micros;
}

}  // namespace

// Instants outside of RFC 3339's years are written as its first or last one.
void append_text(std::string& out, Timestamp time) {
  auto micros = std::clamp(time.micros, first_day * micros_per_day, last_micro);
  auto day = micros / micros_per_day - (micros % micros_per_day < 0 ? 1 : 0);
  char text[32];
  char* to = put_date(text, static_cast<std::int32_t>(day));
  *to++ = 'T';
  to = put_time_of_day(to, micros - day * micros_per_day);
  *to++ = 'Z';
  out.append(text, to);
}

void append_text(std::string& out, Date date) {
  char text[10];
  out.append(text, put_date(text, std::clamp(date.days, first_day, last_day)));
}

std::string to_string(Timestamp time) {
  std::string out;
  append_text(out, time);
  return out;
}
std::string to_string(Date date) {
  std::string out;
  append_text(out, date);
  return out;
}

std::optional<Timestamp> parse_timestamp(std::string_view text) {
  Scanner in(text);
  auto day = scan_date(in);
  in.one_of("Tt");
  auto time = scan_time_of_day(in);
  auto offset = scan_offset(in);
  if (!in.at_end() || !day || !time || !offset) return std::nullopt;
  auto micros = *day * micros_per_day + *time - *offset;
  if (micros < first_day * micros_per_day || micros > last_micro) return std::nullopt;
  return Timestamp{micros};
}

std::optional<Date> parse_date(std::string_view text) {
  Scanner in(text);
  auto day = scan_date(in);
  if (!in.at_end() || !day) return std::nullopt;
  return Date{*day};
}

Timestamp wall_clock() {
  auto now = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::microseconds>(now).count()};
}

}  // namespace stoa
