// The properties of what the CalDAV door shows, by kind. Pure functions; any thread.
#pragma once

#include "apps/todo/dav_call.h"
#include "apps/todo/lists.h"

namespace stoa::todo {

// Where programs go through: the root, the principals, the lists.
struct PlainView {
  const DavCall& call;
  std::string title;
};

struct PrincipalView {
  const DavCall& call;
  std::string name;  // as the caller is called, or ""
};

struct CalendarView {
  const DavCall& call;
  const ListView& list;
  const Calendar& calendar;
};

struct ObjectView {
  const DavCall& call;
  const TaskObject& object;
  const formats::XmlElement* calendar_data = nullptr;  // as a REPORT wants it
};

formats::PropertyAnswer properties_of(const PlainView& view, const formats::PropertyRequest&);
formats::PropertyAnswer properties_of(const PrincipalView& view, const formats::PropertyRequest&);
formats::PropertyAnswer properties_of(const CalendarView& view, const formats::PropertyRequest&);
formats::PropertyAnswer properties_of(const ObjectView& view, const formats::PropertyRequest&);

// Whether nobody can write this one: it says what is so.
bool is_protected(const formats::XmlName& name);
// "{DAV:}displayname".
std::string key_of(const formats::XmlName& name);

inline constexpr const char* ics_type = "text/calendar; charset=utf-8; component=VTODO";

}  // namespace stoa::todo
