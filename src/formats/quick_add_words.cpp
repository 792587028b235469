#include "formats/quick_add_words.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "kernel/model/ascii.h"

namespace stoa::formats {
namespace {

constexpr std::string_view quick_blanks = " \t\r\n";

// The length of a quotation at the beginning, 0 for none: it ends before a blank.
std::size_t quotation_length(std::string_view text) {
  std::string_view open = "\"", close = "\"";
  if (text.starts_with("“")) open = "“", close = "”";
  if (!text.starts_with(open)) return 0;
  for (auto at = text.find(close, open.size()); at != text.npos; at = text.find(close, at + 1)) {
    const auto end = at + close.size();
    if (end == text.size() || quick_blanks.find(text[end]) != quick_blanks.npos) return end;
  }
  return 0;
}

QuickWord word_of(std::string_view text) {
  QuickWord word{.text = text};
  const auto length = text.find_last_not_of(",.;:") + 1;
  word.ends = length < text.size();
  word.key = text.substr(0, length);
  for (char& c : word.key)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return word;
}

// The place of a key in a list of names, each whole or by its first three letters.
template <std::size_t N>
std::optional<int> place_of_name(std::string_view key,
                                 const std::array<std::string_view, N>& names) {
  for (std::size_t i = 0; i < N; ++i)
    if (key == names[i] || key == names[i].substr(0, 3)) return static_cast<int>(i);
  return std::nullopt;
}

}  // namespace

std::vector<QuickWord> quick_words(std::string_view line) {
  std::vector<QuickWord> words;
  for (;;) {
    line.remove_prefix(std::min(line.find_first_not_of(quick_blanks), line.size()));
    if (line.empty()) return words;
    if (const auto quoted = quotation_length(line)) {
      words.push_back({.text = line.substr(0, quoted)});
    } else {
      words.push_back(word_of(line.substr(0, line.find_first_of(quick_blanks))));
    }
    line.remove_prefix(words.back().text.size());
  }
}

std::optional<int> quick_number(std::string_view key) {
  int value = 0;
  const char* end = key.data() + key.size();
  if (key.empty() || key.size() > 4 || !std::all_of(key.begin(), key.end(), is_digit))
    return std::nullopt;
  std::from_chars(key.data(), end, value);
  return value;
}

std::optional<int> quick_ordinal(std::string_view key) {
  // Not "second": whoever says "every second friday" may mean every other one.
  constexpr std::array<std::string_view, 6> words = {"",      "first",  "2nd",
                                                     "third", "fourth", "fifth"};
  if (key == "last") return -1;
  if (const auto known = std::find(words.begin() + 1, words.end(), key); known != words.end())
    return static_cast<int>(known - words.begin());
  if (key.size() < 3) return std::nullopt;
  const auto number = quick_number(key.substr(0, key.size() - 2));
  if (!number || *number < 1 || *number > 31) return std::nullopt;
  const int last = *number / 10 == 1 ? 0 : *number % 10;
  const std::string_view ending = last == 1 ? "st" : last == 2 ? "nd" : last == 3 ? "rd" : "th";
  return key.ends_with(ending) ? number : std::nullopt;
}

std::optional<int> quick_weekday(std::string_view key) {
  constexpr std::array<std::string_view, 7> names = {"monday", "tuesday",  "wednesday", "thursday",
                                                     "friday", "saturday", "sunday"};
  if (key == "tues") return 1;
  if (key == "thur" || key == "thurs") return 3;
  return place_of_name(key, names);
}

std::optional<int> quick_month(std::string_view key) {
  constexpr std::array<std::string_view, 12> names = {
      "january", "february", "march",     "april",   "may",      "june",
      "july",    "august",   "september", "october", "november", "december"};
  if (key == "sept") return 9;
  const auto place = place_of_name(key, names);
  return place ? std::optional(*place + 1) : std::nullopt;
}

std::optional<QuickUnit> quick_unit(std::string_view key) {
  constexpr std::array<std::string_view, 6> names = {"minute", "hour",  "day",
                                                     "week",   "month", "year"};
  if (key.ends_with('s')) key.remove_suffix(1);
  if (key == "min") return QuickUnit::minutes;
  const auto known = std::find(names.begin(), names.end(), key);
  if (known == names.end()) return std::nullopt;
  return static_cast<QuickUnit>(known - names.begin());
}

bool QuickCursor::take(std::initializer_list<std::string_view> any) {
  if (key().empty() || std::find(any.begin(), any.end(), key()) == any.end()) return false;
  ++at_;
  return true;
}

bool QuickCursor::add_items(std::optional<int> (*read)(std::string_view), std::vector<int>& items) {
  if (done()) return false;
  std::vector<int> found;
  for (std::string_view rest = (*words_)[at_].key;;) {
    const auto comma = std::min(rest.find(','), rest.size());
    const auto item = read(rest.substr(0, comma));
    if (!item) return false;
    found.push_back(*item);
    if (comma == rest.size()) break;
    rest.remove_prefix(comma + 1);
  }
  items.insert(items.end(), found.begin(), found.end());
  ++at_;
  return true;
}

std::vector<int> QuickCursor::take_list(std::optional<int> (*read)(std::string_view)) {
  std::vector<int> items;
  if (key().empty() || !add_items(read, items)) return {};
  for (;;) {
    const QuickCursor before = *this;
    const bool comma = (*words_)[at_ - 1].text.ends_with(',');
    const bool goes_on = comma || take({"and", "&"});
    if (goes_on && comma && !done() && (*words_)[at_].key == "and") ++at_;
    if (!goes_on || !add_items(read, items)) {
      *this = before;
      break;
    }
  }
  std::sort(items.begin(), items.end());
  items.erase(std::unique(items.begin(), items.end()), items.end());
  return items;
}

}  // namespace stoa::formats
