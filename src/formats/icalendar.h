// Calendars of RFC 5545 (iCalendar): text to a tree of components and properties, and back.
//
// Nothing is lost on the way: what this program does not know keeps its name, its parameters, its
// value and its place among its likes. Names are in upper case; a value stands as it does in the
// file, since what it means depends on its property: see text_of() here and icalendar_time.h.
// Parameters are plain (RFC 6868 is undone). Pure functions; any thread.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace stoa::formats {

// Why a text is no calendar, in a sentence that names the line; or why a tree cannot be written.
class IcalError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct IcalParameter {
  std::string name;
  std::vector<std::string> values = {};
  bool operator==(const IcalParameter&) const = default;
};

struct IcalProperty {
  std::string name;
  std::string value = {};
  std::vector<IcalParameter> parameters = {};
  bool operator==(const IcalProperty&) const = default;
  // The first value of a parameter, "" for none.
  std::string_view parameter(std::string_view name) const;
};

struct IcalComponent {
  std::string name;
  std::vector<IcalProperty> properties = {};
  std::vector<IcalComponent> components = {};
  bool operator==(const IcalComponent&) const = default;
  // The first of this name, nullptr for none.
  const IcalProperty* find(std::string_view name) const;
};

inline constexpr std::size_t longest_icalendar = 8 << 20;  // bytes
inline constexpr std::size_t most_ical_parts =
    200'000;                                     // components, properties, parameters, values
inline constexpr std::size_t deepest_ical = 10;  // a VALARM in a VTODO in a VCALENDAR: 3

// All that stand in the text one after the other, in a calendar's file one VCALENDAR. Throws
// IcalError. Lines may end in CRLF or LF; control characters are left out.
std::vector<IcalComponent> parse_icalendar(std::string_view text);
// In lines of 75 bytes at most, none of which cuts a character. Whatever a value or a parameter
// holds, it cannot become another line. Throws IcalError for a name that is none.
std::string to_icalendar(const IcalComponent& component);

// Values of TEXT (RFC 5545 §3.3.11), alone and as a list (CATEGORIES).
std::string ical_text(std::string_view text);
std::string ical_texts(const std::vector<std::string>& texts);
std::string text_of(std::string_view value);
std::vector<std::string> texts_of(std::string_view value);

}  // namespace stoa::formats
