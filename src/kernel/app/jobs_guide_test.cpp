// What docs/guide-jobs.md shows, as it is: it compiles, and does what the page says.

#include "kernel/testing/stoa.h"

namespace stoa::guide {
namespace {

using namespace std::chrono_literals;

struct RemindBorrower {
  static constexpr auto job = "guide.remind_borrower";
  std::string name = {};
};
BOOST_DESCRIBE_STRUCT(RemindBorrower, (), (name))

void remind_borrower(Write& tx, const RemindBorrower& in) {
  tx.run("insert into reminders (name) values ($1)", in.name);
}

struct ChargeFee {
  static constexpr auto job = "guide.charge_fee";
  std::string name = {};
};
BOOST_DESCRIBE_STRUCT(ChargeFee, (), (name))
struct Receipt {
  std::string number = {};
};
BOOST_DESCRIBE_STRUCT(Receipt, (), (number))

Receipt charge(const std::string& name, const std::string& key) {
  CHECK(key.ends_with("/charge"));
  return {"charged " + name};
}

void charge_fee(Task& task, const ChargeFee& in) {
  const Receipt receipt =
      task.step("charge", [&] { return charge(in.name, task.once_key("charge")); });
  task.write(
      [&](Write& tx) { tx.run("insert into reminders (name) values ($1)", receipt.number); });
}

Again tidy_up(Write& tx) {
  return {.more = tx.run("delete from reminders where name in "
                         "(select name from reminders limit 1000)") == 1000};
}

void write_report(Task&) {}

const std::vector<embedded::File>& files() {
  static constexpr std::string_view sql = "create table reminders (name {text} not null) strict;";
  static const std::vector<embedded::File> all = {
      {"migrations/0001_reminders.sql", {sql.data(), sql.data() + sql.size()}}};
  return all;
}

App app() {
  return App("guide", "A guide", files())
      .job<&remind_borrower>()
      .job<&charge_fee>({.attempts = 5})
      .every<&tidy_up>(1h)
      .cron<&write_report>("0 9 * * MON-FRI", "Europe/Amsterdam");
}

}  // namespace

TEST("jobs: the guide's example works") {
  testing::Stoa stoa{app()};
  stoa.run_jobs();  // tidy_up, for the first time
  stoa.database().write_now([](store::Connection& connection) {
    Write tx(connection, {.now = wall_clock()});
    tx.enqueue_at(tx.now() + 24h, RemindBorrower{"Ann"});
    tx.enqueue(ChargeFee{"Ann"}, {.unique = "Ann", .one_at_a_time = "Ann"});
  });
  CHECK(stoa.run_jobs() == 1);
  stoa.travel(1h);
  CHECK(stoa.run_jobs() >= 1);  // tidy_up, and the report if it is nine o'clock meanwhile
  stoa.travel(23h);
  CHECK(stoa.run_jobs() >= 2);
}

}  // namespace stoa::guide
