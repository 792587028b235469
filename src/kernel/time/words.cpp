#include "kernel/time/words.h"

namespace stoa {
namespace {

std::string normalise_zone(std::string& name) { return is_zone(name) ? "" : unknown_zone(name); }

std::string normalise_recurrence(std::string& text) {
  try {
    text = to_string(parse_recurrence(text));
    return "";
  } catch (const RecurrenceError& error) {
    return error.what();
  }
}

}  // namespace

Moment When::moment() const {
  if (auto moment = parse_moment(*this)) return *moment;
  throw UnknownZone("\"" + *this + "\" is no moment that this system can place.");
}

namespace detail {

const OwnRule zone_rule{&normalise_zone,
                        "A time zone by its name in the IANA database, such as Europe/Amsterdam."};
const OwnRule when_rule{
    &normalise_moment,
    "A day (2026-11-23), a local time (2026-11-23T08:15:00), one in a zone "
    "(2026-11-23T08:15:00[Europe/Amsterdam]) or an instant (2026-11-23T07:15:00Z)."};
const OwnRule recurrence_rule{
    &normalise_recurrence,
    "A recurrence rule of RFC 5545 (section 3.3.10), such as FREQ=MONTHLY;BYDAY=-1FR."};

}  // namespace detail
}  // namespace stoa
