// Many threads on several databases at once; what it proves, it proves under ThreadSanitizer.
#include <atomic>
#include <thread>
#include <vector>

#include "kernel/store/store_testing.h"
#include "kernel/testing/test.h"

namespace stoa::store::testing {
namespace {

constexpr int threads = 4, rounds = 60;

// Moves one unit from a to b: the sum is the same in every snapshot.
void transfer(Connection& connection) {
  connection.run("update t set text = cast(cast(text as integer) - 1 as text) where n = 1", {}, {});
  connection.run("update t set text = cast(cast(text as integer) + 1 as text) where n = 2", {}, {});
}

void use(Database& database, Outcomes& outcomes, std::atomic<int>& wrong) {
  for (int i = 0; i < rounds; ++i) {
    database.write({.work =
                        [i](Connection& connection) {
                          transfer(connection);
                          if (i % 7 == 0) throw stoa::Refusal{stoa::problems::not_found};
                        },
                    .done = outcomes.done(),
                    .urgency = i % 5 ? Urgency::interactive : Urgency::background,
                    .principal = static_cast<std::uint64_t>(i % 3)});
    database.read({.work =
                       [&wrong](Connection& connection) {
                         if (number(connection, "select sum(cast(text as integer)) from t") != 0)
                           ++wrong;
                       },
                   .done = outcomes.done(),
                   .heavy = i % 9 == 0});
    if (i % 10 == 0) database.stats();
  }
}

}  // namespace

TEST("store: many threads write and read, every snapshot adds up and every job has an outcome") {
  TempFolder folder;
  ReadPool pool;
  std::atomic<int> wrong = 0;
  Outcomes outcomes;
  for (int generation = 0; generation < 2; ++generation) {
    SqliteDatabase one({.file = folder / "one.db", .checkpoint_bytes = 50'000}, pool, {});
    SqliteDatabase two({.file = folder / "two.db", .max_batch = 3}, pool, {});
    for (auto* database : {&one, &two})
      database->write_now([](Connection& connection) {
        connection.run_script(
            "create table if not exists t (n INTEGER primary key, text TEXT) strict;"
            "insert or ignore into t values (1, '0'), (2, '0')");
      });
    std::vector<std::thread> users;
    for (int i = 0; i < threads; ++i)
      users.emplace_back([&, i] { use(i % 2 ? one : two, outcomes, wrong); });
    for (auto& user : users) user.join();
  }
  CHECK(wrong == 0);
  int refused = 0;
  for (int i = 0; i < 2 * threads * rounds * 2; ++i) {
    const auto outcome = outcomes[static_cast<std::size_t>(i)];
    CHECK((outcome == "" || outcome == "not_found"));
    refused += outcome == "not_found";
  }
  CHECK(refused == 2 * threads * ((rounds + 6) / 7));
}

}  // namespace stoa::store::testing
