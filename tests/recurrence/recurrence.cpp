// What our engine makes of recurrence rules, for a test that asks others the same.
//
// Reads lines of zone, start, rule and a number, with tabs between them, and answers each with one
// line: so many occurrences as "local time@instant", then "end" or "gave up" where there are no
// more, or a sentence that says what is wrong.

#include <charconv>
#include <iostream>

#include "kernel/time/series.h"

namespace {

using namespace stoa;

std::string_view take_field(std::string_view& line) {
  const auto tab = std::min(line.find('\t'), line.size());
  const auto field = line.substr(0, tab);
  line.remove_prefix(std::min(tab + 1, line.size()));
  return field;
}

std::string answer(std::string_view line) {
  const auto here = zone_rules(take_field(line));
  const auto start = parse_moment(take_field(line));
  if (!start) return "This start is no moment.";
  Series series{.start = *start, .rule = parse_recurrence(take_field(line))};
  if (auto fault = fault_in(series); !fault.empty()) return fault;
  int most = 0;
  std::from_chars(line.data(), line.data() + line.size(), most);
  std::string found;
  Occurrences all(series, here);
  for (int i = 0; i < most; ++i) {
    const auto next = all.next();
    if (!next) return found + (all.gave_up() ? "gave up" : "end");
    found += to_string(next->local) + "@" + to_string(next->at) + " ";
  }
  return found;
}

}  // namespace

int main() {
  std::string line;
  while (std::getline(std::cin, line)) {
    try {
      std::cout << answer(line) << "\n";
    } catch (const std::exception& error) {
      std::cout << error.what() << "\n";
    }
  }
}
