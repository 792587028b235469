// What a CalDAV REPORT asks of calendars (RFC 4791 §9.6 and §9.7): which it wants, and what of
// them.
//
// Pure functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "formats/icalendar.h"
#include "formats/xml_tree.h"
#include "kernel/time/zone.h"

namespace stoa::formats {

// What a filter may hold and is not looked at here: another collation, when alarms ring.
class UnknownCollation : public XmlError {
  using XmlError::XmlError;
};
class UnknownFilter : public XmlError {
  using XmlError::XmlError;
};

struct TextMatch {
  std::string text;
  bool any_case = true, negated = false;
};

struct TimeRange {
  std::optional<Timestamp> start = {}, end = {};
};

struct ParameterFilter {
  std::string name;
  bool undefined = false;
  std::optional<TextMatch> text = {};
};

struct PropertyFilter {
  std::string name;
  bool undefined = false;
  std::optional<TimeRange> range = {};
  std::optional<TextMatch> text = {};
  std::vector<ParameterFilter> parameters = {};
};

struct ComponentFilter {
  std::string name;
  bool undefined = false;
  std::optional<TimeRange> range = {};
  std::vector<PropertyFilter> properties = {};
  std::vector<ComponentFilter> components = {};
};

// Of a <filter>. Throws XmlError and the two above.
ComponentFilter parse_filter(const XmlElement& filter);
// Whether a calendar is what the filter wants. Times without a zone are by the clocks of `here`.
bool matches(const ComponentFilter& filter, const IcalComponent& calendar, const ZoneRules& here);

// The parts of a calendar that a <comp> wants.
IcalComponent selected(const IcalComponent& calendar, const XmlElement& wanted);

}  // namespace stoa::formats
