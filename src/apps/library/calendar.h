// When the library is open, and the due dates that keep to it.
//
// A day is one of UTC for now, wherever the library stands. It is closed on the weekdays that its
// settings name and on the closed days listed here.
#pragma once

#include "apps/library/lending_model.h"

namespace stoa::library {

struct EditClosedDay : ClosedDayFields {
  Id<ClosedDay> id = {};
};
BOOST_DESCRIBE_STRUCT(EditClosedDay, (ClosedDayFields), (id))

struct ClosedDaySearch : Paging {
  std::optional<Date> from = {};
  std::optional<Date> until = {};
};
BOOST_DESCRIBE_STRUCT(ClosedDaySearch, (Paging), (from, until))

Page<ClosedDay> list_closed_days(Read&, const Anyone&, const ClosedDaySearch&);
ClosedDay get_closed_day(Read&, const Anyone&, const Id<ClosedDay>&);
ClosedDay add_closed_day(Write&, const Librarian&, const ClosedDayFields&);
ClosedDay edit_closed_day(Write&, const Librarian&, const Patch<EditClosedDay>&);
void remove_closed_day(Write&, const Librarian&, const Id<ClosedDay>&);

Date day_of(Timestamp);
Weekday weekday_of(Date);

// The first open day from `day` on, `day` included. Throws never_open after 366 closed ones.
Date next_open_day(Read&, Date day);

}  // namespace stoa::library
