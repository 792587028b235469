// Times in iCalendar: moments as properties, and the VTIMEZONE that explains a TZID.
//
// Throws UnknownZone for a zone that the system does not have. Pure otherwise; any thread.
#pragma once

#include <chrono>
#include <optional>

#include "formats/icalendar.h"
#include "kernel/time/moment.h"

namespace stoa::formats {

// DUE;TZID=Europe/Amsterdam:20261123T081500 and the other three forms of a moment.
IcalProperty ical_moment(std::string name, const Moment& moment);
// Nothing for a value that is no time. A TZID may carry a prefix ("/example.org/Europe/Amsterdam");
// of one that is no zone of the system the time stays without a zone, as the RFC has it of clocks
// that one does not know.
std::optional<Moment> moment_of(const IcalProperty& property);

// DURATION (RFC 5545 §3.3.6), "-PT15M" or "P1W": nothing for a text that is none, or is longer than
// a hundred years.
std::optional<std::chrono::seconds> duration_of(std::string_view text);
std::string ical_duration(std::chrono::seconds duration);

// How the clocks of a zone go from `from` on, at least until `until`, and for as long as its
// present rule holds: what is regular is told as a rule, the rest one by one. All that is known of
// later years than 2036 is that rule.
IcalComponent ical_timezone(std::string_view zone, Timestamp from, Timestamp until);

}  // namespace stoa::formats
