// What is lent most: counted from events, for the works that are still there.

#include "apps/library/trends.h"

#include <boost/json.hpp>

#include "apps/library/desk.h"
#include "kernel/testing/stoa.h"

namespace stoa::library {

TEST("library: trends tell which works were lent most in the last 30 days, and of nobody") {
  Desk desk;
  const auto author = desk.add("authors", {{"name", "Terry Pratchett"}});
  const auto other = desk.add("works", {{"title", "Mort"}, {"authors", {author}}});
  const auto edition = desk.add("editions", {{"work", other}, {"title", "Mort"}});
  desk.add_copy("L-1");
  desk.add_copy("M-1", {{"edition", edition}});
  desk.add_borrower("A-1");
  for (const char* barcode : {"M-1", "L-1", "M-1"}) {
    desk.lend(barcode, "A-1").expect(201);
    desk.give_back(barcode).expect(201);
  }
  desk.stoa().run_jobs();
  const auto trends = desk.stoa().nobody().get("/api/library/trends").expect(200);
  CHECK(trends.text("/items/0/title") == "Mort");
  CHECK(trends.at("/items/0/loans") == 2);
  CHECK(trends.text("/items/0/authors/0/name") == "Terry Pratchett");
  CHECK(trends.at("/items/1/loans") == 1);
  CHECK(trends.body().find("A-1") == std::string::npos);
}

TEST("library: trends forget days that nobody asks about") {
  Trends trends;
  const Id<Work> work{{{1}}};
  const Timestamp then = days_ago(40);
  count_loan(trends, {.work = work}, then);
  count_loan(trends, {}, then);  // from before events told of works
  CHECK(trends.days.size() == 1);
  count_loan(trends, {.work = work}, then + std::chrono::days(31));
  CHECK(trends.days.size() == 1);
  CHECK(trends.days.begin()->second.at(work) == 1);
}

}  // namespace stoa::library
