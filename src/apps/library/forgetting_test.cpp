// What is forgotten is in no table and in no row of the log.

#include "apps/library/forgetting.h"

#include <boost/json.hpp>

#include "apps/library/desk.h"
#include "kernel/testing/stoa.h"

namespace stoa::library {
namespace {

namespace json = boost::json;

// The lines of the dump that hold the text, but for those that begin with `besides`.
std::string lines_with(Desk& desk, const std::string& text, const std::string& besides = "-") {
  const std::string all = desk.everything();
  std::string found;
  for (std::size_t at = 0; at < all.size();) {
    const std::size_t end = all.find('\n', at);
    const std::string line = all.substr(at, end - at + 1);
    if (line.find(text) != line.npos && !line.starts_with(besides)) found += line;
    at = end + 1;
  }
  return found;
}

bool forget_until(Desk& desk, Timestamp until) {
  bool more = false;
  desk.write([&](Write& tx) { more = forget_loans_until(tx, until).more; });
  return more;
}

// The id of a borrower in the log: rows about that borrower carry it as their key, all others must
// not.
std::string told_of(Desk& desk, const std::string& borrower) {
  std::string rest;
  const std::string lines = lines_with(desk, borrower, "borrowers|");
  for (std::size_t at = 0; at < lines.size();) {
    const std::size_t end = lines.find('\n', at);
    const std::string line = lines.substr(at, end - at + 1);
    if (line.find("|" + borrower + "|borrowers|") == line.npos) rest += line;
    at = end + 1;
  }
  return rest;
}

json::value export_of(Desk& desk, const AccountId& account) {
  Json made;
  desk.write([&](Write& tx) { made = export_person(tx, account); });
  return json::parse(made.text);
}

void erase(Desk& desk, const AccountId& account) {
  desk.write([&](Write& tx) { erase_person(tx, account); });
}

}  // namespace

TEST("library: a loan forgets its borrower so many days after the return, in table and log") {
  Desk desk;
  desk.add_copy("B-1");
  desk.add_copy("B-2");
  const auto id = desk.add_borrower("C-1");
  const auto owner = desk.owner_of(id);
  const auto loan = desk.lend_at(days_ago(60), "B-1", "C-1");
  const auto librarian = desk.librarian();
  librarian.post("/api/library/loans/" + loan + "/renew").expect(201);
  owner.post("/api/library/loans/" + loan + "/renew").expect(201);
  desk.give_back_at(days_ago(31), "B-1");
  desk.lend_at(days_ago(20), "B-2", "C-1");
  CHECK_FALSE(forget_until(desk, days_ago(32)));
  CHECK(desk.stoa().get("/api/library/loans/" + loan).text("/card") == "C-1");
  CHECK_FALSE(forget_until(desk, days_ago(30)));

  const auto forgotten = desk.stoa().get("/api/library/loans/" + loan).expect(200);
  CHECK(forgotten.at("/borrower").is_null());
  CHECK(forgotten.at("/card").is_null());
  CHECK(forgotten.text("/title") == "The Dispossessed");
  for (const auto& about : {id, to_string(owner.account())}) {
    const std::string all = lines_with(desk, about);
    CHECK(all.find(loan) == all.npos);
  }
  // Who else was at it is still known.
  CHECK(lines_with(desk, to_string(librarian.account())).find(loan) != std::string::npos);
  CHECK(told_of(desk, id).find("|loans|") != std::string::npos);  // the open one is still theirs
  CHECK(owner.get("/api/library/me/loans").expect(200).at("/items").as_array().size() == 1);
  owner.get("/api/library/loans/" + loan).expect(404, "loan_not_found");
}

TEST("library: the chore keeps history for as long as the settings say") {
  Desk desk;
  desk.add_copy("B-1");
  const auto id = desk.add_borrower("C-1");
  desk.lend_at(days_ago(20), "B-1", "C-1");
  desk.give_back_at(days_ago(10), "B-1");
  const auto forget = [&] {
    desk.write([](Write& tx) { CHECK_FALSE(forget_loans(tx).more); });
    return told_of(desk, id).find("loans|") == std::string::npos;
  };
  const auto keep = [&](int days) {
    desk.stoa().patch("/api/library/settings", {{"keep_history_days", days}}).expect(200);
  };
  CHECK_FALSE(forget());
  keep(11);
  CHECK_FALSE(forget());
  keep(9);
  CHECK(forget());
  desk.lend("B-1", "C-1").expect(201);
  desk.give_back("B-1").expect(201);
  keep(0);
  CHECK(forget());
}

TEST("library: loans are forgotten two hundred at a time") {
  Desk desk;
  desk.add_borrower("C-1");
  const std::string copy = desk.add_copy("B-1");
  desk.write([&](Write& tx) {
    const auto borrower = tx.query<Borrower>("where card = 'C-1'").at(0).id;
    for (int i = 0; i < 201; ++i) {
      Loan loan{.copy = {*parse_uuid(copy)}, .borrower = borrower, .lent = days_ago(9)};
      loan.returned = days_ago(8);
      tx.insert(loan);
    }
  });
  CHECK(forget_until(desk, days_ago(7)));
  CHECK_FALSE(forget_until(desk, days_ago(7)));
  CHECK_FALSE(forget_until(desk, days_ago(7)));
  std::size_t left = 1;
  desk.write([&](Write& tx) { left = tx.query<Loan>("where borrower is not null").size(); });
  CHECK(left == 0);
}

TEST("library: a borrower who is removed leaves nothing but the number of a record") {
  Desk desk;
  desk.add_copy("B-1");
  const auto id = desk.add_borrower("CARD-77", {{"name", "Ana Núñez"}, {"note", "Pays late"}});
  const auto owner = desk.owner_of(id);
  desk.lend("B-1", "CARD-77").expect(201);
  desk.give_back("B-1").expect(201);
  desk.stoa().post("/api/library/borrowers/" + desk.add_borrower("C-2") + "/code", {}).expect(201);
  desk.stoa().del("/api/library/borrowers/" + id).expect(204);
  for (const auto& text : {std::string("CARD-77"), std::string("Núñez"), std::string("nunez"),
                           std::string("Pays late"), to_string(owner.account())}) {
    CHECK(lines_with(desk, text) == "");
  }
  CHECK(told_of(desk, id) == "");
  CHECK(desk.rows_in("card_codes") == 1);
}

TEST("library: a person gets a copy of their card, what is noted of them and their loans") {
  Desk desk;
  desk.add_copy("B-1");
  desk.add_copy("B-2");
  const auto owner = desk.owner_of(desk.add_borrower("C-1", {{"note", "Pays late"}}));
  desk.lend("B-1", "C-1").expect(201);
  desk.give_back("B-1").expect(201);
  desk.lend("B-2", "C-1").expect(201);
  const auto copy = export_of(desk, owner.account());
  CHECK(copy.at("borrower").at("card").as_string() == "C-1");
  CHECK(copy.at("borrower").at("note").as_string() == "Pays late");
  CHECK(copy.at("loans").as_array().size() == 2);
  CHECK(copy.at("loans").at(0).at("title").as_string() == "The Dispossessed");
  CHECK(export_of(desk, desk.stoa().user().account()).is_null());
}

TEST("library: a person who leaves with empty hands is forgotten at once") {
  Desk desk;
  desk.add_copy("B-1");
  const auto id = desk.add_borrower("CARD-77", {{"name", "Ana Núñez"}});
  const auto owner = desk.owner_of(id);
  owner.post(desk.lend("B-1", "CARD-77").expect(201).url() + "/renew").expect(201);
  desk.give_back("B-1").expect(201);
  erase(desk, desk.stoa().user().account());
  CHECK(desk.rows_in("borrowers") == 1);
  erase(desk, owner.account());
  erase(desk, owner.account());
  CHECK(desk.rows_in("borrowers") == 0);
  CHECK(lines_with(desk, to_string(owner.account())) == "");
  CHECK(lines_with(desk, "CARD-77") == "");
  CHECK(told_of(desk, id) == "");
}

TEST("library: who leaves with books keeps a card without a name until they are back") {
  Desk desk;
  for (auto barcode : {"B-1", "B-2", "B-3", "B-4"}) desk.add_copy(barcode);
  const auto id = desk.add_borrower("CARD-77", {{"name", "Ana Núñez"}, {"note", "Pays late"}});
  const auto owner = desk.owner_of(id);
  const auto first = desk.lend("B-1", "CARD-77").expect(201);
  desk.lend("B-2", "CARD-77").expect(201);
  const auto closed = desk.lend("B-3", "CARD-77").expect(201).url();
  owner.post(first.url() + "/renew").expect(201);
  desk.give_back("B-3").expect(201);
  erase(desk, owner.account());

  for (const auto& text : {std::string("Núñez"), std::string("nunez"), std::string("Pays late"),
                           to_string(owner.account())}) {
    CHECK(lines_with(desk, text) == "");
  }
  const std::string url = "/api/library/borrowers/" + id;
  CHECK(desk.stoa().get(url).expect(200).text("/name") == "(left)");
  CHECK(desk.stoa().get(closed).at("/borrower").is_null());
  CHECK(desk.stoa().get(first.url()).text("/card") == "CARD-77");
  owner.get(first.url()).expect(404, "loan_not_found");
  desk.lend("B-4", "CARD-77").expect(409, "borrower_left");
  desk.renew(first.text("/id")).expect(409, "borrower_left");
  desk.stoa().patch(url, {{"name", "Ana"}}).expect(409, "borrower_left");
  desk.stoa().post(url + "/code", {}).expect(409, "borrower_left");

  desk.give_back("B-1").expect(201);
  CHECK(desk.stoa().get(url).expect(200).text("/card") == "CARD-77");
  CHECK(desk.give_back("B-2").expect(201).at("/borrower").is_null());
  desk.stoa().get(url).expect(404, "borrower_not_found");
  CHECK(lines_with(desk, "CARD-77") == "");
  CHECK(told_of(desk, id) == "");
}

}  // namespace stoa::library
