// The words of time that a model is written in, beside Date and Timestamp of kernel/model/types.h.
//
// Each is a text: in JSON, in a column {text}, in a filter. It is checked and brought into its
// normal form on the way in, so that what a handler gets can be parsed. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "kernel/model/describe.h"
#include "kernel/time/moment.h"
#include "kernel/time/recurrence.h"

namespace stoa {

// A zone by its IANA name, "Europe/Amsterdam". One that is none is answered with the nearest.
struct Zone : std::string {
  using std::string::string;
  Zone() = default;
  Zone(std::string s) : std::string(std::move(s)) {}
};

// When something is due or begins: see kernel/time/moment.h for its four forms.
struct When : std::string {
  using std::string::string;
  When() = default;
  When(std::string s) : std::string(std::move(s)) {}
  When(const Moment& moment) : std::string(to_string(moment)) {}
  // Throws UnknownZone when the system has forgotten the zone of a text that it once took.
  Moment moment() const;
};

// A recurrence rule: "FREQ=WEEKLY;BYDAY=MO". See kernel/time/recurrence.h.
struct Rule : std::string {
  using std::string::string;
  Rule() = default;
  Rule(std::string s) : std::string(std::move(s)) {}
  Rule(const Recurrence& rule) : std::string(to_string(rule)) {}
  Recurrence recurrence() const { return parse_recurrence(*this); }
};

namespace detail {

extern const OwnRule zone_rule, when_rule, recurrence_rule;

template <class T>
Type own_text(const OwnRule& rule, std::int64_t min, std::int64_t max) {
  Type type = ruled_text<T>(TextRule::own, min, max);
  type.own = &rule;
  return type;
}

template <>
struct TypeOf<Zone> {
  static Type make() { return own_text<Zone>(zone_rule, 1, 64); }
};
template <>
struct TypeOf<When> {
  static Type make() { return own_text<When>(when_rule, 10, 100); }
};
template <>
struct TypeOf<Rule> {
  static Type make() { return own_text<Rule>(recurrence_rule, 10, longest_recurrence); }
};

}  // namespace detail
}  // namespace stoa
