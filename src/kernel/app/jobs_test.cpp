// Jobs as an app has them: put off by a transaction, done once, tried again, given up.

#include <algorithm>
#include <thread>

#include "kernel/testing/stoa.h"

namespace stoa::errands {
namespace {

using testing::Stoa;
using testing::StoaOptions;
using namespace std::chrono_literals;

constexpr Problem hopeless{409, "hopeless", "There is no hope."};

// Adds a line to what was done; "fail" fails, and "give up" is given up.
struct Say {
  static constexpr auto job = "errands.say";
  std::string what = {};
};
BOOST_DESCRIBE_STRUCT(Say, (), (what))

void write_down(Write& tx, const std::string& what) {
  tx.run("insert into done (number, what) select count(*), $1 from done", what);
}

void say(Write& tx, const Say& in) {
  write_down(tx, in.what);
  if (in.what == "fail") throw std::runtime_error("it failed");
  if (in.what == "give up") throw GiveUp(hopeless);
}

// Counts up, three a portion.
struct CountUp {
  static constexpr auto job = "errands.count_up";
  std::int64_t to = 0;
};
BOOST_DESCRIBE_STRUCT(CountUp, (), (to))

struct Number {
  std::int64_t number = 0;
};
BOOST_DESCRIBE_STRUCT(Number, (), (number))

Again count_up(Write& tx, const CountUp& in) {
  for (int i = 0; i < 3; ++i) write_down(tx, "one");
  return {.more = tx.rows<Number>("select count(*) as number from done").front().number < in.to};
}

// Charges and ships; the first time it breaks down in between.
struct Deliver {
  static constexpr auto job = "errands.deliver";
  std::string what = {};
};
BOOST_DESCRIBE_STRUCT(Deliver, (), (what))
struct Receipt {
  std::string number = {};
};
BOOST_DESCRIBE_STRUCT(Receipt, (), (number))

std::vector<std::string> charged;  // by the outside world, which knows keys

void deliver(Task& task, const Deliver& in) {
  const Receipt receipt = task.step("charge", [&] {
    charged.push_back(task.once_key("charge"));
    return Receipt{"R-" + std::to_string(charged.size())};
  });
  if (in.what == "broken" && charged.size() == 1) {
    charged.push_back("broke down");
    throw std::runtime_error("broke down");
  }
  task.write([&](Write& tx) { write_down(tx, in.what + " " + receipt.number); });
}

// Loses its lease the first time, as it would if its process had been stopped for a while.
struct Sleep {
  static constexpr auto job = "errands.sleep";
  std::int64_t times = 0;
};
BOOST_DESCRIBE_STRUCT(Sleep, (), (times))
std::atomic<int> slept = 0;

void sleep_long(Write& tx, const Sleep&) {
  write_down(tx, "slept");
  if (slept++ == 0) tx.run("update _jobs set lease = id where state = 'running'");
}

void tidy(Write& tx) { write_down(tx, "tidied"); }
void report(Task& task) {
  task.write([](Write& tx) { write_down(tx, "reported"); });
}

const std::vector<embedded::File>& files() {
  static constexpr std::string_view sql =
      "create table done (number {int} not null, what {text} not null) strict;";
  static const std::vector<embedded::File> all = {
      {"migrations/0001_done.sql", {sql.data(), sql.data() + sql.size()}}};
  return all;
}

App app() {
  App app("errands", "Errands", files());
  app.job<&say>({.attempts = 3}).job<&count_up>().job<&deliver>().job<&sleep_long>();
  return app;
}

App recurring_app() {
  App all = app();
  all.every<&tidy>(1h).cron<&report>("0 9 * * *", "Europe/Amsterdam");
  return all;
}

template <class Work>
void put(store::Database& database, Work work) {
  database.write_now([&](store::Connection& connection) {
    Write tx(connection, {.now = wall_clock(), .trace = "the request"});
    work(tx);
  });
}
template <class J>
void enqueue(Stoa& stoa, const J& job, const JobKeys& keys = {}) {
  put(stoa.database(), [&](Write& tx) { tx.enqueue(job, keys); });
}

std::vector<std::string> texts(store::Database& database, const std::string& sql) {
  std::vector<std::string> all;
  database.read_now([&](store::Connection& connection) {
    connection.run(sql, {}, [&](const store::Row& row) {
      all.emplace_back(std::get<std::string_view>(row.at(0)));
      return true;
    });
  });
  return all;
}

using Texts = std::vector<std::string>;
Texts done(Stoa& stoa) {
  return texts(stoa.database(), "select what from done order by number, what");
}
Texts states(Stoa& stoa) { return texts(stoa.database(), "select state from _jobs order by seq"); }

TEST("jobs: what a transaction puts off is done after it, once, and not if it fails") {
  Stoa stoa{app()};
  enqueue(stoa, Say{"hello"});
  CHECK_THROWS(put(stoa.database(), [](Write& tx) {
    tx.enqueue(Say{"never"});
    throw std::runtime_error("no");
  }));
  CHECK(done(stoa).empty());
  CHECK(stoa.run_jobs() == 1);
  CHECK(stoa.run_jobs() == 0);
  CHECK(done(stoa) == Texts{"hello"});
  CHECK(states(stoa).empty());
}

TEST("jobs: one for later waits for its time") {
  Stoa stoa{app()};
  put(stoa.database(), [](Write& tx) { tx.enqueue_at(tx.now() + 2h, Say{"later"}); });
  enqueue(stoa, Say{"now"});
  stoa.run_jobs();
  CHECK(done(stoa) == Texts{"now"});
  stoa.travel(2h);
  stoa.run_jobs();
  CHECK(done(stoa) == Texts{"now", "later"});
}

TEST("jobs: a second one of a unique key is none until the first has begun") {
  Stoa stoa{app()};
  enqueue(stoa, Say{"first"}, {.unique = "k"});
  enqueue(stoa, Say{"second"}, {.unique = "k"});
  enqueue(stoa, Say{"other"}, {.unique = "l"});
  enqueue(stoa, CountUp{1}, {.unique = "k"});  // another kind
  CHECK(stoa.run_jobs() == 3);
  enqueue(stoa, Say{"fail"}, {.unique = "k"});
  stoa.run_jobs();
  enqueue(stoa, Say{"third"}, {.unique = "k"});  // the one that failed has begun
  stoa.run_jobs();
  const Texts all = done(stoa);
  CHECK(std::count(all.begin(), all.end(), "second") == 0);
  CHECK(std::count(all.begin(), all.end(), "third") == 1);
}

TEST("jobs: those of one key run in their order, and one that failed holds back the others") {
  Stoa stoa{app()};
  const JobKeys key{.one_at_a_time = "k"};
  for (const char* what : {"1", "2", "fail", "3"}) enqueue(stoa, Say{what}, key);
  enqueue(stoa, Say{"beside"});
  stoa.run_jobs();
  Texts all = done(stoa);
  std::erase(all, "beside");
  CHECK(all == Texts{"1", "2"});
  CHECK(states(stoa) == Texts{"waiting", "waiting"});
  for (int i = 0; i < 3; ++i) {
    stoa.travel(2h);
    stoa.run_jobs();
  }
  CHECK(done(stoa).back() == "3");
  CHECK(states(stoa) == Texts{"dead"});
}

TEST("jobs: who removes the first of a key lets the next one run") {
  Stoa stoa{app()};
  enqueue(stoa, Say{"fail"}, {.one_at_a_time = "k"});
  enqueue(stoa, Say{"next"}, {.one_at_a_time = "k"});
  stoa.run_jobs();
  CHECK(done(stoa).empty());
  const auto list = stoa.get("/api/errands/jobs?state=waiting").expect(200);
  const bool failed_first = list.at("/items/0/attempts") == 1;
  stoa.del("/api/errands/jobs/" + list.text(failed_first ? "/items/0/id" : "/items/1/id"))
      .expect(204);
  stoa.run_jobs();
  CHECK(done(stoa) == Texts{"next"});
}

TEST("jobs: one that fails is undone, tried again later, and dead in the end; then replayed") {
  Stoa stoa{app()};
  enqueue(stoa, Say{"fail"});
  int runs = 0;
  for (int i = 0; i < 5; ++i) {
    runs += static_cast<int>(stoa.run_jobs());
    stoa.travel(2h);
  }
  CHECK(runs == 3);
  CHECK(done(stoa).empty());
  const auto list = stoa.get("/api/errands/jobs?state=dead").expect(200);
  CHECK(list.text("/items/0/kind") == "errands.say");
  CHECK(list.text("/items/0/error") == "it failed");
  CHECK(list.at("/items/0/attempts") == 3);
  const std::string url = "/api/errands/jobs/" + list.text("/items/0/id");
  CHECK(stoa.get(url).expect(200).text("/payload/what") == "fail");
  stoa.post(url + "/run", {}).expect(409, "job_not_waiting");
  CHECK(stoa.post(url + "/replay", {}).expect(200).text("/state") == "waiting");
  stoa.post(url + "/replay", {}).expect(409, "job_not_dead");
  CHECK(stoa.run_jobs() >= 1);  // its next attempt may be due at once
  stoa.post(url + "/run", {}).expect(200);
  CHECK(stoa.run_jobs() >= 1);
  stoa.del(url).expect(204);
  stoa.get(url).expect(404, "job_not_found");
  CHECK(states(stoa).empty());
}

TEST("jobs: one that is given up, or that nobody can read, is dead at once") {
  Stoa stoa{app()};
  enqueue(stoa, Say{"give up"});
  put(stoa.database(), [](Write& tx) {
    tx.enqueue(Say{});
    tx.run("update _jobs set payload = '[]' where payload = '{\"what\":\"\"}'");
  });
  CHECK(stoa.run_jobs() == 2);
  CHECK(states(stoa) == Texts{"dead", "dead"});
  CHECK(texts(stoa.database(), "select error from _jobs order by seq").front() ==
        "hopeless: There is no hope.");
}

TEST("jobs: Again continues in another transaction until all is done") {
  Stoa stoa{app()};
  enqueue(stoa, CountUp{10});
  CHECK(stoa.run_jobs() == 4);
  CHECK(done(stoa).size() == 12);
  CHECK(states(stoa).empty());
}

TEST("jobs: a step is done once, and its key is the same at each attempt") {
  Stoa stoa{app()};
  charged.clear();
  enqueue(stoa, Deliver{"broken"});
  stoa.run_jobs();
  stoa.travel(2h);
  CHECK(stoa.run_jobs() == 1);
  CHECK(done(stoa) == Texts{"broken R-1"});
  CHECK(charged.size() == 2);  // the charge, and the breakdown
  enqueue(stoa, Deliver{"whole"});
  stoa.run_jobs();
  REQUIRE(charged.size() == 3);
  CHECK(charged[2] != charged[0]);
  CHECK(texts(stoa.database(), "select name from _job_steps").empty());
}

TEST("jobs: who has lost the lease has done nothing; another run takes the job over") {
  Stoa stoa{app()};
  slept = 0;
  enqueue(stoa, Sleep{1});
  CHECK(stoa.run_jobs() == 1);
  CHECK(done(stoa).empty());
  CHECK(states(stoa) == Texts{"running"});
  CHECK(stoa.run_jobs() == 0);  // the lease holds still
  stoa.travel(1min);
  CHECK(stoa.run_jobs() == 1);
  CHECK(done(stoa) == Texts{"slept"});
  CHECK(states(stoa).empty());
}

TEST("jobs: what recurs runs once a period, and once for all that was missed") {
  Stoa stoa{recurring_app()};
  stoa.run_jobs();
  auto times = [&](const char* what) {
    const Texts all = done(stoa);
    return std::count(all.begin(), all.end(), what);
  };
  CHECK(times("tidied") == 1);
  CHECK(times("reported") == 0);
  stoa.travel(1h);
  stoa.run_jobs();
  CHECK(times("tidied") == 2);
  const auto reported = times("reported");  // by now, if it was its hour
  stoa.travel(24h * 10);
  stoa.run_jobs();
  CHECK(times("tidied") == 3);
  CHECK(times("reported") == reported + 1);
  const auto id = stoa.get("/api/errands/jobs?kind=errands.report").expect(200).text("/items/0/id");
  stoa.del("/api/errands/jobs/" + id).expect(409, "job_in_use");
  CHECK(states(stoa) == Texts{"waiting", "waiting"});
}

TEST("jobs: only an administrator sees them; the figures tell of them") {
  Stoa stoa{app()};
  stoa.user().get("/api/errands/jobs").expect(403);
  stoa.nobody().get("/api/errands/jobs").expect(401);
  enqueue(stoa, Say{"hello"});
  stoa.run_jobs();
  const std::string metrics = stoa.get("/metrics").expect(200).body();
  CHECK(metrics.find("stoa_jobs_done_total{app=\"errands\",job=\"errands.say\"} 1") !=
        metrics.npos);
}

TEST("jobs: two of one name, one of another app, and a path that is taken are refused") {
  CHECK_THROWS_WITH(app().job<&say>(), "two jobs are called errands.say");
  App other("others", "Others", files());
  CHECK_THROWS_WITH(other.job<&say>(), "the job errands.say is none of others's own");
  CHECK_THROWS_AS(app().cron<&report>("0 9 * *"), std::runtime_error);
}

// ---- while a server runs ------------------------------------------------------------------------

void wait_until_done(store::Database& database, std::size_t count) {
  for (int i = 0; i < 3000; ++i) {
    if (texts(database, "select what from done").size() >= count) return;
    std::this_thread::sleep_for(10ms);
  }
  FAIL("the jobs are not done");
}

void check_each_once(store::Database& database, std::size_t count) {
  Texts all = texts(database, "select what from done");
  CHECK(all.size() == count);
  std::sort(all.begin(), all.end());
  CHECK(std::adjacent_find(all.begin(), all.end()) == all.end());
}

StoaOptions listening() {
  return {.configure = [](Config& config) { config.listen = "127.0.0.1:0"; }};
}

TEST("jobs: a server does what is enqueued, each once") {
  Stoa stoa{app(), listening()};
  stoa.kernel().listen();
  for (int i = 0; i < 20; ++i) {
    put(stoa.database(), [&](Write& tx) {
      for (int j = 0; j < 25; ++j) tx.enqueue(Say{std::to_string(i * 25 + j)});
    });
  }
  wait_until_done(stoa.database(), 500);
  check_each_once(stoa.database(), 500);
}

TEST("jobs: two servers on one PostgreSQL database do each job once") {
  Stoa first{recurring_app(), listening()};
  if (!first.postgres()) {
    MESSAGE("left out: there is no PostgreSQL");
    return;
  }
  StoaOptions same = listening();
  same.configure = [&](Config& config) {
    config.listen = "127.0.0.1:0";
    config.database_url = first.postgres()->url();
  };
  Stoa second{recurring_app(), same};
  first.kernel().listen();
  second.kernel().listen();
  for (int i = 0; i < 200; ++i) {
    Stoa& one = i % 2 ? first : second;
    put(one.database(), [&](Write& tx) {
      tx.enqueue(Say{std::to_string(i)}, {.one_at_a_time = i % 10 ? "" : "k"});
    });
  }
  wait_until_done(first.database(), 201);
  check_each_once(first.database(), 201);  // and one "tidied"
  Texts in_turn = texts(first.database(),
                        "select what from done where what like '%0' "
                        "order by number");
  CHECK(in_turn.size() == 20);
}

}  // namespace
}  // namespace stoa::errands
