// Many desks at once: a copy is lent once, and nobody gets more than they may have. On PostgreSQL
// by several writers, so that transactions do run into each other.

#include <atomic>
#include <boost/json.hpp>
#include <thread>

#include "apps/library/desk.h"
#include "kernel/testing/stoa.h"

namespace stoa::library {
namespace {

testing::StoaOptions several_writers() {
  return {.configure = [](Config& config) { config.database_writers = 4; }};
}

struct Verdicts {
  std::atomic<int> lent = 0, refused = 0, other = 0;
};

// `what(i)` at fifty desks at the same time.
template <class What>
void at_fifty_desks(Verdicts& verdicts, std::string_view refusal, What what) {
  std::vector<std::thread> desks;
  for (int i = 0; i < 50; ++i) {
    desks.emplace_back([&, i] {
      const testing::Answer answer = what(i);
      const bool refused = answer.status() == 409 && answer.text("/code") == refusal;
      ++(answer.status() == 201 ? verdicts.lent : refused ? verdicts.refused : verdicts.other);
      if (answer.status() != 201 && !refused) MESSAGE(answer.body());
    });
  }
  for (auto& desk : desks) desk.join();
}

}  // namespace

TEST("library: fifty desks lend the last copy, twenty times over: one does") {
  Desk desk(several_writers());
  desk.add_copy("B-1");
  for (int i = 0; i < 50; ++i) desk.add_borrower("C-" + std::to_string(i));
  for (int round = 0; round < 20; ++round) {
    Verdicts verdicts;
    at_fifty_desks(verdicts, "copy_on_loan",
                   [&](int i) { return desk.lend("B-1", "C-" + std::to_string(i)); });
    REQUIRE(verdicts.lent == 1);
    REQUIRE(verdicts.refused == 49);
    REQUIRE(desk.rows_in("loans") == round + 1);
    desk.give_back("B-1").expect(201);
  }
}

TEST("library: one borrower at fifty desks gets three copies, as many as they may have") {
  Desk desk(several_writers());
  desk.stoa().patch("/api/library/policies/" + desk.policy, {{"max_loans", 3}}).expect(200);
  for (int i = 0; i < 50; ++i) desk.add_copy("B-" + std::to_string(i));
  for (int round = 0; round < 10; ++round) {
    const std::string card = "C-" + std::to_string(round);
    desk.add_borrower(card);
    Verdicts verdicts;
    at_fifty_desks(verdicts, "too_many_loans",
                   [&](int i) { return desk.lend("B-" + std::to_string(i), card); });
    REQUIRE(verdicts.lent == 3);
    REQUIRE(verdicts.refused == 47);
    const auto loans = desk.stoa().get("/api/library/loans?open=true").expect(200).at("/items");
    REQUIRE(loans.as_array().size() == 3);
    for (const auto& loan : loans.as_array()) {
      desk.give_back(loan.at("barcode").as_string().c_str()).expect(201);
    }
  }
}

TEST("library: fifty desks take one copy back: one does") {
  Desk desk(several_writers());
  desk.add_copy("B-1");
  desk.add_borrower("C-1");
  for (int round = 0; round < 5; ++round) {
    desk.lend("B-1", "C-1").expect(201);
    Verdicts verdicts;
    at_fifty_desks(verdicts, "not_on_loan", [&](int) { return desk.give_back("B-1"); });
    REQUIRE(verdicts.lent == 1);
    REQUIRE(verdicts.refused == 49);
  }
}

}  // namespace stoa::library
