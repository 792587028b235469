#include "formats/icalendar_time.h"

#include <algorithm>

#include "kernel/time/zone.h"

namespace stoa::formats {
namespace {

// 2026-11-23T08:15:00Z becomes 20261123T081500Z; fractions are no part of it.
std::string without_marks(std::string text) {
  if (const auto point = text.find('.'); point != text.npos)
    text.erase(point, text.find('Z') - point);
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return text;
}

// 20261123 and 20261123T081500 with the marks of RFC 3339; anything else becomes no time at all.
std::string with_marks(std::string_view value) {
  std::string text(value);
  if (text.size() >= 15) text.insert(13, 1, ':').insert(11, 1, ':');
  if (text.size() >= 8) text.insert(6, 1, '-').insert(4, 1, '-');
  return text;
}

// The longest end of a TZID that is a zone of the system, "" for none.
std::string zone_in(std::string_view id) {
  for (;;) {
    if (is_zone(id)) return std::string(id);
    const auto slash = id.find('/');
    if (slash == id.npos) return {};
    id.remove_prefix(slash + 1);
  }
}

}  // namespace

IcalProperty ical_moment(std::string name, const Moment& moment) {
  IcalProperty property{.name = std::move(name)};
  if (const auto* zoned = std::get_if<ZonedDateTime>(&moment)) {
    property.value = without_marks(to_string(zoned->local));
    property.parameters.push_back({"TZID", {zoned->zone}});
  } else {
    property.value = without_marks(to_string(moment));
    if (std::holds_alternative<Date>(moment)) property.parameters.push_back({"VALUE", {"DATE"}});
  }
  return property;
}

std::optional<Moment> moment_of(const IcalProperty& property) {
  const std::string_view value = property.value;
  if (value.find_first_of("-:.[") != value.npos) return std::nullopt;
  auto moment = parse_moment(with_marks(value));
  const auto* local = moment ? std::get_if<LocalDateTime>(&*moment) : nullptr;
  if (local == nullptr) return moment;
  const std::string zone = zone_in(property.parameter("TZID"));
  return zone.empty() ? moment : ZonedDateTime{*local, zone};
}

}  // namespace stoa::formats
