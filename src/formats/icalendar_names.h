// What names of iCalendar are made of, for its reader and its writer. Inside formats only.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace stoa::formats {

// CONTROL of RFC 5545 §3.1, which no value may hold: all but the tab.
constexpr bool is_ical_control(char c) {
  return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F;
}

inline std::string upper_name(std::string_view text) {
  std::string upper(text);
  for (char& c : upper)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return upper;
}

inline bool is_ical_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

}  // namespace stoa::formats
