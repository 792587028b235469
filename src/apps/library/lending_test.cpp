// What happens at the desk.

#include "apps/library/lending.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <set>

#include "apps/library/calendar.h"
#include "apps/library/desk.h"
#include "kernel/testing/stoa.h"

namespace stoa::library {
namespace {

namespace json = boost::json;

std::size_t count(const testing::Answer& page) {
  return page.expect(200).at("/items").as_array().size();
}

std::string in_days(int days) { return to_string(Date{today().days + days}); }

}  // namespace

TEST("library: a librarian lends a copy by barcode and card, renews it and takes it back") {
  Desk desk;
  const auto copy = desk.add_copy("B-1");
  desk.add_copy("B-2");
  const auto reader = desk.add_borrower("C-1");
  const auto librarian = desk.librarian();
  const std::string work_url = "/api/library/works/" + desk.work;

  const auto lent = librarian.post("/api/library/loans", {{"barcode", "B-1"}, {"card", "C-1"}});
  lent.expect(201);
  CHECK(lent.text("/title") == "The Dispossessed");
  CHECK(lent.text("/due") == in_days(28));
  CHECK(lent.text("/borrower") == reader);
  CHECK(lent.text("/copy") == copy);
  CHECK(lent.at("/returned").is_null());
  CHECK_FALSE(lent.at("/overdue").as_bool());
  CHECK(lent.url() == "/api/library/loans/" + lent.text("/id"));
  CHECK(librarian.get(lent.url()).expect(200).body() == lent.body());

  const auto shelf = desk.stoa().nobody().get("/api/library/copies?barcode=B-1").expect(200);
  CHECK_FALSE(shelf.at("/items/0/available").as_bool());
  CHECK(shelf.text("/items/0/due") == in_days(28));
  CHECK(shelf.text("/items/0/item_type") == "book");
  CHECK(shelf.body().find(reader) == std::string::npos);
  CHECK(desk.stoa().get(work_url).at("/editions/0/copies").as_int64() == 2);
  CHECK(desk.stoa().get(work_url).at("/editions/0/available").as_int64() == 1);

  const auto renewed = librarian.post(lent.url() + "/renew");
  CHECK(renewed.expect(201).at("/renewals").as_int64() == 1);
  CHECK(renewed.url() == lent.url());

  const auto back = librarian.post("/api/library/returns", {{"copy", copy}}).expect(201);
  CHECK(back.text("/id") == lent.text("/id"));
  CHECK(back.at("/returned").is_string());
  CHECK(back.url() == lent.url());
  librarian.post("/api/library/returns", {{"barcode", "B-1"}}).expect(409, "not_on_loan");
  CHECK(desk.stoa().get(work_url).at("/editions/0/available").as_int64() == 2);
  librarian.post("/api/library/loans", {{"copy", copy}, {"borrower", reader}}).expect(201);
}

TEST("library: what may not be lent, and to whom not") {
  Desk desk;
  desk.add_copy("B-1");
  desk.add_copy("LOST", {{"condition", "lost"}});
  desk.add_copy("GONE", {{"condition", "withdrawn"}});
  desk.add_copy("WORN", {{"condition", "damaged"}});
  desk.add_borrower("C-1");
  desk.add_borrower("C-2");
  desk.add_borrower("TODAY", {{"suspended_until", in_days(0)}});
  desk.add_borrower("YESTERDAY", {{"suspended_until", in_days(-1)}});
  desk.lend("NONE", "C-1").expect(422, "unknown_copy");
  desk.lend("B-1", "NONE").expect(422, "unknown_borrower");
  desk.lend("LOST", "C-1").expect(409, "copy_not_lendable");
  desk.lend("GONE", "C-1").expect(409, "copy_not_lendable");
  desk.lend("WORN", "C-1").expect(201);
  desk.lend("WORN", "C-2").expect(409, "copy_on_loan");
  desk.lend("WORN", "C-1").expect(409, "copy_on_loan");
  desk.lend("B-1", "TODAY").expect(409, "borrower_suspended");
  desk.lend("B-1", "YESTERDAY").expect(201);
}

TEST("library: which copy and which borrower is said once each") {
  Desk desk;
  const auto copy = desk.add_copy("B-1");
  const auto reader = desk.add_borrower("C-1");
  const auto lend = [&](json::object body) { return desk.stoa().post("/api/library/loans", body); };
  lend({}).expect_field("/barcode", "required");
  lend({{"barcode", "B-1"}}).expect_field("/card", "required");
  lend({{"barcode", "B-1"}, {"copy", copy}, {"card", "C-1"}}).expect_field("/barcode", "ambiguous");
  lend({{"barcode", "B-1"}, {"card", "C-1"}, {"borrower", reader}})
      .expect_field("/card", "ambiguous");
  lend({{"barcode", "B 1"}, {"card", "C-1"}}).expect_field("/barcode", "bad_format");
  desk.stoa().post("/api/library/returns", json::object{}).expect_field("/barcode", "required");
  desk.give_back("NONE").expect(422, "unknown_copy");
}

TEST("library: a refused loan leaves no row, and none in the log") {
  Desk desk;
  desk.add_copy("B-1");
  desk.add_copy("B-2");
  desk.add_borrower("C-1");
  desk.add_borrower("C-2");
  desk.add_borrower("BARRED", {{"suspended_until", in_days(5)}});
  desk.lend("B-1", "C-1").expect(201);
  const auto loans = desk.rows_in("loans"), log = desk.rows_in("_log");
  CHECK(loans == 1);
  desk.lend("B-1", "C-2").expect(409);
  desk.lend("B-2", "BARRED").expect(409);
  desk.give_back("B-2").expect(409);
  CHECK(desk.rows_in("loans") == loans);
  CHECK(desk.rows_in("_log") == log);
}

TEST("library: what was lent, renewed and returned is told, but not to whom") {
  Desk desk;
  desk.add_copy("B-1");
  const auto reader = desk.add_borrower("C-1");
  desk.renew(desk.lend("B-1", "C-1").expect(201).text("/id")).expect(201);
  desk.give_back("B-1").expect(201);
  const std::string all = desk.everything();
  int events = 0;
  for (std::size_t at = 0; (at = all.find("|library.loan_", at)) != all.npos; ++at) {
    const std::string line = all.substr(at, all.find('\n', at) - at);
    CHECK(line.find("\"due\":") != line.npos);
    CHECK(line.find(reader) == line.npos);
    ++events;
  }
  CHECK(events == 3);
}

TEST("library: a borrower has as many loans as the policy says, and no more") {
  Desk desk;
  desk.stoa().patch("/api/library/policies/" + desk.policy, {{"max_loans", 2}}).expect(200);
  for (auto barcode : {"B-1", "B-2", "B-3"}) desk.add_copy(barcode);
  desk.add_borrower("C-1");
  desk.lend("B-1", "C-1").expect(201);
  desk.lend("B-2", "C-1").expect(201);
  desk.lend("B-3", "C-1").expect(409, "too_many_loans");
  desk.give_back("B-1").expect(201);
  desk.lend("B-3", "C-1").expect(201);
}

TEST("library: renewing ends when the policy says, and with the loan") {
  Desk desk;
  desk.add_copy("B-1");
  const auto reader = desk.add_borrower("C-1");
  const auto loan = desk.lend("B-1", "C-1").expect(201).text("/id");
  desk.renew(loan).expect(201);
  desk.renew(loan).expect(201);
  desk.renew(loan).expect(409, "no_renewals_left");
  desk.stoa().patch("/api/library/policies/" + desk.policy, {{"renewals", 9}}).expect(200);
  desk.stoa()
      .patch("/api/library/borrowers/" + reader, {{"suspended_until", in_days(1)}})
      .expect(200);
  desk.renew(loan).expect(409, "borrower_suspended");
  desk.give_back("B-1").expect(201);
  desk.renew(loan).expect(409, "loan_closed");
  desk.renew("01890000-0000-7000-8000-000000000000").expect(404, "loan_not_found");
}

TEST("library: a renewal counts from today, and never takes days away") {
  Desk desk;
  desk.add_copy("B-1");
  desk.add_borrower("C-1");
  const auto loan = desk.lend_at(days_ago(20), "B-1", "C-1");
  const std::string url = "/api/library/loans/" + loan;
  CHECK(desk.stoa().get(url).text("/due") == in_days(8));
  CHECK(desk.renew(loan).expect(201).text("/due") == in_days(28));
  desk.stoa().patch("/api/library/policies/" + desk.policy, {{"loan_days", 3}}).expect(200);
  CHECK(desk.renew(loan).expect(201).text("/due") == in_days(28));
}

TEST("library: an overdue loan is renewed by a librarian only") {
  Desk desk;
  desk.add_copy("B-1");
  desk.add_copy("B-2");
  const auto owner = desk.owner_of(desk.add_borrower("C-1"));
  const auto late = desk.lend_at(days_ago(29), "B-1", "C-1");
  const auto just_in_time = desk.lend_at(days_ago(28), "B-2", "C-1");
  const auto renew = [](const std::string& loan) {
    return "/api/library/loans/" + loan + "/renew";
  };
  CHECK(owner.get("/api/library/loans/" + late).expect(200).at("/overdue").as_bool());
  CHECK_FALSE(owner.get("/api/library/loans/" + just_in_time).at("/overdue").as_bool());
  owner.post(renew(late)).expect(409, "loan_overdue");
  owner.post(renew(just_in_time)).expect(201);
  desk.librarian().post(renew(late)).expect(201);
  owner.post(renew(late)).expect(201);
}

TEST("library: a borrower sees and renews their own loans, and nobody else's") {
  Desk desk;
  desk.add_copy("B-1");
  desk.add_copy("B-2");
  const auto ann = desk.owner_of(desk.add_borrower("C-1"));
  const auto bob = desk.owner_of(desk.add_borrower("C-2"));
  const auto stranger = desk.stoa().user();
  const auto url = desk.lend("B-1", "C-1").expect(201).url();
  desk.lend("B-2", "C-2").expect(201);

  CHECK(ann.get(url).expect(200).text("/card") == "C-1");
  ann.post(url + "/renew").expect(201);
  CHECK(ann.get("/api/library/me/loans").expect(200).text("/items/0/barcode") == "B-1");
  CHECK(count(ann.get("/api/library/me/loans")) == 1);
  for (const auto& other : {bob, stranger}) {
    other.get(url).expect(404, "loan_not_found");
    other.post(url + "/renew").expect(404, "loan_not_found");
  }
  CHECK(bob.get("/api/library/me/loans").text("/items/0/barcode") == "B-2");
  CHECK(count(stranger.get("/api/library/me/loans")) == 0);
  ann.get("/api/library/loans").expect(403, "forbidden");
  ann.post("/api/library/returns", {{"barcode", "B-1"}}).expect(403, "forbidden");
  desk.stoa().nobody().get(url).expect(401, "not_signed_in");
  desk.stoa().nobody().get("/api/library/me/loans").expect(401, "not_signed_in");

  desk.give_back("B-1").expect(201);
  CHECK(count(ann.get("/api/library/me/loans?open=true")) == 0);
  CHECK(count(ann.get("/api/library/me/loans?open=false")) == 1);
}

TEST("library: loans are listed by due date, all, open, overdue, of a borrower or a copy") {
  Desk desk;
  const std::string url = "/api/library/loans";
  const auto ann = desk.add_borrower("C-1"), bob = desk.add_borrower("C-2");
  std::string copy;
  for (int i = 1; i <= 6; ++i) copy = desk.add_copy("B-" + std::to_string(i));
  desk.lend_at(days_ago(2), "B-1", "C-1");
  desk.lend_at(days_ago(40), "B-2", "C-1");
  desk.lend_at(days_ago(50), "B-3", "C-2");
  desk.lend_at(days_ago(60), "B-4", "C-2");
  desk.give_back_at(days_ago(10), "B-4");
  desk.lend_at(days_ago(70), "B-6", "C-1");
  desk.give_back_at(days_ago(65), "B-6");
  desk.lend_at(days_ago(1), "B-6", "C-2");
  const auto found = [&](const std::string& query) { return count(desk.stoa().get(url + query)); };
  CHECK(found("") == 6);
  CHECK(found("?open=true") == 4);
  CHECK(found("?open=false") == 2);
  CHECK(found("?overdue=true") == 2);
  CHECK(found("?overdue=false") == 4);
  CHECK(found("?borrower=" + ann) == 3);
  CHECK(found("?borrower=" + bob + "&open=true") == 2);
  CHECK(found("?borrower=" + bob + "&overdue=true") == 1);
  CHECK(found("?copy=" + copy) == 2);
  CHECK(found("?copy=" + copy + "&open=true") == 1);
  const auto first = desk.stoa().get(url + "?overdue=true&limit=1").expect(200);
  CHECK(first.text("/items/0/barcode") == "B-3");
  CHECK(first.text("/items/0/card") == "C-2");
  const std::string next = "?overdue=true&limit=1&after=" + first.text("/next");
  CHECK(desk.stoa().get(url + next).text("/items/0/barcode") == "B-2");
  CHECK(desk.stoa().get(url + next).at("/next").is_null());
}

TEST("library: pages of loans of one day neither repeat nor miss one") {
  Desk desk;
  desk.stoa().patch("/api/library/policies/" + desk.policy, {{"max_loans", 50}}).expect(200);
  desk.add_borrower("C-1");
  for (int i = 0; i < 7; ++i) {
    desk.add_copy("B-" + std::to_string(i));
    desk.lend("B-" + std::to_string(i), "C-1").expect(201);
  }
  std::set<std::string> seen;
  for (std::string query = "?limit=3"; !query.empty();) {
    const auto page = desk.stoa().get("/api/library/loans" + query).expect(200);
    const auto items = page.at("/items");
    for (auto& item : items.as_array())
      CHECK(seen.insert(item.at("id").as_string().c_str()).second);
    query = page.at("/next").is_null() ? "" : "?limit=3&after=" + page.text("/next");
  }
  CHECK(seen.size() == 7);
}

TEST("library: what is on loan is not removed, what was takes its history along") {
  Desk desk;
  const auto copy = "/api/library/copies/" + desk.add_copy("B-1");
  const auto reader = "/api/library/borrowers/" + desk.add_borrower("C-1");
  const auto loan = desk.lend("B-1", "C-1").expect(201).url();
  desk.stoa().del(copy).expect(409, "copy_on_loan");
  desk.stoa().del(reader).expect(409, "borrower_has_loans");
  desk.stoa().del("/api/library/editions/" + desk.edition).expect(409, "edition_has_copies");
  desk.give_back("B-1").expect(201);
  desk.stoa().del(reader).expect(204);
  CHECK(desk.stoa().get(loan).expect(200).at("/borrower").is_null());
  CHECK(desk.stoa().get(loan).at("/card").is_null());
  desk.stoa().del(copy).expect(204);
  desk.stoa().get(loan).expect(404, "loan_not_found");
  desk.stoa().get(copy).expect(404, "copy_not_found");
  desk.stoa().del("/api/library/editions/" + desk.edition).expect(204);
}

TEST("library: a copy is of an edition and a type that are there, under its own barcode") {
  Desk desk;
  const auto url = "/api/library/copies/" + desk.add_copy("B-1");
  const std::string none = "01890000-0000-7000-8000-000000000000";
  const auto add = [&](json::object more) {
    json::object body{{"edition", desk.edition},
                      {"barcode", "B-2"},
                      {"location", "Stacks"},
                      {"item_type", desk.book}};
    for (auto& [key, value] : more) body[key] = value;
    return desk.stoa().post("/api/library/copies", body);
  };
  add({{"barcode", "B-1"}}).expect(409, "barcode_taken");
  add({{"edition", none}}).expect(422, "unknown_edition");
  add({{"item_type", none}}).expect(422, "unknown_item_type");
  add({{"condition", "eaten"}}).expect_field("/condition", "not_in_set");
  add({{"barcode", std::string(41, '1')}}).expect_field("/barcode", "bad_format");
  add({}).expect(201);
  const auto noted = desk.stoa().patch(url, {{"condition", "lost"}, {"note", "Since the move"}});
  CHECK(noted.expect(200).text("/condition") == "lost");
  desk.stoa().nobody().get(url).expect(401);
  const auto shown = desk.stoa().nobody().get("/api/library/copies?work=" + desk.work).expect(200);
  CHECK(count(shown) == 2);
  CHECK(shown.body().find("Since the move") == std::string::npos);
  CHECK(count(desk.stoa().get("/api/library/copies?edition=" + desk.edition)) == 2);
  desk.stoa().del("/api/library/item-types/" + desk.book).expect(409, "item_type_in_use");
}

}  // namespace stoa::library
