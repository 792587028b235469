// What docs/guide-events.md has an app do that listens, as it is: it compiles, and does what the
// page says. What the page shows of who tells, and of projections, is the library's own code.

#include "apps/library/api.h"
#include "apps/library/app.h"
#include "kernel/testing/stoa.h"

namespace stoa::guide_events {
namespace {

using library::LoanReturned;

void count_return(Write& tx, const LoanReturned& in) {
  tx.run("insert into returns (copy, due) values ($1, $2)", in.copy, in.due);
}

void learn(Write& tx, const LoanReturned& in) {
  tx.run("insert into learned (copy) values ($1)", in.copy);
}

void tell_partner(Task& task, const LoanReturned& in) {
  task.step("tell", [&] { return task.once_key("tell"); });
  task.write([&](Write& tx) { tx.run("insert into told (copy) values ($1)", in.copy); });
}

const std::vector<embedded::File>& files() {
  static constexpr std::string_view sql = R"(
    create table returns (copy {id} not null, due {date} not null) strict;
    create table learned (copy {id} not null) strict;
    create table told (copy {id} not null) strict;)";
  static const std::vector<embedded::File> all = {
      {"migrations/0001_returns.sql", {sql.data(), sql.data() + sql.size()}}};
  return all;
}

App statistics() {
  App app("statistics", "What comes back", files());
  app.on<&count_return>();
  app.on<&tell_partner>({.tries = {.attempts = 5}});  // it may wait: each event is a job
  app.on<&learn>({.backfill = true});                 // also what happened before it listened
  return app;
}

struct Branch {
  testing::Stoa stoa;

  static std::vector<App> both() {
    std::vector<App> apps;
    apps.push_back(library::app());
    apps.push_back(statistics());
    return apps;
  }
  Branch() : stoa(both()) {}
  void give_back(bool fail) {
    stoa.database(0).write_now([&](store::Connection& connection) {
      Write tx(connection, {.now = wall_clock()});
      const library::Loan loan{.id = {make_uuid_v7(wall_clock())},
                               .copy = {make_uuid_v7(wall_clock())}};
      tx.emit(LoanReturned{loan.id, loan.copy, loan.due}, loan.id);
      if (fail) throw std::runtime_error("not given back");
    });
  }
  std::int64_t rows_in(const std::string& table) {
    std::int64_t rows = -1;
    stoa.database(1).read_now([&](store::Connection& connection) {
      connection.run("select count(*) from " + table, {}, [&](const store::Row& row) {
        rows = std::get<std::int64_t>(row.at(0));
        return true;
      });
    });
    return rows;
  }
};

}  // namespace

TEST("events: the guide's listeners hear of what was committed, once, and of nothing else") {
  Branch branch;
  CHECK_THROWS_AS(branch.give_back(true), std::runtime_error);
  branch.give_back(false);
  for (int times = 0; times < 2; ++times) {
    branch.stoa.run_jobs();
    for (const char* table : {"returns", "learned", "told"}) CHECK(branch.rows_in(table) == 1);
  }
}

}  // namespace stoa::guide_events
