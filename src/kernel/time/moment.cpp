#include "kernel/time/moment.h"

#include <fmt/format.h>

namespace stoa {
namespace {

constexpr std::size_t length_of_date = 10;

template <class... F>
struct Cases : F... {
  using F::operator()...;
};
template <class... F>
Cases(F...) -> Cases<F...>;  // clang 14 does not find it by itself

struct Reading {
  std::optional<Moment> moment = {};
  std::string fault = {};
};

Reading wrong(std::string fault) { return {std::nullopt, std::move(fault)}; }

Reading read_zoned(std::string_view text) {
  const auto bracket = text.find('[');
  const auto local = parse_local(text.substr(0, bracket));
  if (!local || text.back() != ']')
    return wrong("This is not a local time such as 2026-11-23T08:15:00[Europe/Amsterdam].");
  const std::string_view zone = text.substr(bracket + 1, text.size() - bracket - 2);
  if (!is_zone(zone)) return wrong(unknown_zone(zone));
  return {ZonedDateTime{*local, std::string(zone)}};
}

Reading read(std::string_view text) {
  if (text.find('[') != text.npos) return read_zoned(text);
  if (text.size() == length_of_date) {
    if (const auto date = parse_date(text)) return {*date};
  } else if (const auto local = parse_local(text)) {
    return {*local};
  } else if (const auto instant = parse_timestamp(text)) {
    return {*instant};
  }
  return wrong(
      "This is none of a day (2026-11-23), a local time (2026-11-23T08:15:00), one in a zone "
      "(2026-11-23T08:15:00[Europe/Amsterdam]) and an instant (2026-11-23T07:15:00Z).");
}

}  // namespace

std::string to_string(const Moment& moment) {
  return std::visit(Cases{[](const ZonedDateTime& zoned) {
                            return to_string(zoned.local) + "[" + zoned.zone + "]";
                          },
                          [](const auto& other) { return to_string(other); }},
                    moment);
}

std::string normalise_moment(std::string& text) {
  Reading reading = read(text);
  if (reading.moment) text = to_string(*reading.moment);
  return std::move(reading.fault);
}

std::optional<Moment> parse_moment(std::string_view text) { return read(text).moment; }

Timestamp begin_of(const Moment& moment, const ZoneRules& here) {
  return std::visit(
      Cases{[&](Date day) { return here.instant(midnight_of(day)); },
            [&](LocalDateTime local) { return here.instant(local); },
            [](const ZonedDateTime& zoned) { return zone_rules(zoned.zone).instant(zoned.local); },
            [](Timestamp instant) { return instant; }},
      moment);
}

Timestamp end_of(const Moment& moment, const ZoneRules& here) {
  const auto* day = std::get_if<Date>(&moment);
  return begin_of(day ? Moment(Date{day->days + 1}) : moment, here);
}

}  // namespace stoa
