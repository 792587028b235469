// Time zones: what the clocks of a place show at an instant, and at which instant they show it.
//
// The rules are the system's (tzdata), read once a zone and kept as long as the process lives; a
// new rule comes with a new process. So what must follow a change of the rules is kept as a local
// time and the name of its zone, never as an instant alone. Any thread.
#pragma once

#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>

#include "kernel/time/local_time.h"

namespace date {
class time_zone;
}

namespace stoa {

// The system has no zone of this name; a sentence.
class UnknownZone : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

// A stretch of time in which the clocks of a place go on evenly, from `begin` on and before `end`.
struct Stretch {
  std::chrono::sys_seconds begin, end;
  std::chrono::seconds offset;         // how far the clocks are ahead of UTC
  std::chrono::seconds offset_before;  // how far they were just before; the same at the first one
};

// How a local time lies in a zone. `at` is RFC 5545's answer (§3.3.5) for each: of a time that
// comes twice the first, and a time that the clocks skip is counted with the offset before.
struct Placed {
  enum Kind { once, skipped, twice } kind = once;
  Timestamp at;
};

class ZoneRules {
 public:
  explicit ZoneRules(const date::time_zone& zone) : zone_(&zone) {}

  const std::string& name() const;
  Stretch stretch_at(std::chrono::sys_seconds) const;
  LocalDateTime local(Timestamp) const;  // fractions of a second are cut
  Placed place(LocalDateTime) const;
  Timestamp instant(LocalDateTime time) const { return place(time).at; }
  Date today(Timestamp now) const { return date_of(local(now)); }

 private:
  const date::time_zone* zone_;
};

// By its IANA name, "Europe/Amsterdam" or "UTC". Throws UnknownZone.
ZoneRules zone_rules(std::string_view name);
bool is_zone(std::string_view name);
// What to say of a name that is none: a sentence with the zone that was most likely meant,
// "Europe/Amsterdam" for "amsterdam".
std::string unknown_zone(std::string_view name);

}  // namespace stoa
