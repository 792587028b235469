#include "apps/library/calendar.h"

#include <algorithm>

#include "apps/library/lending_problems.h"
#include "apps/library/queries.h"
#include "apps/library/settings.h"

namespace stoa::library {
namespace {

constexpr std::int32_t longest_search = 366;  // days

struct DateRow {
  Date date = {};
};
BOOST_DESCRIBE_STRUCT(DateRow, (), (date))

}  // namespace

Page<ClosedDay> list_closed_days(Read& tx, const Anyone&, const ClosedDaySearch& in) {
  Where where;
  if (in.from) where.add("date >= $1", *in.from);
  if (in.until) where.add("date <= $1", *in.until);
  return tx.page<ClosedDay>(sql::closed_day_hits, where, "date", in);
}

ClosedDay get_closed_day(Read& tx, const Anyone&, const Id<ClosedDay>& id) { return tx.get(id); }

ClosedDay add_closed_day(Write& tx, const Librarian&, const ClosedDayFields& in) {
  return tx.insert(ClosedDay{in});
}

ClosedDay edit_closed_day(Write& tx, const Librarian&, const Patch<EditClosedDay>& in) {
  ClosedDay day = tx.get(in.fields.id);
  EditClosedDay edit{day, day.id};
  in.apply(edit);
  static_cast<ClosedDayFields&>(day) = edit;
  return tx.update(day);
}

void remove_closed_day(Write& tx, const Librarian&, const Id<ClosedDay>& id) { tx.remove(id); }

Date day_of(Timestamp time) {
  const auto since = std::chrono::microseconds(time.micros);
  return {static_cast<std::int32_t>(std::chrono::floor<std::chrono::days>(since).count())};
}

Weekday weekday_of(Date day) {
  const std::int32_t since_monday = (day.days % 7 + 7 + 3) % 7;  // day 0 was a Thursday
  return static_cast<Weekday>(since_monday);
}

Date next_open_day(Read& tx, Date day) {
  const auto weekdays = settings_of(tx).closed_weekdays;
  const Date last{day.days + longest_search};
  const auto closed = tx.rows<DateRow>(sql::closed_between, day, last);
  auto next = closed.begin();  // the first closed day that is not before `day`
  for (; day <= last; ++day.days) {
    while (next != closed.end() && next->date < day) ++next;
    const bool listed = next != closed.end() && next->date == day;
    const bool by_weekday =
        std::find(weekdays.begin(), weekdays.end(), weekday_of(day)) != weekdays.end();
    if (!listed && !by_weekday) return day;
  }
  throw never_open;
}

}  // namespace stoa::library
