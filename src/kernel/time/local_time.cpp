#include "kernel/time/local_time.h"

namespace stoa {
namespace {

constexpr std::int64_t micros_a_second = 1'000'000;
constexpr std::size_t to_the_minute = 16, to_the_second = 19;

}  // namespace

Date date_of(LocalDateTime time) {
  const auto past = time.seconds % seconds_a_day;
  return {static_cast<std::int32_t>(time.seconds / seconds_a_day - (past < 0 ? 1 : 0))};
}

std::int64_t second_of_day(LocalDateTime time) {
  return time.seconds - date_of(time).days * seconds_a_day;
}

LocalDateTime midnight_of(Date date) { return {date.days * seconds_a_day}; }

// A local time reads like an instant without the Z that says where the clock stands.
std::string to_string(LocalDateTime time) {
  std::string text = to_string(Timestamp{time.seconds * micros_a_second});
  text.pop_back();
  return text;
}

std::optional<LocalDateTime> parse_local(std::string_view text) {
  if (text.size() != to_the_minute && text.size() != to_the_second) return std::nullopt;
  if (text[10] != 'T') return std::nullopt;
  std::string whole(text);
  if (text.size() == to_the_minute) whole += ":00";
  const auto read = parse_timestamp(whole + "Z");
  if (!read) return std::nullopt;
  return LocalDateTime{(read->micros - (read->micros % micros_a_second)) / micros_a_second};
}

}  // namespace stoa
