#include "kernel/store/sqlite.h"

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "kernel/store/store_testing.h"
#include "kernel/testing/test.h"

namespace stoa::store::testing {
namespace {

using ErrorKind = StoreError::Kind;

struct File {
  TempFolder folder;
  SqliteConnection connection{{.file = folder / "test.db", .writer = true}};
};

std::optional<StoreError> error_of(Connection& connection, std::string_view sql) {
  try {
    connection.run(sql, {}, {});
  } catch (const StoreError& error) {
    return error;
  }
  return {};
}

void check_error(Connection& connection, std::string_view sql, ErrorKind kind,
                 std::string_view constraint) {
  const auto error = error_of(connection, sql);
  REQUIRE(error);
  CAPTURE(error->what());
  CHECK(error->kind == kind);
  CHECK(error->constraint == constraint);
}

}  // namespace

TEST("store: a connection is set up as the design says") {
  File file;
  auto& connection = file.connection;
  CHECK(number(connection, "pragma foreign_keys") == 1);
  CHECK(number(connection, "pragma synchronous") == 2);
  CHECK(number(connection, "pragma trusted_schema") == 0);
  CHECK(number(connection, "pragma temp_store") == 2);
  CHECK(number(connection, "select journal_mode = 'wal' from pragma_journal_mode") == 1);
  CHECK(error_of(connection, "select \"text\""));  // DQS off: no column, no string
}

TEST("store: parameters are bound by their number, in any order and again") {
  File file;
  const std::array<Value, 2> values = {std::string_view("a"), std::string_view("b")};
  std::string seen;
  file.connection.run("select $2 || $1 || $2 || '$1'", values, [&](const Row& row) {
    seen = std::get<std::string_view>(row.at(0));
    return true;
  });
  CHECK(seen == "bab$1");
  const auto one = std::span(values).first(1);
  CHECK_THROWS_AS(file.connection.run("select $1, $2", one, {}), StoreError);
  CHECK_THROWS_AS(file.connection.run("select 1", one, {}), StoreError);
}

TEST("store: values come back as they went, also empty ones") {
  File file;
  const std::array<Value, 6> in = {
      Value{}, std::int64_t{-7}, 2.5, std::string_view{}, Blob{}, Blob{std::string_view("\0x", 2)}};
  file.connection.run("select $1, $2, $3, $4, $5, $6 as last", in, [&](const Row& row) {
    REQUIRE(row.size() == 6);
    CHECK(row.name(5) == "last");
    CHECK(std::holds_alternative<std::monostate>(row.at(0)));
    CHECK(std::get<std::int64_t>(row.at(1)) == -7);
    CHECK(std::get<double>(row.at(2)) == 2.5);
    CHECK(std::get<std::string_view>(row.at(3)).empty());
    CHECK(std::get<Blob>(row.at(4)).bytes.empty());
    CHECK(std::get<Blob>(row.at(5)).bytes == std::string_view("\0x", 2));
    return true;
  });
}

TEST("store: run tells the rows changed, and none for a read or a change of schema") {
  File file;
  auto& connection = file.connection;
  CHECK(connection.run("create table t (n INTEGER)", {}, {}) == 0);
  CHECK(connection.run("insert into t values (1), (2)", {}, {}) == 2);
  CHECK(connection.run("select * from t", {}, {}) == 0);
  CHECK(connection.run("create table u (n INTEGER)", {}, {}) == 0);
  int rows = 0;
  const auto first_only = [&](const Row&) { return ++rows, false; };
  CHECK(connection.run("update t set n = n + 1 returning n", {}, first_only) == 2);
  CHECK(rows == 1);
}

TEST("store: a row sink may run the statement that feeds it") {
  File file;
  auto& connection = file.connection;
  connection.run_script("create table t (n INTEGER); insert into t values (1), (2)");
  int pairs = 0;
  connection.run("select n from t", {}, [&](const Row&) {
    connection.run("select n from t", {}, [&](const Row&) { return ++pairs, true; });
    return true;
  });
  CHECK(pairs == 4);
}

TEST("store: the statement cache forgets the oldest and goes on") {
  File file;
  for (int round = 0; round < 2; ++round)
    for (int i = 0; i < 600; ++i)
      CHECK(number(file.connection, "select " + std::to_string(i)) == i);
}

TEST("store: a violated constraint is named") {
  File file;
  auto& connection = file.connection;
  connection.run_script(
      "create table people (id INTEGER primary key, mail TEXT unique, age INTEGER not null,"
      " constraint grown_up check (age > 17)) strict;"
      "create table loans (copy INTEGER references people(id), day TEXT, hour INTEGER) strict;"
      "create unique index loans_day on loans (copy, day);"
      "create unique index loans_hour on loans (hour) where hour > 0;"
      "create unique index people_mail on people (lower(mail));"
      "insert into people values (1, 'a', 20); insert into loans values (1, 'mon', 5)");
  check_error(connection, "insert into people values (1, 'b', 20)", ErrorKind::unique, "people.id");
  check_error(connection, "insert into people values (2, 'A', 20)", ErrorKind::unique,
              "people_mail");
  check_error(connection, "insert into people values (2, 'b', 7)", ErrorKind::check, "grown_up");
  check_error(connection, "insert into people values (2, 'b', null)", ErrorKind::not_null,
              "people.age");
  check_error(connection, "insert into loans values (1, 'mon', 6)", ErrorKind::unique, "loans_day");
  check_error(connection, "insert into loans values (1, 'tue', 5)", ErrorKind::unique,
              "loans_hour");
  check_error(connection, "insert into loans values (9, 'tue', 6)", ErrorKind::foreign_key, "");
  check_error(connection, "insert into loans values ('x', 'tue', 6)", ErrorKind::other, "");
  check_error(connection, "insert into nowhere values (1)", ErrorKind::other, "");
  check_error(connection, "select 1; select 2", ErrorKind::other, "");
  check_error(connection, " -- nothing", ErrorKind::other, "");
}

TEST("store: transactions belong to the lane, also after a change of schema was rolled back") {
  using Control = SqliteConnection::Control;
  File file;
  auto& connection = file.connection;
  for (int i = 0; i < 2; ++i) {
    connection.control(Control::begin_write);
    connection.control(Control::savepoint);
    connection.run("create table t (n INTEGER)", {}, {});
    CHECK(error_of(connection, "commit"));
    CHECK(error_of(connection, "rollback"));
    CHECK(error_of(connection, "savepoint mine"));
    CHECK(error_of(connection, "attach 'other.db' as other"));
    CHECK_THROWS_AS(connection.run_script("commit"), StoreError);
    connection.control(Control::rollback_to);
    connection.control(Control::release);
    CHECK(connection.in_transaction());
    connection.control(Control::rollback);
  }
  CHECK(number(connection, "select count(*) from sqlite_schema") == 0);
}

TEST("store: a reader cannot write") {
  File file;
  file.connection.run_script("create table t (n INTEGER); insert into t values (1)");
  SqliteConnection reader({.file = file.folder / "test.db"});
  CHECK(number(reader, "select count(*) from t") == 1);
  check_error(reader, "delete from t", ErrorKind::other, "");
}

TEST(
    "store: a full-text table is written by statements, a schema that would do it is not trusted") {
  File file;
  auto& connection = file.connection;
  connection.run_script(
      "create table t (n INTEGER primary key, text TEXT);"
      "create virtual table words using fts5(text);"
      "insert into words (rowid, text) values (1, 'hello world');"
      "create trigger t_words after insert on t begin"
      " insert into words (rowid, text) values (new.n, new.text); end");
  CHECK(number(connection, "select count(*) from words where words match 'world'") == 1);
  check_error(connection, "insert into t values (2, 'again')", ErrorKind::other, "");
}

}  // namespace stoa::store::testing
