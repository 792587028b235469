// The statements about the queue: each uses an index, on either database, and what they say holds.

#include "kernel/jobs/rows.h"

#include "kernel/testing/stoa.h"

namespace stoa::jobs {
namespace {

using namespace std::chrono_literals;
using store::Dialect;

// Asks for the plan of each statement before it runs it.
class Explaining : public store::Connection {
 public:
  explicit Explaining(store::Connection& inner) : inner_(inner) {
    if (dialect() == Dialect::postgres)
      inner_.run_script("set local enable_seqscan = off; set local enable_bitmapscan = off");
  }
  Dialect dialect() const override { return inner_.dialect(); }
  std::int64_t run(std::string_view sql, std::span<const store::Value> parameters,
                   const store::RowSink& sink) override {
    const bool sqlite = dialect() == Dialect::sqlite;
    const std::string explain = (sqlite ? "explain query plan " : "explain ") + std::string(sql);
    inner_.run(explain, parameters, [&](const store::Row& row) {
      check(sql, std::string(std::get<std::string_view>(row.at(sqlite ? 3 : 0))));
      return true;
    });
    ++explained;
    return inner_.run(sql, parameters, sink);
  }
  void run_script(std::string_view sql) override { inner_.run_script(sql); }

  int explained = 0;

 private:
  static void check(std::string_view sql, const std::string& step) {
    bool own = false;  // rows that the statement itself has found
    for (const char* rows : {"looked", "come", "CONSTANT ROW"})
      own = own || step.find(rows) != step.npos;
    const bool scan = step.find("Seq Scan") != step.npos ||
                      (step.starts_with("SCAN") && step.find("USING") == step.npos);
    CHECK_MESSAGE((!scan || own), sql << ": " << step);
  }
  store::Connection& inner_;
};

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> all = {{.name = "queue.write", .options = {.attempts = 2}},
                                        {.name = "queue.other"},
                                        {.name = "queue.hourly", .schedule = "every 3600s"}};
  return all;
}

// A test's own queue, in one transaction after the other.
struct Queue {
  template <class Work>
  void write(Work work) {
    stoa.database().write_now([&](store::Connection& connection) { work(connection); });
  }
  void enqueue(std::string_view kind, const JobKeys& keys = {}) {
    write([&](store::Connection& connection) {
      store::enqueue_job(connection, {kind, "{}", now, now, keys});
    });
  }
  std::vector<Claimed> claim_some(int most = 10) {
    std::vector<Claimed> jobs;
    write([&](store::Connection& connection) {
      begin_claims(connection);
      jobs = claim(connection, {&kinds()[0], make_uuid_v7(now), now, now + 30s, most}).jobs;
    });
    return jobs;
  }
  std::int64_t count(std::string_view state) {
    std::int64_t all = 0;
    write([&](store::Connection& connection) {
      for (const Count& one : count_jobs(connection))
        if (one.state == state) all += one.count;
    });
    return all;
  }

  testing::Stoa stoa{App("queue", "A queue", no_files)};
  Timestamp now = wall_clock();
  static inline const std::vector<embedded::File> no_files = {};
};

}  // namespace

TEST("jobs: every statement about the queue uses an index") {
  Queue queue;
  queue.write([&](store::Connection& plain) {
    Explaining connection(plain);
    const Timestamp now = queue.now;
    register_schedules(connection, kinds(), now);
    for (int i = 0; i < 3; ++i)
      store::enqueue_job(connection, {"queue.write", "{}", now, now, {.one_at_a_time = ""}});
    look(connection, kinds());
    doubt_lines(connection);
    move_lines(connection, {.moved = true, .early = now}, kinds(), now);
    auto jobs = claim(connection, {&kinds()[0], make_uuid_v7(now), now, now + 30s, 10}).jobs;
    REQUIRE(jobs.size() == 3);
    renew(connection, jobs[0].run.lease, now + 60s);
    keep_step(connection, jobs[0].run, "one", "1");
    CHECK(kept_step(connection, jobs[0].run.id, "one") == "1");
    complete(connection, jobs[0], {.more = false}, now);
    fail(connection, jobs[1], {"why", false, now, now + 1s});
    give_back(connection, jobs[2], now);
    take_over(connection, kinds(), now + 10min);
    auto hourly = claim(connection, {&kinds()[2], make_uuid_v7(now), now, now + 30s, 10}).jobs;
    REQUIRE(hourly.size() == 1);
    complete(connection, hourly[0], {.more = false}, now);
    CHECK(connection.explained > 12);
  });
}

TEST("jobs: those that are due are claimed in the order of their times, each by one") {
  Queue queue;
  for (int i = 0; i < 5; ++i) queue.enqueue("queue.write");
  queue.enqueue("queue.other");
  CHECK(queue.claim_some(3).size() == 3);
  CHECK(queue.claim_some(3).size() == 2);
  CHECK(queue.claim_some(3).empty());
  CHECK(queue.count("running") == 5);
}

TEST("jobs: a lease that ran out is taken over, and its owner can end nothing any more") {
  Queue queue;
  queue.enqueue("queue.write");
  const auto first = queue.claim_some();
  auto take = [&](Timestamp now) {
    std::int64_t taken = 0;
    queue.write(
        [&](store::Connection& connection) { taken = take_over(connection, kinds(), now); });
    return taken;
  };
  CHECK(take(queue.now + 29s) == 0);
  CHECK(take(queue.now + 30s) == 1);
  const auto second = queue.claim_some();
  REQUIRE(second.size() == 1);
  CHECK(second[0].run.attempt == 2);
  CHECK_THROWS_AS(queue.write([&](store::Connection& connection) {
    complete(connection, first[0], {.more = false}, queue.now);
  }),
                  LeaseLost);
  queue.write([&](store::Connection& connection) {
    CHECK_FALSE(fail(connection, first[0], {"late", true, queue.now, queue.now}));
  });
  CHECK(take(queue.now + 1h) == 1);  // that was its last attempt
  CHECK(queue.count("dead") == 1);
}

TEST("jobs: a schedule that changed is followed, one that is gone leaves no row") {
  Queue queue;
  auto schedules = [&](const std::vector<Kind>& now_known) {
    std::string all;
    queue.write([&](store::Connection& connection) {
      register_schedules(connection, now_known, queue.now);
      connection.run("select schedule from _jobs order by schedule", {},
                     [&](const store::Row& row) {
                       all += std::string(std::get<std::string_view>(row.at(0))) + ";";
                       return true;
                     });
    });
    return all;
  };
  CHECK(schedules(kinds()) == "every 3600s;");
  CHECK(schedules(kinds()) == "every 3600s;");
  CHECK(schedules({{.name = "queue.hourly", .schedule = "every 60s"}}) == "every 60s;");
  CHECK(schedules({{.name = "queue.hourly"}}).empty());
}

}  // namespace stoa::jobs
