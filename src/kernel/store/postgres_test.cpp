// What is PostgreSQL's own: values, errors by name, batches that fail in part, conflicts, and the
// log's order when commits overtake each other.
#include "kernel/store/postgres.h"

#include <algorithm>
#include <map>
#include <random>
#include <thread>

#include "kernel/store/log.h"
#include "kernel/store/postgres_database.h"
#include "kernel/store/store_testing.h"
#include "kernel/testing/postgres.h"
#include "kernel/testing/test.h"

namespace stoa::store::testing {
namespace {

using stoa::testing::PostgresTestDatabase;
using Control = Session::Control;

// A database with a table `t`, and as many processes on it as a test likes. Without a server the
// test says so and ends.
struct Server {
  Server() : database(PostgresTestDatabase::make()) {
    if (!database) {
      MESSAGE("left out: STOA_TEST_DATABASE_URL names no server");
      return;
    }
    database->execute(
        "create schema s; create table s.t (n bigint primary key, text text, "
        "constraint short check (length(text) < 10)); create unique index t_text on s.t (text)");
    server.emplace(PostgresServerOptions{.url = database->url(), .connections = 40});
    auto tables = server->connect("s", Purpose::write);
    create_kernel_tables(*tables);
  }
  explicit operator bool() const { return database.has_value(); }

  // Lives as long as this.
  PostgresConnection& connect(Purpose purpose = Purpose::write) {
    auto connection = server->connect("s", purpose);
    const std::lock_guard lock(mutex);
    return *connections.emplace_back(std::move(connection));
  }
  std::optional<PostgresTestDatabase> database;
  std::optional<PostgresServer> server;
  std::mutex mutex;
  std::vector<std::unique_ptr<PostgresConnection>> connections;
};

// One process: its lanes, and outcomes of what is queued while they are held.
struct Process {
  explicit Process(Server& on, std::size_t writers = 1)
      : pool({.threads = 2, .budget = std::chrono::seconds(5)}),
        database({.schema = "s", .writers = writers}, *on.server, pool) {}
  ReadPool pool;
  PostgresDatabase database;
};

Work insert_row(std::int64_t n, std::string text) {
  return [n, text](Connection& connection) {
    const Value values[] = {n, std::string_view(text)};
    connection.enqueue("insert into t (n, text) values ($1, $2)", values);
  };
}

StoreError failure_of(PostgresConnection& connection, std::string_view sql) {
  try {
    connection.run(sql, {}, {});
  } catch (const StoreError& error) {
    return error;
  }
  FAIL("no error from " << sql);
  return StoreError(StoreError::Kind::other, "");
}

}  // namespace

TEST("postgres: every kind of value comes back as it went") {
  Server server;
  if (!server) return;
  auto& connection = server.connect();
  connection.run_script(
      "create table kinds (i bigint, d double precision, s text, u uuid, b boolean, y bytea, "
      "j json, day date)");
  const stoa::Uuid id = stoa::make_uuid_v7({1});
  const std::string odd = "{\"b\": 1.10,  \"a\":1}";
  const Value in[] = {std::int64_t{-7},
                      0.1,
                      std::string_view("x'\"\\ \xf0\x9f\x98\x80"),
                      Blob{id.view()},
                      true,
                      Blob{std::string_view("\0\1", 2)},
                      std::string_view(odd),
                      std::string_view("2024-02-29")};
  connection.run("insert into kinds values ($1, $2, $3, $4, $5, $6, $7, $8)", in, {});
  const Value nothing[8] = {};
  connection.run("insert into kinds values ($1, $2, $3, $4, $5, $6, $7, $8)", nothing, {});
  int rows = 0;
  connection.run("select * from kinds order by i", {}, [&](const Row& row) {
    if (rows++ == 0) {
      CHECK(std::get<std::int64_t>(row.at(0)) == -7);
      CHECK(std::get<double>(row.at(1)) == 0.1);
      CHECK(std::get<std::string_view>(row.at(2)) == "x'\"\\ \xf0\x9f\x98\x80");
      CHECK(std::get<Blob>(row.at(3)).bytes == id.view());
      CHECK(std::get<bool>(row.at(4)));
      CHECK(std::get<Blob>(row.at(5)).bytes == std::string_view("\0\1", 2));
      CHECK(std::get<std::string_view>(row.at(6)) == odd);
      CHECK(std::get<std::string_view>(row.at(7)) == "2024-02-29");
      CHECK(row.name(7) == "day");
    } else {
      for (std::size_t i = 0; i < row.size(); ++i)
        CHECK(std::holds_alternative<std::monostate>(row.at(i)));
    }
    return true;
  });
  CHECK(rows == 2);
  CHECK(number(connection, "select sum(i) from kinds") == -7);
  const Value zero = std::string_view("a\0b", 3);
  CHECK_THROWS_AS(connection.run("select $1", {&zero, 1}, {}), StoreError);
  CHECK(number(connection, "select 1") == 1);
}

TEST("postgres: an error has its kind and the name of what it broke") {
  Server server;
  if (!server) return;
  auto& connection = server.connect();
  using enum StoreError::Kind;
  connection.run("insert into t values (1, 'a')", {}, {});
  auto error = failure_of(connection, "insert into t values (2, 'a')");
  CHECK(error.kind == unique);
  CHECK(error.constraint == "t_text");
  error = failure_of(connection, "insert into t values (2, 'much too long')");
  CHECK(error.kind == check);
  CHECK(error.constraint == "short");
  error = failure_of(connection, "insert into t values (null, 'b')");
  CHECK(error.kind == not_null);
  CHECK(error.constraint == "t.n");
  CHECK(failure_of(connection, "select nonsense").kind == other);
  auto& reader = server.connect(Purpose::read);
  reader.limit(std::chrono::milliseconds(30));
  CHECK(failure_of(reader, "select pg_sleep(5)").kind == interrupted);
  CHECK(number(reader, "select 1") == 1);
}

TEST("postgres: what was enqueued comes to light at the next call, or at the commit") {
  Server server;
  if (!server) return;
  auto& connection = server.connect();
  connection.control(Control::begin_write);
  connection.enqueue("insert into t values (1, 'a')", {});
  connection.enqueue("insert into t values (1, 'b')", {});
  CHECK_THROWS_AS(connection.run("select 1", {}, {}), StoreError);
  CHECK(connection.in_transaction());
  connection.control(Control::rollback);
  connection.control(Control::begin_write);
  connection.enqueue("insert into t values (1, 'a')", {});
  connection.enqueue("insert into t values (1, 'b')", {});
  CHECK_THROWS_AS(connection.control(Control::commit), StoreError);
  connection.control(Control::rollback);
  CHECK(number(connection, "select count(*) from t") == 0);
}

TEST("postgres: more statements than a connection keeps prepared") {
  Server server;
  if (!server) return;
  auto& connection = server.connect();
  for (int i = 0; i < 1200; ++i)
    CHECK(number(connection, "select " + std::to_string(i % 700)) == i % 700);
}

TEST("postgres: in a batch only the culprit fails, and its neighbours are committed together") {
  Server server;
  if (!server) return;
  Process process(server);
  Gate gate;
  Outcomes held, outcomes;
  process.database.write({.work = gate.work(), .done = held.done()});
  gate.wait_until_held();
  process.database.write({.work = insert_row(1, "a"), .done = outcomes.done()});
  process.database.write({.work = insert_row(2, "a"), .done = outcomes.done()});
  process.database.write({.work =
                              [](Connection& connection) {
                                insert_row(3, "c")(connection);
                                throw stoa::Refusal{stoa::problems::not_found};
                              },
                          .done = outcomes.done()});
  process.database.write({.work = insert_row(4, "d"), .done = outcomes.done()});
  process.database.write({.work = insert_row(5, "far too long a text"), .done = outcomes.done()});
  gate.open();
  CHECK(outcomes[0] == "");
  CHECK(outcomes[1].find("t_text") != std::string::npos);
  CHECK(outcomes[2] == "not_found");
  CHECK(outcomes[3] == "");
  CHECK(outcomes[4].find("short") != std::string::npos);
  CHECK(number(process.database, "select sum(n) from t") == 5);
  CHECK(process.database.stats().commits == 2);  // the gate's own, and one for all others
}

namespace {

// What it reads is what it writes by.
Work add_one(std::int64_t n) {
  return [n](Connection& connection) {
    std::int64_t before = 0;
    const Value key = n;
    connection.run("select length(text) from t where n = $1", {&key, 1}, [&](const Row& row) {
      before = std::get<std::int64_t>(row.at(0));
      return false;
    });
    const std::string more(static_cast<std::size_t>(before) + 1, 'x');
    const Value values[] = {n, std::string_view(more)};
    connection.enqueue("update t set text = $2 where n = $1", values);
  };
}

// Several processes of two lanes add ones to the same row, each as fast as it can.
std::uint64_t fight(Server& server, std::uint64_t in_turn) {
  constexpr int processes = 3, each = 40;
  server.database->execute("alter table s.t drop constraint short; insert into s.t values (1, '')");
  std::vector<std::unique_ptr<Process>> all;
  Outcomes outcomes;
  for (int i = 0; i < processes; ++i) all.push_back(std::make_unique<Process>(server, 2));
  for (int i = 0; i < processes * each; ++i)
    all[static_cast<std::size_t>(i % processes)]->database.write(
        {.work = add_one(1), .done = outcomes.done(), .in_turn = in_turn});
  int added = 0;
  for (std::size_t i = 0; i < processes * each; ++i) added += outcomes[i] == "";
  CHECK(added > 0);
  CHECK(number(all[0]->database, "select length(text) from t") == added);
  if (in_turn) CHECK(added == processes * each);
  std::uint64_t conflicts = 0;
  for (const auto& process : all) conflicts += process->database.stats().conflicts;
  return conflicts;
}

}  // namespace

TEST("postgres: processes that fight for a row lose no update") {
  Server server;
  if (server) fight(server, 0);
}

TEST("postgres: in turn they do not even conflict") {
  Server server;
  if (server) CHECK(fight(server, 7) == 0);
}

TEST("postgres: a reader of the log does not go past a transaction that still runs") {
  Server server;
  if (!server) return;
  auto &slow = server.connect(), &quick = server.connect(), &reader = server.connect(Purpose::read);
  const auto seen = [&](std::string_view cursor) { return read_log(reader, cursor, 100); };
  slow.control(Control::begin_write);
  append_to_log(slow, {.at = {1}, .kind = "first", .key = "k"});
  slow.settle();
  quick.control(Control::begin_write);
  append_to_log(quick, {.at = {2}, .kind = "second", .key = "k"});
  quick.control(Control::commit);
  CHECK(number(reader, "select count(*) from _log") == 1);  // there, but not yet its turn
  CHECK(seen("").empty());
  slow.control(Control::commit);
  const auto rows = seen("");
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].kind == "first");
  CHECK(rows[1].kind == "second");
  CHECK(seen(rows[0].cursor).size() == 1);
  CHECK(seen(rows[1].cursor).empty());
  CHECK_THROWS_AS(seen("nonsense"), std::invalid_argument);
}

TEST("postgres: a live tail misses nothing while many connections commit in any order") {
  Server server;
  if (!server) return;
  constexpr int writers = 12, each = 40;
  std::atomic<int> at_work = writers;
  std::vector<std::thread> threads;
  for (int w = 0; w < writers; ++w) {
    threads.emplace_back([&, w] {
      auto& connection = server.connect();
      std::minstd_rand random(static_cast<unsigned>(w) + 1);
      for (int i = 0; i < each; ++i) {
        const auto key = std::to_string(w), kind = std::to_string(i);
        connection.control(Control::begin_write);
        append_to_log(connection, {.at = {i}, .kind = kind, .key = key});
        connection.settle();
        std::this_thread::sleep_for(std::chrono::microseconds(random() % 3000));
        connection.control(random() % 8 == 0 ? Control::rollback : Control::commit);
      }
      --at_work;
    });
  }
  auto& reader = server.connect(Purpose::read);
  std::vector<LogRow> tail;
  bool over = false;
  for (;;) {
    const bool last = at_work == 0;
    auto rows = read_log(reader, tail.empty() ? "" : tail.back().cursor, 50);
    if (last && rows.empty()) {
      if (std::exchange(over, true)) break;
      continue;
    }
    std::move(rows.begin(), rows.end(), std::back_inserter(tail));
  }
  for (auto& thread : threads) thread.join();
  CHECK(static_cast<std::int64_t>(tail.size()) == number(reader, "select count(*) from _log"));
  std::map<std::string, int> last_of;
  for (const auto& row : tail) {
    auto [at, fresh] = last_of.try_emplace(row.key, -1);
    CHECK(std::stoi(row.kind) > at->second);
    at->second = std::stoi(row.kind);
  }
}

TEST("postgres: an address off this machine needs verified TLS, and no message holds a password") {
  const auto refusal = [](std::string url, bool allow = false) -> std::string {
    try {
      PostgresServer server({.url = std::move(url), .allow_plaintext = allow});
      return "";
    } catch (const std::runtime_error& error) {
      return error.what();
    }
  };
  CHECK(refusal("postgres://u@127.0.0.1/d") == "");
  CHECK(refusal("postgres://u@[::1]/d") == "");
  CHECK(refusal("postgres:///d?host=/run/postgresql") == "");
  CHECK(refusal("postgres://u@db.example.org/d?sslmode=verify-full") == "");
  CHECK(refusal("postgres://u@db.example.org/d", true) == "");
  for (const char* url : {"postgres://u:s3cret@db.example.org/d", "postgres://u:s3cret@10.0.0.7/d",
                          "postgres://u:s3cret@localhost,db.example.org/d",
                          "host=db.example.org password=s3cret sslmode=require",
                          "host=localhost hostaddr=192.0.2.7 password=s3cret"}) {
    const auto why = refusal(url);
    CHECK(why.find("verify-full") != std::string::npos);
    CHECK(why.find("s3cret") == std::string::npos);
  }
  const auto why = refusal("postgres://u:s3cret%zz@localhost/d");
  CHECK(why.find("cannot be read") != std::string::npos);
  CHECK(why.find("s3cret") == std::string::npos);
}

TEST("postgres: a server that could lose or garble data is refused") {
  Server server;
  if (!server) return;
  const auto name = server.database->url().substr(server.database->url().rfind('/') + 1);
  server.database->execute("alter database " + name + " set synchronous_commit = off");
  try {
    server.connect();
    FAIL("connected");
  } catch (const StoreError& error) {
    CHECK(std::string(error.what()).find("synchronous_commit") != std::string::npos);
  }
}

TEST("postgres: no more connections than allowed, and a place comes free when one closes") {
  Server given;
  if (!given) return;
  PostgresServer server({.url = given.database->url(), .connections = 2});
  auto one = server.connect("s", Purpose::read), two = server.connect("s", Purpose::read);
  std::thread closer([&] {
    while (!server.wanted()) std::this_thread::yield();
    one.reset();
  });
  auto three = server.connect("s", Purpose::read);
  closer.join();
  CHECK_THROWS_AS(server.connect("s", Purpose::read), StoreError);
}

}  // namespace stoa::store::testing
