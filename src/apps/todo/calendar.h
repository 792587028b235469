// Tasks as iCalendar has them (RFC 5545). Pure functions; any thread.
#pragma once

#include "apps/todo/model.h"
#include "formats/icalendar.h"

namespace stoa::todo {

// VTODO, with all that it can say of a task. `whole` is the uid of what it is a part of, "" for
// none.
formats::IcalComponent todo_of(const Task& task, std::string_view whole);
// What an occurrence of a task that recurs is known by: DTSTART of its VTODO, when it is due next.
When recurrence_id_of(const Task& task);
// VEVENT: what is due, when it is due; nothing for what is not, or is done.
std::optional<formats::IcalComponent> event_of(const Task& task);
// VCALENDAR of these: a list to subscribe to.
formats::IcalComponent calendar_of(const TaskList& list,
                                   std::vector<formats::IcalComponent> components, Timestamp now);
// Puts these into a VCALENDAR, behind a VTIMEZONE for each zone that they name: how its clocks go
// from a year before `now` on.
void add_components(formats::IcalComponent& calendar,
                    std::vector<formats::IcalComponent> components, Timestamp now);

}  // namespace stoa::todo
