#include "kernel/store/migration.h"

#include <string>

#include "kernel/store/store_testing.h"
#include "kernel/testing/test.h"

namespace stoa::store::testing {
namespace {

const Migration first{1, "0001_init.sql",
                      "create table books (id {id} primary key, title {text} not null) strict;\n"
                      "create index books_title on books (title);"};
const Migration second{2, "0002_more.sql", "alter table books add column added {instant};"};

MigrationReport run(Database& database, const std::vector<Migration>& migrations) {
  MigrationReport report;
  database.write_now(
      [&](Connection& connection) { report = migrate(connection, migrations, 1'000'000); });
  return report;
}

std::string refusal_of(Database& database, const std::vector<Migration>& migrations) {
  try {
    run(database, migrations);
    return "";
  } catch (const std::runtime_error& error) {
    return error.what();
  }
}

}  // namespace

TEST("store: column types are rendered in SQLite's words, literals and comments stay") {
  constexpr auto types =
      "a {id}, b {text}, c {int}, d {bool}, e {instant}, f {date}, g {json}, h {real}";
  CHECK(render(types, Dialect::sqlite) ==
        "a BLOB, b TEXT, c INTEGER, d INTEGER, e INTEGER, f TEXT, g TEXT, h REAL");
  CHECK(render("a {json} default '{}' -- {id}", Dialect::sqlite) == "a TEXT default '{}' -- {id}");
  CHECK_THROWS_AS(render("a {money}", Dialect::sqlite), std::invalid_argument);
  CHECK_THROWS_AS(render("a {id", Dialect::sqlite), std::invalid_argument);
}

TEST("store: the same text in PostgreSQL's words, without what is SQLite's own") {
  constexpr auto types =
      "a {id}, b {text}, c {int}, d {bool}, e {instant}, f {date}, g {json}, h {real}";
  CHECK(render(types, Dialect::postgres) ==
        "a uuid, b text collate \"C\", c bigint, d boolean, e bigint, f date, g json, "
        "h double precision");
  CHECK(
      render("create table t (a {int}) strict;\n-- words; by FTS5\n"
             "create virtual table w using fts5 (a, tokenize = \"x;y\");\ncreate index i on t (a);",
             Dialect::postgres) == "create table t (a bigint);\ncreate index i on t (a);");
  CHECK(render("create table t (a {text} check (a <> ') strict;')) strict;", Dialect::postgres) ==
        "create table t (a text collate \"C\" check (a <> ') strict;'));");
}

TEST("store: the search by words is functions on PostgreSQL, and nothing on SQLite") {
  CHECK(render("{word_search}", Dialect::sqlite) == "");
  const auto functions = render("{word_search}\ncreate index i on t (a);", Dialect::postgres);
  CHECK(functions.find("create function search_query(text)") != std::string::npos);
  CHECK(functions.ends_with("create index i on t (a);"));
}

TEST("store: migrations are applied once, in order, and recorded") {
  Bench bench;
  auto& database = *bench.database;
  const auto begun = run(database, {first});
  CHECK(begun.from == 0);
  CHECK(begun.to == 1);
  const auto went_on = run(database, {first, second});
  CHECK(went_on.from == 1);
  CHECK(went_on.to == 2);
  CHECK(run(database, {first, second}).from == 2);
  CHECK(number(database, "select count(*) from _migrations where applied_at = 1000000") == 2);
  CHECK(number(database, "select count(*) from pragma_table_info('books')") == 3);
}

TEST("store: a migration that was changed after it was applied is refused") {
  Bench bench;
  run(*bench.database, {first});
  auto changed = first;
  changed.sql = "create table books (id {id} primary key) strict;";
  CHECK(refusal_of(*bench.database, {changed}).find("0001_init.sql") != std::string::npos);
}

TEST("store: a database that is newer than the program is refused") {
  Bench bench;
  run(*bench.database, {first, second});
  CHECK(refusal_of(*bench.database, {first}).find("too old") != std::string::npos);
}

TEST("store: numbers without a gap, from 1") {
  Bench bench;
  CHECK(refusal_of(*bench.database, {second}) != "");
  CHECK(refusal_of(*bench.database, {first, first}) != "");
}

TEST("store: a migration that fails leaves nothing, not even the ones before it") {
  Bench bench;
  CHECK(refusal_of(*bench.database,
                   {first, {2, "0002_bad.sql", "create table x (y nonsense) strict"}}) != "");
  CHECK(number(*bench.database, "select count(*) from sqlite_schema where name = 'books'") == 0);
  CHECK(run(*bench.database, {first}).from == 0);
}

}  // namespace stoa::store::testing
