#include <charconv>

#include "formats/icalendar_time.h"

namespace stoa::formats {
namespace {

constexpr std::int64_t longest_duration = 100LL * 366 * 86'400;  // seconds

// A number and the letter behind it, taken off the front; nothing where they do not stand there.
struct DurationPart {
  std::int64_t number = 0;
  char unit = '\0';
};

std::optional<DurationPart> take_part(std::string_view& rest) {
  DurationPart part;
  const char* const end = rest.data() + rest.size();
  const auto [behind, error] = std::from_chars(rest.data(), end, part.number);
  if (error != std::errc() || behind == end || part.number < 0) return std::nullopt;
  if (part.number > longest_duration) return std::nullopt;
  part.unit = *behind;
  rest.remove_prefix(static_cast<std::size_t>(behind - rest.data()) + 1);
  return part;
}

std::int64_t seconds_in(char unit, bool in_time) {
  if (!in_time) return unit == 'W' ? 7 * 86'400 : unit == 'D' ? 86'400 : 0;
  return unit == 'H' ? 3'600 : unit == 'M' ? 60 : unit == 'S' ? 1 : 0;
}

}  // namespace

std::optional<std::chrono::seconds> duration_of(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (!text.starts_with('P') || text.size() < 2) return std::nullopt;
  text.remove_prefix(1);
  std::int64_t seconds = 0;
  bool in_time = false;
  while (!text.empty()) {
    if (!in_time && text.front() == 'T') {
      in_time = true;
      text.remove_prefix(1);
    }
    const auto part = take_part(text);
    const std::int64_t unit = part ? seconds_in(part->unit, in_time) : 0;
    if (unit == 0 || part->number > longest_duration / unit) return std::nullopt;
    seconds += part->number * unit;
    if (seconds > longest_duration) return std::nullopt;
  }
  return std::chrono::seconds(negative ? -seconds : seconds);
}

std::string ical_duration(std::chrono::seconds duration) {
  std::int64_t rest = duration.count() < 0 ? -duration.count() : duration.count();
  std::string text = duration.count() < 0 ? "-P" : "P";
  const auto take = [&](std::int64_t unit, char letter) {
    if (rest < unit) return;
    text += std::to_string(rest / unit) + letter;
    rest %= unit;
  };
  take(86'400, 'D');
  if (rest == 0 && duration.count() != 0) return text;
  text += 'T';
  take(3'600, 'H');
  take(60, 'M');
  if (rest > 0 || duration.count() == 0) text += std::to_string(rest) + 'S';
  return text;
}

}  // namespace stoa::formats
