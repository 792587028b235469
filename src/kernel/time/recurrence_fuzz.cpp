// Fuzz target: recurrence rules of any bytes, behind a byte that picks a start. What is read is
// written and read again as the same; its occurrences go up, and end before long.

#include <cstdlib>

#include "kernel/time/series.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace stoa;
  constexpr const char* starts[] = {"2026-03-29", "2024-02-29T02:30:00",
                                    "2011-12-29T09:00:00[Pacific/Apia]", "9999-12-01T00:00:00Z"};
  if (size == 0) return 0;
  try {
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    const Recurrence rule = parse_recurrence(text);
    if (parse_recurrence(to_string(rule)) != rule) std::abort();
    const Series series{.start = *parse_moment(starts[data[0] % 4]), .rule = rule};
    if (!fault_in(series).empty()) return 0;
    constexpr std::int64_t little_work = 20'000;
    Occurrences all(series, zone_rules("Europe/Amsterdam"), little_work);
    std::optional<Occurrence> last, middle;
    for (int i = 0; i < 40; ++i) {
      const auto next = all.next();
      if (!next) break;
      if (last && next->at <= last->at) std::abort();
      if (i == 20) middle = next;
      last = next;
    }
    if (middle && !rule.count) {
      Occurrences skipping(series, zone_rules("Europe/Amsterdam"), 10 * little_work);
      skipping.skip_to(middle->at);
      if (skipping.next() != middle) std::abort();
    }
  } catch (const RecurrenceError& error) {
    if (std::string_view(error.what()).empty()) std::abort();
  }
  return 0;
}
