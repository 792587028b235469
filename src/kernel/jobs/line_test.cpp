// The lines of keys: their order, that what waits in them costs a claim nothing, and that no job
// stands behind one that has gone.

#include "kernel/jobs/line.h"

#include <sqlite3.h>

#include "kernel/jobs/rows.h"
#include "kernel/store/job_queue.h"
#include "kernel/store/store_testing.h"
#include "kernel/testing/stoa.h"

namespace stoa::jobs {
namespace {

using namespace std::chrono_literals;
using store::Connection;
using store::Dialect;

using Names = std::vector<std::string>;

const std::vector<Kind>& line_kinds() {
  static const std::vector<Kind> all = {{.name = "line.write"}, {.name = "line.other"}};
  return all;
}

// A queue whose jobs are claimed and ended as a runner does, and told apart by their payloads.
struct LineUp {
  template <class Work>
  void work(Work work) {
    stoa.database().write_now({.work = work, .read_committed = true});
  }
  void enqueue(const std::string& name, const std::string& key, std::chrono::seconds later = 0s,
               const char* kind = "line.write") {
    stoa.database().write_now([&](Connection& connection) {
      const JobKeys keys{.one_at_a_time = key};
      store::enqueue_job(connection, {kind, name, now + later, now, keys});
    });
  }
  void enqueue_many(int count, const std::string& key) {
    stoa.database().write_now([&](Connection& connection) {
      const JobKeys keys{.one_at_a_time = key};
      for (int i = 0; i < count; ++i)
        store::enqueue_job(connection, {"line.write", std::to_string(i), now, now, keys});
    });
  }
  // Looks and claims as Runner does.
  Claims claim_in(Connection& connection, int most, std::size_t kind = 0) {
    const Outlook outlook = look(connection, line_kinds());
    begin_claims(connection);
    move_lines(connection, outlook.lines, line_kinds(), now);
    return claim(connection, {&line_kinds()[kind], make_uuid_v7(now), now, now + 30s, most});
  }
  Names claim_some(int most = 10, std::size_t kind = 0) {
    Names names;
    work([&](Connection& connection) {
      names.clear();
      claims = claim_in(connection, most, kind);
      for (const Claimed& job : claims.jobs) names.push_back(job.run.payload);
    });
    return names;
  }
  const Claimed& only() const {
    REQUIRE(claims.jobs.size() == 1);
    return claims.jobs[0];
  }
  void end(const Claimed& job, const Again& again = {.more = false}) {
    work([&](Connection& connection) { complete(connection, job, again, now); });
  }
  void fail_only(bool final) {
    work([&](Connection& connection) {
      fail(connection, only(), {"why", final, now, now + 1min});
    });
  }
  void execute(const char* sql) {
    work([&](Connection& connection) { connection.run(sql, {}, {}); });
  }

  testing::Stoa stoa{App("line", "A line", no_files)};
  Timestamp now = wall_clock();
  Claims claims;
  static inline const std::vector<embedded::File> no_files = {};
};

// ---- what it costs ------------------------------------------------------------------------------

// Steps of SQLite's virtual machine, on all connections that were opened since it is there.
class Steps {
 public:
  Steps() {
    steps_ = 0;
    sqlite3_auto_extension(reinterpret_cast<void (*)()>(&watch));
  }
  ~Steps() { sqlite3_cancel_auto_extension(reinterpret_cast<void (*)()>(&watch)); }
  static std::int64_t so_far() { return steps_; }

 private:
  static int watch(sqlite3* db, const char**, const sqlite3_api_routines*) {
    sqlite3_progress_handler(
        db, 1, [](void*) { return ++steps_, 0; }, nullptr);
    return SQLITE_OK;
  }
  static inline std::atomic<std::int64_t> steps_ = 0;
};

// What this transaction has done up to now: rows of the queue that were looked at, or steps.
std::int64_t work_so_far(Connection& connection) {
  if (connection.dialect() == Dialect::sqlite) return Steps::so_far();
  return store::testing::number(
      connection,
      "select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) from pg_stat_xact_user_tables "
      "where relname = '_jobs' and schemaname = current_schema()");
}

// What it takes to end the first of a line and to claim the next, with so many behind it.
std::int64_t work_of_one(int waiting) {
  const Steps steps;
  LineUp line;
  line.enqueue_many(waiting, "k");
  line.claim_some();
  const Claimed first = line.only();
  while (line.claims.more) line.claim_some();
  std::int64_t work = 0;
  line.work([&](Connection& connection) {
    const auto before = work_so_far(connection);
    complete(connection, first, {.more = false}, line.now);
    REQUIRE(line.claim_in(connection, 10).jobs.size() == 1);
    work = work_so_far(connection) - before;
  });
  return work;
}

}  // namespace

TEST("jobs: what it takes to claim the next of a key does not depend on how many wait") {
  const auto few = work_of_one(100), many = work_of_one(2500);
  INFO(few, " ", many);
  CHECK(few > 0);
  CHECK(many < few * 2);
}

TEST("jobs: a claim looks at four times what there is room for, however many are new in a line") {
  LineUp line;
  line.enqueue_many(100, "k");
  line.enqueue("beside", "");
  CHECK(line.claim_some(10) == Names{"0"});
  CHECK(line.claims.more);
  const auto number = [&](const char* sql) {
    return store::testing::number(line.stoa.database(), sql);
  };
  CHECK(number("select count(*) from _jobs where line = 2") == 9 * 4);
  Names last;
  int claims = 1;
  for (; line.claims.more; ++claims) last = line.claim_some(10);
  CHECK(last == Names{"beside"});
  CHECK(claims == 3);
  CHECK(number("select count(*) from _jobs where line = 2") == 99);
}

// ---- in which order -----------------------------------------------------------------------------

TEST("jobs: of one key the next is claimed when the last is done, whatever their kinds") {
  LineUp line;
  line.enqueue("1", "k");
  line.enqueue("2", "k", 0s, "line.other");
  line.enqueue("3", "k");
  CHECK(line.claim_some(10, 1).empty());
  CHECK(line.claim_some() == Names{"1"});
  const Claimed first = line.only();
  CHECK(line.claim_some(10, 1).empty());
  line.end(first);
  CHECK(line.claim_some().empty());
  CHECK(line.claim_some(10, 1) == Names{"2"});
  line.end(line.only());
  CHECK(line.claim_some() == Names{"3"});
}

TEST("jobs: one whose time comes is claimed before those of its key that came after it") {
  LineUp line;
  line.enqueue("early", "k", 1h);
  line.enqueue("1", "k");
  line.enqueue("2", "k");
  CHECK(line.claim_some() == Names{"1"});
  const Claimed first = line.only();
  line.now = line.now + 1h;
  CHECK(line.claim_some().empty());
  line.end(first);
  CHECK(line.claim_some() == Names{"early"});
  line.end(line.only());
  CHECK(line.claim_some() == Names{"2"});
}

TEST("jobs: one that failed or was given back keeps its place until it is done or dead") {
  LineUp line;
  line.enqueue("1", "k");
  line.enqueue("2", "k");
  line.claim_some();
  line.work([&](Connection& connection) { give_back(connection, line.only(), line.now + 1s); });
  CHECK(line.claim_some().empty());
  line.now = line.now + 1s;
  CHECK(line.claim_some() == Names{"1"});
  line.fail_only(false);
  CHECK(line.claim_some().empty());
  line.now = line.now + 1min;
  CHECK(line.claim_some() == Names{"1"});
  line.fail_only(true);
  CHECK(line.claim_some() == Names{"2"});
  line.now = line.now + 1min;
  line.work([&](Connection& connection) { take_over(connection, line_kinds(), line.now); });
  CHECK(line.claim_some() == Names{"2"});
}

TEST("jobs: of two of a key that have begun the one with the lower number goes on first") {
  LineUp line;
  line.enqueue("1", "k");
  line.enqueue("2", "k");
  line.claim_some();
  line.end(line.only(), {.more = true});
  CHECK(line.claim_some() == Names{"1"});
  line.fail_only(true);
  CHECK(line.claim_some() == Names{"2"});
  const Claimed second = line.only();
  line.execute(
      "update _jobs set state = 'waiting', attempts = 0 where state = 'dead'");  // replayed
  CHECK(line.claim_some().empty());
  line.work([&](Connection& connection) {
    fail(connection, second, {"why", false, line.now, line.now + 1min});
  });
  CHECK(line.claim_some() == Names{"1"});
  line.end(line.only());
  CHECK(line.claim_some().empty());
  line.now = line.now + 1min;
  CHECK(line.claim_some() == Names{"2"});
}

TEST("jobs: a start finds what was left behind one that somebody removed by hand") {
  LineUp line;
  line.enqueue("1", "k");
  line.enqueue("2", "k");
  line.claim_some();
  line.execute("delete from _jobs where state = 'running'");
  CHECK(line.claim_some().empty());
  line.work([](Connection& connection) { doubt_lines(connection); });
  CHECK(line.claim_some() == Names{"2"});
}

TEST("jobs: the queue of an older Stoa is given lines") {
  LineUp line;
  line.enqueue("early", "k", 1h);
  line.enqueue("1", "k");
  line.enqueue("beside", "", 1h);
  line.claim_some();
  line.work([](Connection& connection) {
    connection.run_script(
        "drop index _jobs_ready; drop index _jobs_line; alter table _jobs drop column line; "
        "drop table _job_turns; create index _jobs_turn on _jobs (turn, seq)");
    store::create_job_tables(connection);
    store::create_job_tables(connection);
  });
  const auto up = [&](const char* payload) {
    return store::testing::number(
        line.stoa.database(),
        std::string("select line from _jobs where payload = '") + payload + "'");
  };
  CHECK(up("early") == 0);
  CHECK(up("1") == 1);
  CHECK(up("beside") == 1);
  line.end(line.only());
  line.now = line.now + 1h;
  CHECK(line.claim_some() == Names{"early", "beside"});
}

}  // namespace stoa::jobs
