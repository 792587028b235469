// Holds: who comes first is served first, is told once, and has some days.

#include "apps/library/holds.h"

#include <boost/json.hpp>

#include "apps/library/desk.h"
#include "apps/library/forgetting.h"
#include "kernel/testing/stoa.h"

namespace stoa::library {
namespace {

using std::chrono::days;
using testing::Answer;
using testing::Client;
using testing::Stoa;
namespace json = boost::json;

// One copy, which Zoe has; Ann and Ben would like it.
struct Queue {
  Desk desk;
  std::string zoe, ann_card, ben_card;
  Client ann, ben;

  Queue()
      : zoe(desk.add_borrower("Z-1")),
        ann_card(desk.add_borrower("A-1")),
        ben_card(desk.add_borrower("B-1")),
        ann(desk.owner_of(ann_card)),
        ben(desk.owner_of(ben_card)) {
    desk.add_copy("C-1");
    desk.lend("C-1", "Z-1").expect(201);
  }
  Stoa& stoa() { return desk.stoa(); }
  Answer wait(const Client& who) {
    return who.post("/api/library/me/holds", {{"work", desk.work}});
  }
  json::object held_by(const Client& who) {
    return who.get("/api/library/me/holds").expect(200).at("/items/0").as_object();
  }
  std::size_t count(const Client& who) {
    return who.get("/api/library/me/holds").expect(200).at("/items").as_array().size();
  }
  std::string subjects_to(const Client& who) {
    std::string all;
    for (const mail::Letter& letter : stoa().postman().taken) {
      if (letter.address.starts_with(to_string(who.account()))) all += letter.said.subject + ";";
    }
    return all;
  }
  void settle() { stoa().run_jobs(); }
  bool available() {
    return stoa()
        .get("/api/library/copies?barcode=C-1")
        .expect(200)
        .at("/items/0/available")
        .as_bool();
  }
};

TEST("library: a copy that comes back goes to whoever has waited longest, who is told once") {
  Queue queue;
  queue.wait(queue.ann).expect(201);
  queue.wait(queue.ben).expect(201);
  CHECK(queue.held_by(queue.ben).at("position") == 2);
  CHECK(queue.desk.give_back("C-1").expect(201).text("/hold_for") == "A-1");
  queue.settle();
  queue.settle();
  CHECK(queue.held_by(queue.ann).at("barcode") == "C-1");
  CHECK(queue.held_by(queue.ben).at("position") == 1);
  CHECK(queue.subjects_to(queue.ann) == "Ready for you;");
  CHECK(queue.subjects_to(queue.ben).empty());
  CHECK(!queue.available());
  queue.desk.lend("C-1", "Z-1").expect(409, "copy_on_hold");
  queue.desk.lend("C-1", "B-1").expect(409, "copy_on_hold");
  queue.desk.lend("C-1", "A-1").expect(201);
  CHECK(queue.count(queue.ann) == 0);
  CHECK(queue.count(queue.ben) == 1);
}

TEST("library: before a returned copy is laid aside, it is lent to nobody but the first") {
  Queue queue;
  queue.wait(queue.ann).expect(201);
  queue.desk.write([&](Write& tx) {  // nothing has moved the queue yet
    close_loan(tx, tx.query<Loan>("where returned is null").at(0), tx.now());
    const auto copy = tx.query<Copy>("where barcode = 'C-1'").at(0);
    const auto ben = tx.query<Borrower>("where card = 'B-1'").at(0);
    CHECK_THROWS_AS(take_turn(tx, copy, ben), Problem);
  });
}

TEST("library: what is not fetched in time goes to the next, and to the shelf after the last") {
  Queue queue;
  queue.wait(queue.ann).expect(201);
  queue.wait(queue.ben).expect(201);
  queue.desk.give_back("C-1").expect(201);
  queue.settle();
  queue.stoa().travel(days(9));
  queue.settle();
  CHECK(queue.count(queue.ann) == 0);
  CHECK(queue.subjects_to(queue.ann) == "Ready for you;No longer kept for you;");
  CHECK(queue.held_by(queue.ben).at("barcode") == "C-1");
  queue.stoa().travel(days(9));
  queue.settle();
  CHECK(queue.count(queue.ben) == 0);
  CHECK(queue.available());
  queue.desk.lend("C-1", "Z-1").expect(201);
}

TEST("library: what one waits for, another may not renew") {
  Queue queue;
  const std::string loan = queue.stoa().get("/api/library/loans").expect(200).text("/items/0/id");
  queue.wait(queue.ann).expect(201);
  queue.desk.renew(loan).expect(409, "copy_wanted");
  queue.ann.del("/api/library/holds/" + std::string(queue.held_by(queue.ann).at("id").as_string()))
      .expect(204);
  queue.desk.renew(loan).expect(201);
}

TEST("library: a hold is refused where it makes no sense") {
  Queue queue;
  queue.wait(queue.ann).expect(201);
  queue.wait(queue.ann).expect(409, "hold_twice");
  const auto wait = [&](json::object who) {
    who["work"] = queue.desk.work;
    return queue.stoa().post("/api/library/holds", who);
  };
  wait({{"card", "Z-1"}}).expect(409, "has_it_on_loan");
  wait({{"card", "nobody"}}).expect(422, "unknown_borrower");
  queue.desk.add_copy("C-2");
  queue.settle();  // it is Ann's
  queue.desk.add_copy("C-3");
  queue.wait(queue.ben).expect(409, "copy_on_shelf");
  queue.stoa().patch("/api/library/settings", {{"max_holds", 0}}).expect(200);
  queue.desk.lend("C-3", "Z-1").expect(201);
  queue.wait(queue.ben).expect(409, "too_many_holds");
  queue.wait(queue.stoa().user()).expect(409, "card_needed");
  queue.wait(queue.stoa().nobody()).expect(401);
  const auto author = queue.stoa().get("/api/library/authors").expect(200).text("/items/0/id");
  const auto empty = queue.desk.add("works", {{"title", "Lost"}, {"authors", {author}}});
  queue.ben.post("/api/library/me/holds", {{"work", empty}}).expect(409, "nothing_to_wait_for");
}

TEST("library: one edition may be waited for, and another does not do") {
  Queue queue;
  const auto pocket = queue.desk.add("editions", {{"work", queue.desk.work}, {"title", "Pocket"}});
  queue.desk.add_copy("P-1", {{"edition", pocket}});
  queue.desk.lend("P-1", "Z-1").expect(201);
  queue.ann.post("/api/library/me/holds", {{"work", queue.desk.work}, {"edition", pocket}})
      .expect(201);
  queue.wait(queue.ben).expect(201);
  queue.desk.give_back("C-1").expect(201);
  queue.settle();
  CHECK(queue.held_by(queue.ben).at("barcode") == "C-1");
  queue.desk.give_back("P-1").expect(201);
  queue.settle();
  CHECK(queue.held_by(queue.ann).at("barcode") == "P-1");
}

TEST("library: a copy that is lost on the hold shelf gives its reader the first place back") {
  Queue queue;
  queue.wait(queue.ann).expect(201);
  queue.wait(queue.ben).expect(201);
  queue.desk.give_back("C-1").expect(201);
  queue.settle();
  const std::string copy = queue.stoa().get("/api/library/copies").expect(200).text("/items/0/id");
  queue.stoa().patch("/api/library/copies/" + copy, {{"condition", "lost"}}).expect(200);
  CHECK(queue.held_by(queue.ann).at("position") == 1);
  queue.stoa().patch("/api/library/copies/" + copy, {{"condition", "good"}}).expect(200);
  queue.settle();
  CHECK(queue.held_by(queue.ann).at("barcode") == "C-1");
}

TEST("library: a hold is its borrower's alone, and forgotten with it") {
  Queue queue;
  const std::string hold = queue.wait(queue.ann).expect(201).text("/id");
  queue.ben.get("/api/library/holds/" + hold).expect(404);
  queue.ben.del("/api/library/holds/" + hold).expect(404);
  queue.ben.get("/api/library/holds").expect(403);
  queue.desk.give_back("C-1").expect(201);
  queue.settle();
  const std::string told = "\"borrower\":\"" + queue.ann_card + "\"";
  CHECK(queue.desk.everything().find(told) != std::string::npos);
  queue.stoa().del("/api/library/borrowers/" + queue.ann_card).expect(204);
  queue.settle();
  CHECK(queue.desk.rows_in("holds") == 0);
  CHECK(queue.desk.everything().find(told) == std::string::npos);
  CHECK(queue.available());
}

}  // namespace
}  // namespace stoa::library
