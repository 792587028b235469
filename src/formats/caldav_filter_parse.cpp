#include <fmt/format.h>

#include "formats/caldav_filter.h"
#include "formats/icalendar_names.h"
#include "formats/icalendar_time.h"
#include "formats/webdav.h"

namespace stoa::formats {
namespace {

XmlName in_caldav(const char* local) { return {caldav_space, local}; }

std::string name_of_filter(const XmlElement& element) {
  const std::string name = upper_name(element.attribute("name"));
  if (!is_ical_name(name))
    throw XmlError(fmt::format("A <{}> has the name of what it wants.", element.name.local));
  return name;
}

std::optional<Timestamp> end_of_range(const XmlElement& range, std::string_view which) {
  const std::string value(range.attribute(which));
  if (value.empty()) return std::nullopt;
  const auto moment = moment_of({.name = "DTSTART", .value = value});
  const auto* instant = moment ? std::get_if<Timestamp>(&*moment) : nullptr;
  if (!instant) throw XmlError("A <time-range> has times in UTC: 20261201T000000Z.");
  return *instant;
}

std::optional<TimeRange> range_in(const XmlElement& filter) {
  const XmlElement* range = filter.child(in_caldav("time-range"));
  if (!range) return std::nullopt;
  TimeRange wanted{end_of_range(*range, "start"), end_of_range(*range, "end")};
  if (!wanted.start && !wanted.end) throw XmlError("A <time-range> has a start, or an end.");
  if (wanted.start && wanted.end && *wanted.end <= *wanted.start)
    throw XmlError("A <time-range> ends after it has started.");
  return wanted;
}

std::optional<TextMatch> text_in(const XmlElement& filter) {
  const XmlElement* match = filter.child(in_caldav("text-match"));
  if (!match) return std::nullopt;
  const std::string_view collation = match->attribute("collation");
  const bool octets = collation == "i;octet";
  if (!octets && !collation.empty() && collation != "i;ascii-casemap" && collation != "default")
    throw UnknownCollation("Texts are compared by i;ascii-casemap or by i;octet.");
  return TextMatch{match->text, !octets, match->attribute("negate-condition") == "yes"};
}

PropertyFilter property_filter(const XmlElement& element) {
  PropertyFilter filter{.name = name_of_filter(element),
                        .undefined = element.child(in_caldav("is-not-defined")) != nullptr,
                        .range = range_in(element),
                        .text = text_in(element)};
  for (const XmlElement& part : element.children) {
    if (part.name != in_caldav("param-filter")) continue;
    filter.parameters.push_back(
        {name_of_filter(part), part.child(in_caldav("is-not-defined")) != nullptr, text_in(part)});
  }
  return filter;
}

ComponentFilter component_filter(const XmlElement& element) {
  ComponentFilter filter{.name = name_of_filter(element),
                         .undefined = element.child(in_caldav("is-not-defined")) != nullptr,
                         .range = range_in(element)};
  if (filter.range && filter.name == "VALARM")
    throw UnknownFilter("When alarms ring is not looked at here.");
  for (const XmlElement& part : element.children) {
    if (part.name == in_caldav("prop-filter")) filter.properties.push_back(property_filter(part));
    if (part.name == in_caldav("comp-filter")) filter.components.push_back(component_filter(part));
  }
  return filter;
}

}  // namespace

ComponentFilter parse_filter(const XmlElement& filter) {
  const XmlElement* whole = filter.child(in_caldav("comp-filter"));
  if (!whole) throw XmlError("A <filter> has a <comp-filter>.");
  ComponentFilter parsed = component_filter(*whole);
  if (parsed.name != "VCALENDAR") throw XmlError("The outermost <comp-filter> is of VCALENDAR.");
  return parsed;
}

IcalComponent selected(const IcalComponent& calendar, const XmlElement& wanted) {
  IcalComponent part{calendar.name};
  const bool all = wanted.child(in_caldav("allprop")), every = wanted.child(in_caldav("allcomp"));
  const auto names = [](const XmlElement& each, const char* kind, const std::string& name) {
    return each.name == in_caldav(kind) && upper_name(each.attribute("name")) == name;
  };
  for (const IcalProperty& property : calendar.properties) {
    bool take = all;
    for (const XmlElement& each : wanted.children)
      take = take || names(each, "prop", property.name);
    if (take) part.properties.push_back(property);
  }
  for (const IcalComponent& inner : calendar.components) {
    if (every) part.components.push_back(inner);
    for (const XmlElement& each : wanted.children) {
      if (!every && names(each, "comp", inner.name))
        part.components.push_back(selected(inner, each));
    }
  }
  return part;
}

}  // namespace stoa::formats
