// Which policy a loan is under.

#include "apps/library/policies.h"

#include <boost/json.hpp>

#include "apps/library/app.h"
#include "apps/library/desk.h"
#include "kernel/testing/stoa.h"

namespace stoa::library {
namespace {

namespace json = boost::json;
const std::string policies_url = "/api/library/policies";

// Three days more for each step towards the general.
json::object policy(json::object pair, int loan_days) {
  pair["loan_days"] = loan_days;
  pair["renewals"] = 1;
  pair["max_loans"] = 5;
  return pair;
}

int days_for(Desk& desk, const std::string& category, const std::string& item_type) {
  std::int64_t days = 0;
  desk.write([&](Write& tx) {
    days = policy_for(tx, {*parse_uuid(category)}, {*parse_uuid(item_type)}).loan_days;
  });
  return static_cast<int>(days);
}

}  // namespace

TEST("library: the most specific policy holds: both, then category, then item type, then any") {
  Desk desk;
  const auto dvd = desk.add("item-types", {{"slug", "dvd"}, {"name", "DVD"}});
  const auto staff = desk.add("borrower-categories", {{"slug", "staff"}, {"name", "Staff"}});
  CHECK(days_for(desk, staff, dvd) == 28);
  desk.add("policies", policy({{"item_type", dvd}}, 7));
  CHECK(days_for(desk, staff, dvd) == 7);
  CHECK(days_for(desk, staff, desk.book) == 28);
  desk.add("policies", policy({{"category", staff}}, 90));
  CHECK(days_for(desk, staff, dvd) == 90);
  CHECK(days_for(desk, desk.adult, dvd) == 7);
  CHECK(days_for(desk, desk.adult, desk.book) == 28);
  const auto both = desk.add("policies", policy({{"category", staff}, {"item_type", dvd}}, 14));
  CHECK(days_for(desk, staff, dvd) == 14);
  CHECK(days_for(desk, staff, desk.book) == 90);
  desk.stoa().del(policies_url + "/" + both).expect(204);
  CHECK(days_for(desk, staff, dvd) == 90);
}

TEST("library: there is one policy for a pair, where any is a part of it too") {
  Desk desk;
  const auto post = [&](json::object pair) {
    return desk.stoa().post(policies_url, policy(pair, 1));
  };
  post({}).expect(409, "policy_taken");
  post({{"category", nullptr}, {"item_type", nullptr}}).expect(409, "policy_taken");
  for (const json::object& pair :
       {json::object{{"category", desk.adult}}, json::object{{"item_type", desk.book}},
        json::object{{"category", desk.adult}, {"item_type", desk.book}}}) {
    post(pair).expect(201);
    post(pair).expect(409, "policy_taken");
  }
  const std::string none = "01890000-0000-7000-8000-000000000000";
  post({{"category", none}}).expect(422, "unknown_category");
  post({{"item_type", none}}).expect(422, "unknown_item_type");
  desk.stoa().post(policies_url, policy({}, 366)).expect_field("/loan_days", "too_large");
  desk.stoa().post(policies_url, policy({}, 0)).expect_field("/loan_days", "too_small");
  desk.stoa().del("/api/library/item-types/" + desk.book).expect(409, "item_type_in_use");
  desk.stoa().del("/api/library/borrower-categories/" + desk.adult).expect(409, "category_in_use");
}

TEST("library: the default policy stays, and stays the default") {
  Desk desk;
  const std::string its = policies_url + "/" + desk.policy;
  desk.stoa().del(its).expect(409, "default_policy_stays");
  desk.stoa().patch(its, {{"category", desk.adult}}).expect(409, "default_policy_stays");
  desk.stoa().patch(its, {{"loan_days", 10}}).expect(200);
  CHECK(desk.stoa().nobody().get(its).expect(200).at("/loan_days").as_int64() == 10);
  const auto other =
      policies_url + "/" + desk.add("policies", policy({{"category", desk.adult}}, 3));
  desk.stoa().patch(other, {{"category", nullptr}}).expect(409, "policy_taken");
  desk.stoa().patch(other, {{"item_type", desk.book}}).expect(200);
}

TEST("library: without a policy nothing is lent") {
  testing::Stoa stoa{app()};
  const auto add = [&](const std::string& where, json::object what) {
    return stoa.post("/api/library/" + where, what).expect(201).text("/id");
  };
  const auto work =
      add("works", {{"title", "Book"}, {"authors", {add("authors", {{"name", "Ann"}})}}});
  const auto type = add("item-types", {{"slug", "book"}, {"name", "Book"}});
  const auto adult = add("borrower-categories", {{"slug", "adult"}, {"name", "Adult"}});
  add("copies", {{"edition", add("editions", {{"work", work}, {"title", "Book"}})},
                 {"barcode", "1"},
                 {"location", "Hall"},
                 {"item_type", type}});
  add("borrowers", {{"card", "1"}, {"name", "Bob"}, {"category", adult}});
  const auto lend = [&] {
    return stoa.post("/api/library/loans", {{"barcode", "1"}, {"card", "1"}});
  };
  lend().expect(409, "no_policy");
  add("policies", policy({{"category", adult}}, 1));
  lend().expect(201);
}

}  // namespace stoa::library
