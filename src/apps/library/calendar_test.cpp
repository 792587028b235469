// Due dates: a library that is closed takes nothing back.

#include "apps/library/calendar.h"

#include <boost/json.hpp>

#include "apps/library/desk.h"
#include "apps/library/lending.h"
#include "kernel/testing/stoa.h"

namespace stoa::library {
namespace {

namespace json = boost::json;

// The due date of what is lent on a day for so long.
std::string due(Desk& desk, std::string_view day, int loan_days) {
  desk.stoa().patch("/api/library/policies/" + desk.policy, {{"loan_days", loan_days}}).expect(200);
  const auto then = parse_timestamp(std::string(day) + "T23:59:59Z");
  REQUIRE(then);
  const auto loan = desk.lend_at(*then, "B-1", "C-1");
  const auto date = desk.stoa().get("/api/library/loans/" + loan).expect(200).text("/due");
  desk.give_back_at(*then, "B-1");
  return date;
}

void close(Desk& desk, std::string_view date, std::string_view reason) {
  desk.add("closed-days", {{"date", date}, {"reason", reason}});
}

void close_weekdays(Desk& desk, json::array weekdays) {
  desk.stoa().patch("/api/library/settings", {{"closed_weekdays", weekdays}}).expect(200);
}

struct Shelf : Desk {
  Shelf() {
    add_copy("B-1");
    add_borrower("C-1");
  }
};

}  // namespace

TEST("library: a day is one of UTC, and has its weekday") {
  CHECK(day_of({0}).days == 0);
  CHECK(day_of({-1}).days == -1);
  CHECK(day_of(*parse_timestamp("2026-12-31T23:59:59.999999Z")) == *parse_date("2026-12-31"));
  CHECK(day_of(*parse_timestamp("2027-01-01T01:00:00+02:00")) == *parse_date("2026-12-31"));
  CHECK(weekday_of(*parse_date("1970-01-01")) == Weekday::thursday);
  CHECK(weekday_of(*parse_date("1969-12-31")) == Weekday::wednesday);
  CHECK(weekday_of(*parse_date("1900-01-01")) == Weekday::monday);
  CHECK(weekday_of(*parse_date("2028-02-29")) == Weekday::tuesday);
}

TEST("library: a due date on a closed weekday moves to the next open day") {
  Shelf desk;
  CHECK(due(desk, "2026-11-02", 6) == "2026-11-08");  // a Sunday
  close_weekdays(desk, {"sunday"});
  CHECK(due(desk, "2026-11-02", 5) == "2026-11-07");
  CHECK(due(desk, "2026-11-02", 6) == "2026-11-09");
  close_weekdays(desk, {"sunday", "saturday"});
  CHECK(due(desk, "2026-11-02", 5) == "2026-11-09");
  close(desk, "2026-11-09", "Stocktaking");
  close(desk, "2026-11-11", "Stocktaking");
  CHECK(due(desk, "2026-11-02", 5) == "2026-11-10");
  CHECK(due(desk, "2026-11-02", 9) == "2026-11-12");
}

TEST("library: due dates cross the end of a year and know leap days") {
  Shelf desk;
  close_weekdays(desk, {"sunday"});
  for (auto day : {"2026-12-24", "2026-12-25", "2026-12-26", "2026-12-28", "2026-12-29",
                   "2026-12-30", "2026-12-31", "2027-01-01", "2027-01-02"}) {
    close(desk, day, "Between the years");
  }
  CHECK(due(desk, "2026-12-03", 21) == "2027-01-04");
  CHECK(due(desk, "2028-02-01", 28) == "2028-02-29");
  CHECK(due(desk, "2027-02-01", 28) == "2027-03-01");
  close(desk, "2028-02-29", "Leap day");
  CHECK(due(desk, "2028-02-01", 28) == "2028-03-01");
  CHECK(due(desk, "2027-03-01", 365) == "2028-03-01");
}

TEST("library: a library that never opens lends nothing") {
  Shelf desk;
  close_weekdays(desk, {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday"});
  desk.lend("B-1", "C-1").expect(201);
  desk.give_back("B-1").expect(201);
  close_weekdays(desk,
                 {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"});
  desk.lend("B-1", "C-1").expect(409, "never_open");
  CHECK(desk.rows_in("loans") == 1);
}

TEST("library: the search for an open day ends after a year") {
  Desk desk;
  desk.write([](Write& tx) {
    const Date first = *parse_date("2026-01-01");
    for (int i = 0; i < 366; ++i) tx.insert(ClosedDay{{{first.days + i}, "Rebuilding"}});
    CHECK(next_open_day(tx, first).days == first.days + 366);
    tx.insert(ClosedDay{{{first.days + 366}, "Rebuilding"}});
    CHECK_THROWS_AS(next_open_day(tx, first), Problem);
    CHECK(next_open_day(tx, {first.days + 1}).days == first.days + 367);
  });
}

TEST("library: a renewal moves a due date that has become a closed day") {
  Shelf desk;
  desk.stoa().patch("/api/library/policies/" + desk.policy, {{"loan_days", 14}}).expect(200);
  const auto loan = desk.lend("B-1", "C-1").expect(201).text("/id");
  close(desk, to_string(Date{today().days + 14}), "Fire drill");
  CHECK(desk.renew(loan).expect(201).text("/due") == to_string(Date{today().days + 15}));
}

TEST("library: closed days are listed by date, each once") {
  Desk desk;
  close(desk, "2026-12-25", "Christmas");
  close(desk, "2026-05-01", "Labour Day");
  const std::string url = "/api/library/closed-days";
  desk.stoa().post(url, {{"date", "2026-12-25"}, {"reason", "x"}}).expect(409, "closed_day_taken");
  desk.stoa().post(url, {{"date", "2026-02-29"}, {"reason", "x"}}).expect(422);
  const auto all = desk.stoa().nobody().get(url).expect(200);
  CHECK(all.text("/items/0/date") == "2026-05-01");
  CHECK(all.text("/items/1/reason") == "Christmas");
  CHECK(desk.stoa().get(url + "?from=2026-05-02").at("/items").as_array().size() == 1);
  CHECK(desk.stoa().get(url + "?until=2026-05-01").at("/items").as_array().size() == 1);
  const std::string day = url + "/" + all.text("/items/0/id");
  desk.stoa().patch(day, {{"date", "2026-12-25"}}).expect(409, "closed_day_taken");
  desk.stoa().patch(day, {{"date", "2026-05-02"}}).expect(200);
  desk.stoa().del(day).expect(204);
  desk.stoa().get(day).expect(404, "closed_day_not_found");
}

TEST("library: settings are there before anybody has made them, and there is one") {
  Desk desk;
  const std::string url = "/api/library/settings";
  const auto fresh = desk.stoa().nobody().get(url).expect(200);
  CHECK(fresh.at("/keep_history_days").as_int64() == 30);
  CHECK(fresh.at("/closed_weekdays").as_array().empty());
  desk.stoa().patch(url, {{"keep_history_days", 90}}).expect(200);
  const auto changed = desk.stoa().patch(url, {{"closed_weekdays", {"monday"}}}).expect(200);
  CHECK(changed.at("/keep_history_days").as_int64() == 90);
  CHECK(changed.at("/version").as_int64() == 2);
  CHECK(desk.rows_in("library_settings") == 1);
  const auto if_match = [&](std::string tag) {
    return desk.stoa().send("PATCH", url, R"({"keep_history_days": 60})",
                            {{"Content-Type", "application/json"}, {"If-Match", std::move(tag)}});
  };
  if_match(std::string(fresh.header("ETag"))).expect(412, "precondition_failed");
  if_match(std::string(changed.header("ETag"))).expect(200);
  desk.stoa()
      .patch(url, {{"keep_history_days", 36'501}})
      .expect_field("/keep_history_days", "too_large");
  desk.stoa().patch(url, {{"closed_weekdays", {"someday"}}}).expect(422);
  desk.stoa().patch(url, {{"closed_weekdays", {"monday", "monday"}}}).expect(422);
}

}  // namespace stoa::library
