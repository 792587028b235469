// A toy app with a column of every kind, moved between SQLite and PostgreSQL.

#include "kernel/app/move.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <sstream>

#include "kernel/app/databases.h"
#include "kernel/store/log.h"
#include "kernel/store/migration.h"
#include "kernel/store/scan.h"
#include "kernel/store/store_testing.h"
#include "kernel/testing/stoa.h"

namespace stoa::attic {
namespace {

using store::Blob;
using store::Connection;
using store::Session;
using store::Value;
using store::testing::TempFolder;
using testing::PostgresTestDatabase;
using Values = std::vector<Value>;

// Boxes stand before shelves in the alphabet, and on them in the database.
const std::vector<embedded::File>& files() {
  static constexpr std::string_view sql = R"(
    create table boxes (id {id} primary key not null, shelf {id} not null references shelves (id),
      name {text}, closed {bool}, weight {real}, packed {date}, label {json}, things {int},
      seen {instant}) strict;)";
  static constexpr std::string_view shelves_sql = R"(
    create table shelves (id {id} primary key not null, name {text} not null) strict;
    create unique index shelves_name on shelves (name);)";
  static const std::string both = std::string(shelves_sql) + std::string(sql);
  static const std::vector<embedded::File> all = {
      {"migrations/0001_attic.sql", {both.data(), both.data() + both.size()}}};
  return all;
}

App app() { return App("attic", "What is in the attic", files()); }

std::vector<App> apps() {
  std::vector<App> all;
  all.push_back(app());
  return all;
}

Uuid id_of(int n) {
  Uuid id;
  id.bytes[0] = static_cast<std::uint8_t>(n >> 8), id.bytes[1] = static_cast<std::uint8_t>(n);
  id.bytes[15] = 0xff;
  return id;
}

// A database that is moved from or to, in a folder or on the server.
struct Home {
  Home() { config.data = folder / "data"; }
  explicit Home(const PostgresTestDatabase& postgres) : Home() {
    config.database_url = postgres.url();
  }
  Home(const Home&) = delete;

  // Opens and migrates it, and runs this in one write.
  void write(const store::Work& work) const {
    std::filesystem::create_directories(config.data);
    const auto postgres = reach_postgres(config);
    store::ReadPool readers;
    const auto database = open_database(config, "attic", postgres.get(), readers, {});
    migrate(*database, app());
    database->write_now(work);
  }
  // Runs this beside whoever writes.
  void read(const std::function<void(Session&)>& work) const {
    const auto postgres = reach_postgres(config);
    const auto session = open_reader(config, "attic", postgres.get());
    session->limit(std::chrono::minutes(1));
    session->control(Session::Control::begin_read);
    work(*session);
    session->control(Session::Control::commit);
  }
  // Runs this on a connection that writes.
  void with_writer(const std::function<void(std::unique_ptr<Session>)>& work) const {
    const auto postgres = reach_postgres(config);
    work(open_writer(config, "attic", postgres.get()));
  }
  bool holds_nothing() const {
    bool nothing = false;
    with_writer([&](std::unique_ptr<Session> session) { nothing = !was_moved(app(), *session); });
    return nothing;
  }

  TempFolder folder;
  Config config;
};

void run(Connection& connection, std::string_view sql, const Values& values = {}) {
  connection.run(sql, values, {});
}

void add_shelf(Connection& connection, int n, std::string_view name) {
  const Uuid id = id_of(n);
  run(connection, "insert into shelves (id, name) values ($1, $2)", {Blob{id.view()}, name});
}

// A box on the first shelf: name, closed, weight, packed, label, things, seen.
void add_box(Connection& connection, int n, Values values) {
  const Uuid id = id_of(n), shelf = id_of(1);
  values.insert(values.begin(), {Blob{id.view()}, Blob{shelf.view()}});
  run(connection,
      "insert into boxes (id, shelf, name, closed, weight, packed, label, things, seen) "
      "values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      values);
}

void log_row(Connection& connection, std::int64_t at, std::string_view payload = {}) {
  store::append_to_log(connection,
                       {.at = {at}, .kind = "attic.swept", .key = "k", .payload = payload});
}

// Something of everything: 2 shelves, 1,202 boxes, a log of 30 rows.
void furnish(Connection& connection) {
  add_shelf(connection, 1, "upper");
  add_shelf(connection, 2, "lower");
  for (int n = 1; n <= 1200; ++n) {
    const std::string name = "box " + std::to_string(n);
    add_box(connection, n, {name, n % 2 == 0, n / 7.0, "2026-11-23", "[1]", std::int64_t{n}, {}});
  }
  add_box(connection, 2001, {{}, {}, {}, {}, {}, {}, {}});
  add_box(connection, 2002, {"", false, 0.0, "0001-01-01", "null", std::int64_t{0}, {}});
  for (int n = 1; n <= 30; ++n) log_row(connection, n, n % 3 ? "{\"n\" : 1}" : "");
}

std::string to_text(const Value& value) {
  if (auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (auto* truth = std::get_if<bool>(&value)) return *truth ? "1" : "0";
  if (auto* real = std::get_if<double>(&value)) return fmt::format("{:a}", *real + 0.0);
  if (auto* text = std::get_if<std::string_view>(&value)) return "'" + std::string(*text) + "'";
  if (auto* blob = std::get_if<Blob>(&value)) return "x'" + std::string(blob->bytes) + "'";
  return "null";
}

std::vector<std::string> rows_of(const Home& home, const std::string& select) {
  std::vector<std::string> rows;
  home.read([&](Session& session) {
    store::scan(session, select, [&](const store::Row& row) {
      std::string line;
      for (std::size_t i = 0; i < row.size(); ++i) line += to_text(row.at(i)) + "|";
      rows.push_back(line);
    });
  });
  std::sort(rows.begin(), rows.end());
  return rows;
}

void check_same(const Home& one, const Home& other) {
  for (const auto* select : {"select * from shelves", "select * from boxes",
                             "select seq, at, actor, kind, key, entity, operation, payload, trace "
                             "from _log",
                             "select reader, cursor, updated from _cursors",
                             "select name, value from _kernel where name <> 'moved'"}) {
    INFO(select);
    const auto rows = rows_of(one, select), others = rows_of(other, select);
    CHECK(rows.size() == others.size());
    CHECK((rows == others));
  }
}

void move_quietly(const Home& from, const Home& to) {
  move(apps(), from.config, to.config, [](const std::string&) {});
}

std::optional<PostgresTestDatabase> postgres_or_message() {
  auto made = PostgresTestDatabase::make();
  if (!made) MESSAGE("left out: there is no PostgreSQL");
  return made;
}

// From SQLite to every kind of database that there is.
void on_each_target(const std::function<void(const Home& from, const Home& to)>& work) {
  {
    Home from, to;
    from.write(furnish);
    work(from, to);
  }
  const auto postgres = postgres_or_message();
  if (!postgres) return;
  Home from, to(*postgres);
  from.write(furnish);
  work(from, to);
}

std::string bytes_of(const std::filesystem::path& file) {
  std::ostringstream bytes;
  bytes << std::ifstream(file, std::ios::binary).rdbuf();
  return bytes.str();
}

// A session that does as another one, until a test interferes.
class Meddling : public Session {
 public:
  explicit Meddling(std::unique_ptr<Session> inner) : inner_(std::move(inner)) {}

  std::function<void()> before_each = [] {};
  std::function<void(std::string_view sql, Values&)> on_the_way = [](std::string_view, Values&) {};

  store::Dialect dialect() const override { return inner_->dialect(); }
  std::int64_t run(std::string_view sql, std::span<const Value> values,
                   const store::RowSink& sink) override {
    before_each();
    return inner_->run(sql, values, sink);
  }
  void enqueue(std::string_view sql, std::span<const Value> values) override {
    before_each();
    Values own(values.begin(), values.end());
    on_the_way(sql, own);
    inner_->enqueue(sql, own);
  }
  void run_script(std::string_view sql) override { inner_->run_script(sql); }
  void control(Control what) override {
    if (what != Control::rollback) before_each();
    inner_->control(what);
  }
  bool in_transaction() const override { return inner_->in_transaction(); }
  void settle() override { inner_->settle(); }
  void limit(std::chrono::milliseconds budget) override { inner_->limit(budget); }
  void lift_limit() override { inner_->lift_limit(); }

 private:
  const std::unique_ptr<Session> inner_;
};

// Moves the app through a session that a test interferes with.
void move_meddling(const Home& from, const Home& to, const std::function<void(Meddling&)>& meddle) {
  const auto source = open_reader(from.config, "attic", reach_postgres(from.config).get());
  to.with_writer([&](std::unique_ptr<Session> session) {
    Meddling target(std::move(session));
    meddle(target);
    move_app(app(), *source, target, {.tell = [](const std::string&) {}});
  });
}

}  // namespace

TEST("move: every row arrives, and the source stays as it was") {
  on_each_target([](const Home& from, const Home& to) {
    const auto before = bytes_of(from.config.data / "attic.db");
    CHECK(move(apps(), from.config, to.config, [](const std::string&) {}) == 1234);
    CHECK((bytes_of(from.config.data / "attic.db") == before));
    check_same(from, to);
    const Home back;
    move_quietly(to, back);
    check_same(from, back);
  });
}

TEST("move: every value of every kind survives there and back") {
  on_each_target([](const Home& from, const Home& to) {
    std::string planes = "\t\n'\"\\ aé€😀";
    for (const char* text :
         {"\x01", "\x7f", "\xc2\x80", "\xed\x9f\xbf", "\xee\x80\x80", "\xef\xbf\xbf",
          "\xf0\x90\x80\x80", "\xf2\xa0\x80\x81", "\xf4\x8f\xbf\xbf"})
      planes += text;
    using Limits = std::numeric_limits<double>;
    from.write([&](Connection& connection) {
      int n = 3000;
      for (double real : {-0.0, 1e308, -1e308, Limits::denorm_min(), Limits::max(), Limits::min(),
                          Limits::epsilon(), 0.1, 1.0 / 3, 1e15 + 0.5, Limits::infinity(), 3.0})
        add_box(connection, ++n, {{}, {}, real, {}, {}, {}, {}});
      for (std::int64_t number : {INT64_MIN, INT64_MAX, std::int64_t{-1}})
        add_box(connection, ++n, {{}, {}, {}, {}, {}, number, number});
      for (const char* date : {"0001-01-01", "1582-10-10", "2024-02-29", "9999-12-31"})
        add_box(connection, ++n, {{}, {}, {}, date, {}, {}, {}});
      for (const char* json : {" { \"b\" :1,\n\t\"a\": [ ] , \"b\": 1e400 } ", "\"\\u0000\\ud800\"",
                               "1.0", "-0", "{\"😀\":\"\\ud83d\\ude00\"}"})
        add_box(connection, ++n, {{}, {}, {}, {}, json, {}, {}});
      add_box(connection, ++n, {planes, true, {}, {}, {}, {}, {}});
      add_box(connection, ++n, {"", false, {}, {}, {}, {}, {}});
    });
    move_quietly(from, to);
    check_same(from, to);
    const Home back;
    move_quietly(to, back);
    check_same(from, back);
  });
}

TEST("move: the zero with a sign becomes the plain one, which SQLite has alone") {
  const auto postgres = postgres_or_message();
  if (!postgres) return;
  const Home from(*postgres), to;
  from.write([](Connection& connection) {
    add_shelf(connection, 1, "upper");
    add_box(connection, 1, {{}, {}, -0.0, {}, {}, {}, {}});
  });
  CHECK(rows_of(from, "select cast(weight as text) from boxes") ==
        std::vector<std::string>{"'-0'|"});
  move_quietly(from, to);
  check_same(from, to);
}

TEST("move: a reader of the log goes on exactly where it stood") {
  on_each_target([](const Home& from, const Home& to) {
    from.write([](Connection& connection) {
      run(connection, "delete from _log where seq in (1, 2, 20, 30)");  // numbers with gaps
      auto rows = store::read_log(connection, "", 12);
      store::move_cursor(connection, "middle", "", rows.back().cursor, {1});
      store::move_cursor(connection, "beginning", "", rows.front().cursor, {1});
      rows = store::read_log(connection, "", 100);
      store::move_cursor(connection, "end", "", rows.back().cursor, {1});
    });
    move_quietly(from, to);
    to.write([](Connection& connection) { log_row(connection, 1000); });
    const auto times_after = [&](std::string_view reader) {
      std::string times;
      to.read([&](Session& session) {
        for (auto& row : store::read_log(session, store::stored_cursor(session, reader), 100))
          times += std::to_string(row.at.micros) + " ";
      });
      return times;
    };
    CHECK(times_after("middle") == "15 16 17 18 19 21 22 23 24 25 26 27 28 29 1000 ");
    CHECK(times_after("beginning").substr(0, 6) == "4 5 6 ");
    CHECK(times_after("end") == "1000 ");
    CHECK(times_after("nobody").substr(0, 6) == "3 4 5 ");
  });
}

// On PostgreSQL the order is that of the transactions, not that of the numbers.
TEST("move: the log of PostgreSQL keeps its order, and what is new comes after it") {
  const auto postgres = postgres_or_message();
  if (!postgres) return;
  const Home from(*postgres), to;
  from.write([](Connection& connection) {
    for (const auto* row : {"'5', 9, 1", "'7', 2, 2", "'7', 3, 3", "'9', 1, 4"})
      run(connection, fmt::format("insert into _log (xid, seq, at, kind, key) "
                                  "values ({}, 'attic.swept', 'k')",
                                  row));
    run(connection, "insert into _cursors (reader, cursor, updated) values ('reader', '7-2', 1)");
  });
  move_quietly(from, to);
  to.write([](Connection& connection) { log_row(connection, 5); });
  std::string cursors;
  to.read([&](Session& session) {
    CHECK(store::stored_cursor(session, "reader") == "0-2");
    for (auto& row : store::read_log(session, "", 100))
      cursors += row.cursor + "@" + std::to_string(row.at.micros) + " ";
  });
  CHECK(cursors == "0-1@1 0-2@2 0-3@3 0-4@4 0-5@5 ");
}

TEST("move: an empty log goes on from the beginning") {
  const auto postgres = postgres_or_message();
  if (!postgres) return;
  const Home from, to(*postgres);
  from.write([](Connection&) {});
  move_quietly(from, to);
  to.write([](Connection& connection) { log_row(connection, 7); });
  CHECK(rows_of(to, "select seq, at from _log") == std::vector<std::string>{"1|7|"});
}

TEST("move: interrupted at any statement nothing is there, and the next run succeeds") {
  on_each_target([](const Home& from, const Home& to) {
    from.write([](Connection& connection) {
      run(connection, "delete from boxes where things > 3");
      run(connection, "delete from _log where seq > 5");
    });
    to.write([](Connection&) {});
    int most = 0;
    for (bool done = false; !done;) {
      ++most;
      const auto break_down = [left = most](Meddling& session) mutable {
        session.before_each = [left]() mutable {
          if (--left == 0) throw store::StoreError(store::StoreError::Kind::unavailable, "cut");
        };
      };
      try {
        move_meddling(from, to, break_down);
        done = true;
      } catch (const std::runtime_error& error) {
        REQUIRE(std::string(error.what()).ends_with("cut"));
        REQUIRE(to.holds_nothing());
      }
    }
    CHECK(most > 30);
    check_same(from, to);
  });
}

TEST("move: a server that is cut off in the middle leaves nothing, and the next run succeeds") {
  const auto postgres = postgres_or_message();
  if (!postgres) return;
  const Home from, to(*postgres);
  from.write(furnish);
  for (const auto* whom : {"", "and application_name like 'stoa move%'"}) {
    bool cut = false;
    const auto cut_once = [&](const std::string&) {
      if (std::exchange(cut, true)) return;
      postgres->execute(
          fmt::format("select pg_terminate_backend(pid) from pg_stat_activity where datname = "
                      "current_database() and pid <> pg_backend_pid() {}",
                      whom));
    };
    CHECK_THROWS_AS(move(apps(), from.config, to.config, cut_once), std::runtime_error);
    CHECK(cut);
    CHECK(to.holds_nothing());
  }
  move_quietly(from, to);
  check_same(from, to);
}

TEST("move: a value that changed on the way is noticed") {
  on_each_target([](const Home& from, const Home& to) {
    to.write([](Connection&) {});
    const auto change_one = [](Meddling& session) {
      session.on_the_way = [](std::string_view sql, Values& values) {
        if (sql.starts_with("insert into \"boxes\"") && to_text(values[7]) == "600")
          values[7] = std::int64_t{601};
      };
    };
    CHECK_THROWS_WITH(move_meddling(from, to, change_one),
                      doctest::Contains("attic.boxes differs: the source has 1202 rows"));
    CHECK(to.holds_nothing());
    const auto swallow_one = [](Meddling& session) {
      session.on_the_way = [](std::string_view sql, Values& values) {
        if (sql.starts_with("insert into \"shelves\"") && to_text(values[1]) == "'lower'")
          values[1] = "upper";
      };
    };
    CHECK_THROWS_WITH(move_meddling(from, to, swallow_one), doctest::Contains("attic.shelves: "));
    CHECK(to.holds_nothing());
  });
}

TEST("move: what is there already is compared and left alone") {
  on_each_target([](const Home& from, const Home& to) {
    move_quietly(from, to);
    CHECK(move(apps(), from.config, to.config, [](const std::string&) {}) == 0);
    check_same(from, to);
    from.write([](Connection& connection) { log_row(connection, 99); });
    CHECK_THROWS_WITH(move_quietly(from, to), doctest::Contains("attic._log differs"));
    to.write([](Connection& connection) {
      run(connection, "update shelves set name = 'x'  where name = 'upper'");
    });
    CHECK_THROWS_WITH(move_quietly(from, to), doctest::Contains("differs"));
  });
}

TEST("move: a target that is not empty is left alone") {
  on_each_target([](const Home& from, const Home& to) {
    to.write([](Connection& connection) { log_row(connection, 1); });
    CHECK_THROWS_WITH(move_quietly(from, to), "The target is not empty: attic._log has rows.");
    to.write([](Connection& connection) {
      run(connection, "delete from _log");
      add_shelf(connection, 7, "mine");
    });
    CHECK_THROWS_WITH(move_quietly(from, to), "The target is not empty: attic.shelves has rows.");
    CHECK(rows_of(to, "select name from shelves") == std::vector<std::string>{"'mine'|"});
  });
}

TEST("move: nothing moves while a server runs on one of the databases") {
  on_each_target([](const Home& from, const Home& to) {
    for (const auto& [serving, what] : {std::pair{&from, "source"}, std::pair{&to, "target"}}) {
      KernelOptions options;
      options.config = serving->config;
      Kernel kernel(std::move(options), apps());
      kernel.open();
      CHECK_THROWS_WITH(move_quietly(from, to),
                        doctest::Contains(fmt::format("The {} is in use", what).c_str()));
    }
    move_quietly(from, to);
  });
  const auto postgres = postgres_or_message();
  if (!postgres) return;
  const Home from(*postgres), to;
  KernelOptions options;
  options.config = from.config;
  Kernel kernel(std::move(options), apps());
  kernel.open();
  CHECK_THROWS_WITH(move_quietly(from, to),
                    doctest::Contains("The source is in use by stoa serve"));
}

TEST("move: what cannot be moved is refused with a sentence") {
  const Home from, to;
  CHECK_THROWS_WITH(move_quietly(from, to), doctest::Contains("nothing to move"));
  CHECK(!std::filesystem::exists(from.config.data));
  from.write(furnish);
  CHECK_THROWS_WITH(move_quietly(from, from), "The target is the very folder that is moved.");
  from.write([](Connection& connection) { run(connection, "delete from _migrations"); });
  CHECK_THROWS_WITH(move_quietly(from, to), doctest::Contains("run stoa migrate on it first"));
}

TEST("move: tables that refer to themselves, or to each other in a circle, arrive whole") {
  on_each_target([](const Home& from, const Home& to) {
    const auto make_ring = [](Connection& connection) {
      connection.run_script(
          store::render("create table ring (id {id} primary key not null, next {id} references "
                        "ring (id)) strict;",
                        connection.dialect()));
    };
    const auto add_link = [](Connection& connection, int n, int next) {
      const Uuid id = id_of(n), other = id_of(next);
      run(connection, "insert into ring (id, next) values ($1, $2)",
          {Blob{id.view()}, next ? Value(Blob{other.view()}) : Value{}});
    };
    to.write(make_ring);
    from.write([&](Connection& connection) {
      make_ring(connection);
      add_link(connection, 2, 0);
      add_link(connection, 1, 2);
      const Uuid first = id_of(1);
      run(connection, "update ring set next = $1 where next is null", {Blob{first.view()}});
    });
    move_quietly(from, to);
    check_same(from, to);
    CHECK(rows_of(to, "select * from ring") == rows_of(from, "select * from ring"));
    // From here on each reference is looked at when it is written, as before.
    CHECK_THROWS(to.write([&](Connection& connection) { add_link(connection, 3, 4); }));
  });
}

TEST("move: a text that PostgreSQL cannot hold is named by its table") {
  const auto postgres = postgres_or_message();
  if (!postgres) return;
  const Home from, to(*postgres);
  from.write([](Connection& connection) { add_shelf(connection, 1, std::string_view("a\0b", 3)); });
  CHECK_THROWS_WITH(move_quietly(from, to), "attic.shelves: A text holds U+0000.");
  CHECK(to.holds_nothing());
}

TEST("move: from one PostgreSQL database to another, not to itself") {
  const auto one = postgres_or_message();
  if (!one) return;
  const auto two = PostgresTestDatabase::make();
  const Home from(*one), to(*two);
  from.write(furnish);
  CHECK_THROWS_WITH(move_quietly(from, from), "The target is the very database that is moved.");
  move_quietly(from, to);
  check_same(from, to);
}

}  // namespace stoa::attic
