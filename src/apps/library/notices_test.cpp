// Notices: what is due, what is late, and that each is told once.

#include "apps/library/notices.h"

#include <boost/json.hpp>

#include "apps/library/desk.h"
#include "apps/library/forgetting.h"
#include "kernel/testing/stoa.h"

namespace stoa::library {
namespace {

using std::chrono::days;
using testing::Client;
using testing::Stoa;

// A reader with a linked card who has one loan of 28 days.
struct Lent {
  Desk desk;
  Client ann;
  std::string loan;

  Lent() : ann(reader(desk, "A-1")) { loan = lend("B-1", "A-1"); }
  static Client reader(Desk& desk, const std::string& card) {
    return desk.owner_of(desk.add_borrower(card));
  }
  std::string lend(const std::string& barcode, const std::string& card) {
    desk.add_copy(barcode);
    return desk.lend(barcode, card).expect(201).text("/id");
  }
  Stoa& stoa() { return desk.stoa(); }
  void after(int days_later) {
    stoa().travel(days(days_later));
    stoa().run_jobs();
  }
  std::string subjects() {
    std::string all;
    for (const mail::Letter& letter : stoa().postman().taken) all += letter.said.subject + ";";
    return all;
  }
};

TEST("library: a loan is told of once as it falls due, and once when it is late") {
  Lent lent;
  lent.after(25);
  CHECK(lent.subjects().empty());
  lent.after(1);
  CHECK(lent.subjects() == "Due back soon;");
  lent.after(1);
  lent.after(1);
  CHECK(lent.subjects() == "Due back soon;");
  lent.after(1);
  lent.after(10);
  CHECK(lent.subjects() == "Due back soon;Overdue;");
  const mail::Letter& letter = lent.stoa().postman().taken.front();
  CHECK(letter.address == to_string(lent.ann.account()) + "@people.invalid");
  CHECK(letter.said.text.find("/library/loans") != std::string::npos);
  const auto mine = lent.ann.get("/api/library/me/notices").expect(200);
  CHECK(mine.text("/items/0/kind") == "overdue");
  CHECK(mine.text("/items/1/kind") == "due_soon");
  CHECK(mine.text("/items/1/loan") == lent.loan);
}

TEST("library: a borrower's loans of one day are in one mail, and another's are not") {
  Lent lent;
  const Client bob = Lent::reader(lent.desk, "A-2");
  lent.lend("B-2", "A-1");
  lent.lend("B-3", "A-2");
  lent.after(27);
  REQUIRE(lent.stoa().postman().taken.size() == 2);
  for (const mail::Letter& letter : lent.stoa().postman().taken) {
    std::size_t lines = 0;
    for (std::size_t at = 0; (at = letter.said.text.find("\n- ", at)) != std::string::npos; ++at)
      ++lines;
    const bool anns = letter.address.starts_with(to_string(lent.ann.account()));
    CHECK(lines == (anns ? 2 : 1));
  }
  CHECK(bob.get("/api/library/me/notices").expect(200).at("/items").as_array().size() == 1);
  lent.stoa().nobody().get("/api/library/me/notices").expect(401);
}

TEST("library: what came back, and who has no account, is not told of") {
  Lent lent;
  lent.desk.add_borrower("A-3");
  lent.lend("B-4", "A-3");
  lent.desk.give_back("B-1").expect(201);
  lent.after(40);
  CHECK(lent.subjects().empty());
}

TEST("library: notices go with the borrower of their loan, in the log too") {
  Lent lent;
  lent.after(27);
  const std::string borrower =
      lent.stoa().get("/api/library/borrowers").expect(200).text("/items/0/id");
  const std::string told = "\"borrower\":\"" + borrower + "\"";
  CHECK(lent.desk.everything().find(told) != std::string::npos);
  lent.desk.give_back("B-1").expect(201);
  lent.desk.write([](Write& tx) { forget_loans_until(tx, tx.now() + days(1)); });
  CHECK(lent.desk.rows_in("notices") == 0);
  CHECK(lent.desk.everything().find(told) == std::string::npos);
}

}  // namespace
}  // namespace stoa::library
