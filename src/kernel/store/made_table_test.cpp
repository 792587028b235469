#include "kernel/store/made_table.h"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <cmath>
#include <deque>
#include <random>

#include "kernel/model/codec.h"
#include "kernel/model/exact_json.h"
#include "kernel/model/schema_read.h"
#include "kernel/store/made_guard.h"
#include "kernel/store/mapping.h"
#include "kernel/store/postgres.h"
#include "kernel/store/postgres_server.h"
#include "kernel/store/sql.h"
#include "kernel/store/sqlite.h"
#include "kernel/store/store_testing.h"
#include "kernel/testing/postgres.h"
#include "kernel/testing/test.h"

namespace stoa::store::testing {
namespace {

// As the migrations of an app define them.
constexpr auto guard_functions = R"(
create function refuse_stale() returns trigger language plpgsql as
'begin raise check_violation using constraint = ''definition_changed''; end';
create function note_written() returns trigger language plpgsql as
'begin
  execute format(''insert into %I (id) values ($1) on conflict do nothing'',
                 tg_table_name || ''_written'') using new.id;
  return null;
end')";

// On SQLite, and on PostgreSQL where there is a server.
void on_each_database(const std::function<void(Connection&)>& test) {
  {
    TempFolder folder;
    SqliteConnection connection{{.file = folder / "made.db", .writer = true}};
    INFO("on SQLite");
    test(connection);
  }
  const auto database = stoa::testing::PostgresTestDatabase::make();
  if (!database) {
    MESSAGE("left out on PostgreSQL: STOA_TEST_DATABASE_URL names no server");
    return;
  }
  database->execute("create schema s");
  PostgresServer server(PostgresServerOptions{.url = database->url(), .connections = 4});
  const auto connection = server.connect("s", Purpose::write);
  connection->run_script(guard_functions);
  INFO("on PostgreSQL");
  test(*connection);
}

// A record with fields of a schema, as a collection makes one. Its book is never closed.
const Type& made_record(std::string table, std::string_view schema) {
  static std::deque<TypeBook> books;
  TypeBook& book = books.emplace_back();
  Shape shape{table, table, {}};
  shape.fields = {{.name = "id", .type = &book.id_of({}), .role = FieldRole::self_id}};
  auto fields =
      read_schema(parse_exactly(schema).as_object(), book, [](auto) { return ShapeOf(); });
  for (Field& field : fields) {
    field.column = "c_" + field.name;
    shape.fields.push_back(std::move(field));
  }
  shape.fields.push_back(
      {.name = "version", .type = &type_of<Version>(), .role = FieldRole::version});
  shape.fields.push_back(
      {.name = "created", .type = &type_of<Created>(), .role = FieldRole::created});
  shape.fields.push_back(
      {.name = "updated", .type = &type_of<Updated>(), .role = FieldRole::updated});
  return book.object(std::move(shape));
}

const Type& rich_record() {
  static const Type& type = made_record("rich_0123abcd", R"({"type":"object","properties":{
    "title":{"type":"string","minLength":1,"maxLength":5},
    "note":{"type":"string"},
    "pages":{"type":"integer","minimum":1,"maximum":9},
    "size":{"type":"number","minimum":0.1,"exclusiveMaximum":0.7},
    "flag":{"type":"boolean"},
    "weight":{"type":"string","x-stoa-type":"decimal","x-stoa-scale":2},
    "day":{"type":"string","format":"date"},
    "at":{"type":"string","format":"date-time"},
    "other":{"type":"string","format":"uuid"},
    "kind":{"type":"string","enum":["it's","{text}","a;b","$1","\"","\\"]},
    "price":{"x-stoa-type":"money"},
    "fee":{"x-stoa-type":"money"},
    "tags":{"type":"array","items":{"type":"string"}},
    "place":{"type":"object","properties":{"city":{"type":"string"}}},
    "more":{}},
    "required":["title","flag","price","kind"]})");
  return type;
}

void run_all(Connection& connection, const Statements& statements) {
  for (const std::string& statement : statements) {
    CAPTURE(statement);
    connection.run(statement, {}, {});
  }
}

void insert_json(Connection& connection, const Type& type, std::string_view json) {
  const Shape& shape = type.object();
  Object object(type);
  decode(shape, object.get(), json, {.strictness = Strictness::peer});
  Parameters values;
  for (const Field& field : shape.fields) values.add(*field.type, field.in(object.get()));
  connection.run(table_sql(shape).insert, values.values(), {});
}

// All rows, as JSON.
std::string rows_of(Connection& connection, const Type& type) {
  const Shape& shape = type.object();
  std::string rows;
  connection.run(table_sql(shape).select + "order by id", {}, [&](const Row& row) {
    Object object(type);
    std::size_t column = 0;
    for (const Field& field : shape.fields) load(*field.type, field.in(object.get()), row, column);
    encode(type, object.get(), rows);
    rows += '\n';
    return true;
  });
  return rows;
}

StoreError failure_in(Connection& connection, const std::string& sql) {
  CAPTURE(sql);
  try {
    connection.run(sql, {}, {});
  } catch (const StoreError& error) {
    return error;
  }
  FAIL("no error from " << sql);
  return StoreError(StoreError::Kind::other, "");
}

// Of PostgreSQL: the number of the file that the rows lie in. Another, when they were written anew.
std::int64_t file_of_rich(Connection& connection) {
  if (connection.dialect() == Dialect::sqlite) return 0;
  return number(connection, "select pg_relation_filenode('rich_0123abcd')::bigint");
}

std::string record_of(char digit, const std::string& rest) {
  return R"({"id":"019ab3c4-5d6e-7f80-9a1b-2c3d4e5f607)" + std::string(1, digit) + R"(",)" + rest +
         R"(,"version":1,"created":"2026-11-30T00:00:00Z","updated":"2026-11-30T00:00:00Z"})";
}

std::string rich_json(char digit) {
  return record_of(
      digit,
      R"("title":"A\"é'","note":"\\ $1 {id}","pages":3,"size":0.1,"flag":true,"weight":"1.50",)"
      R"("day":"2024-02-29","at":"2026-11-30T01:02:03.5Z",)"
      R"("other":"019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6079","kind":"it's",)"
      R"("price":{"amount":-5,"currency":"EUR"},"fee":{"amount":7,"currency":"USD"},)"
      R"("tags":["a","b"],"place":{"city":"Delft"},"more":{"x":[1,null]})");
}

std::string bare_json(char digit) {
  return record_of(
      digit,
      R"("title":"B","note":null,"pages":null,"size":null,"flag":false,"weight":null,"day":null,)"
      R"("at":null,"other":null,"kind":"{text}","price":{"amount":0,"currency":"JPY"},"fee":null,)"
      R"("tags":[],"place":null,"more":null)");
}

}  // namespace

TEST("made table: what is kept is read back") {
  on_each_database([](Connection& connection) {
    const Type& type = rich_record();
    run_all(connection, create_table(type.object(), connection.dialect()));
    insert_json(connection, type, rich_json('1'));
    insert_json(connection, type, bare_json('2'));
    CHECK(rows_of(connection, type) == rich_json('1') + "\n" + bare_json('2') + "\n");
    run_all(connection, drop_table(type.object().table, connection.dialect()));
    run_all(connection, drop_table(type.object().table, connection.dialect()));
    CHECK(failure_in(connection, "select * from rich_0123abcd").kind == StoreError::Kind::other);
  });
}

TEST("made table: each field's bounds are a check that has its name") {
  struct Case {
    std::string set, constraint;
  };
  const std::vector<Case> of_both{{"c_title = ''", "c_title"},
                                  {"c_title = 'ééééé!'", "c_title"},
                                  {"c_pages = 0", "c_pages"},
                                  {"c_pages = 10", "c_pages"},
                                  {"c_size = 0.09", "c_size"},
                                  {"c_size = 0.71", "c_size"},
                                  {"c_weight = 9007199254740992", "c_weight"},
                                  {"c_kind = 'its'", "c_kind"},
                                  {"c_price_currency = 'EURO'", "c_price"},
                                  {"c_fee = null", "c_fee"},
                                  {"c_fee_currency = null", "c_fee"}};
  const std::vector<Case> of_sqlite{
      {"c_flag = 2", "c_flag"}, {"c_day = '2026-02-30'", "c_day"}, {"c_other = x'00'", "c_other"}};
  on_each_database([&](Connection& connection) {
    const Type& type = rich_record();
    run_all(connection, create_table(type.object(), connection.dialect()));
    run_all(connection, guard(type.object(), {}, connection.dialect()));
    insert_json(connection, type, rich_json('1'));
    auto cases = of_both;
    if (connection.dialect() == Dialect::sqlite)
      cases.insert(cases.end(), of_sqlite.begin(), of_sqlite.end());
    for (const Case& each : cases) {
      const auto error = failure_in(connection, "update rich_0123abcd set " + each.set);
      CHECK(error.kind == StoreError::Kind::check);
      CHECK(error.constraint == "rich_0123abcd_" + each.constraint + "_check");
    }
    for (const char* column : {"c_title", "c_flag", "c_kind", "c_tags", "version"}) {
      const auto error =
          failure_in(connection, std::string("update rich_0123abcd set ") + column + " = null");
      const bool guarded = connection.dialect() == Dialect::sqlite && column[0] == 'c';
      CHECK(error.kind == (guarded ? StoreError::Kind::check : StoreError::Kind::not_null));
      CHECK(error.constraint ==
            (guarded ? "rich_0123abcd_required" : std::string("rich_0123abcd.") + column));
    }
    for (const char* set : {"c_kind = 'a;b'", "c_kind = '\"'", "c_kind = '\\'", "c_title = 'ééééé'",
                            "c_fee = null, c_fee_currency = null"}) {
      CHECK(connection.run(std::string("update rich_0123abcd set ") + set, {}, {}) == 1);
    }
    CHECK(failure_in(connection, "insert into rich_0123abcd select * from rich_0123abcd").kind ==
          StoreError::Kind::unique);
  });
}

TEST("made table: what was decoded is within its bounds on each database") {
  std::mt19937 random(7);
  on_each_database([&](Connection& connection) {
    for (int i = 0; i < 100; ++i) {
      const double bound =
          std::ldexp(static_cast<double>(random()), static_cast<int>(random() % 90) - 60);
      std::string text;
      encode(type_of<double>(), &bound, text);
      CAPTURE(text);
      const auto table = fmt::format("real_{:08x}", i);
      const Type& type = made_record(table, R"({"type":"object","properties":{"x":{"type":"number",
          "minimum":)" + text + R"(,"maximum":)" +
                                                text + "}}}");
      run_all(connection, create_table(type.object(), connection.dialect()));
      insert_json(connection, type, record_of('1', R"("x":)" + text));
      for (const char* change : {"c_x * 1.000001", "c_x * 0.999999"}) {
        CHECK(failure_in(connection, "update " + table + " set c_x = " + change).kind ==
              StoreError::Kind::check);
      }
    }
  });
}

TEST("made table: an index tells its name of what is there twice") {
  const Shape& shape = rich_record().object();
  const MadeIndex title{.fields = {shape.find("title"), shape.find("pages")}, .unique = true};
  const MadeIndex plain{.fields = {shape.find("kind"), shape.find("day")}};
  CHECK(index_name(shape.table, title) == "rich_0123abcd_c_title_c_pages_key");
  on_each_database([&](Connection& connection) {
    run_all(connection, create_table(shape, connection.dialect()));
    run_all(connection, create_index(shape.table, title));
    run_all(connection, create_index(shape.table, plain));
    insert_json(connection, rich_record(), rich_json('1'));
    try {
      insert_json(connection, rich_record(), rich_json('2'));
      FAIL("it was taken");
    } catch (const StoreError& error) {
      CHECK(error.kind == StoreError::Kind::unique);
      CHECK(error.constraint == index_name(shape.table, title));
    }
    run_all(connection, drop_index(index_name(shape.table, plain)));
    run_all(connection, drop_index(index_name(shape.table, title)));
    insert_json(connection, rich_record(), rich_json('2'));
  });
}

TEST("made table: an index of what is not deleted only") {
  const Type& type = made_record("soft_0123abcd", R"({"type":"object","properties":{
      "name":{"type":"string"},"gone":{"type":"string","format":"date-time"}},
      "required":["name"]})");
  const Shape& shape = type.object();
  const MadeIndex name{.fields = {shape.find("name")}, .unique = true, .only_without = "c_gone"};
  on_each_database([&](Connection& connection) {
    run_all(connection, create_table(shape, connection.dialect()));
    run_all(connection, create_index(shape.table, name));
    insert_json(connection, type, record_of('1', R"("name":"a","gone":"2026-11-30T00:00:00Z")"));
    insert_json(connection, type, record_of('2', R"("name":"a","gone":null)"));
    const auto error = failure_in(connection, "update soft_0123abcd set c_gone = null");
    CHECK(error.kind == StoreError::Kind::unique);
    CHECK(error.constraint == "soft_0123abcd_c_name_key");
  });
}

TEST("made table: names that are too long end in a hash, and stay apart") {
  const Type& type = made_record(std::string(40, 't') + "_0123abcd",
                                 R"({"type":"object","properties":{
      "a2345678901234567890123456789012345678x":{"type":"integer"},
      "a2345678901234567890123456789012345678y":{"type":"integer"}}})");
  const Shape& shape = type.object();
  const MadeIndex x{.fields = {&shape.fields[1]}}, y{.fields = {&shape.fields[2]}};
  CHECK(index_name(shape.table, x).size() == 63);
  CHECK(index_name(shape.table, x) != index_name(shape.table, y));
  on_each_database([&](Connection& connection) {
    run_all(connection, create_table(shape, connection.dialect()));
    run_all(connection, create_index(shape.table, x));
    run_all(connection, create_index(shape.table, y));
  });
}

TEST("made table: a column more, with what the rows have in it") {
  on_each_database([](Connection& connection) {
    const Type& whole = rich_record();
    const Shape& shape = whole.object();
    Shape bare{shape.name, shape.table, {}};
    for (const Field& field : shape.fields) {
      if (field.managed()) bare.fields.push_back(field);
    }
    run_all(connection, create_table(bare, connection.dialect()));
    connection.run(
        std::string("insert into rich_0123abcd (id, version, created, updated) values (") +
            (connection.dialect() == Dialect::sqlite ? "x'019ab3c45d6e7f809a1b2c3d4e5f6071'"
                                                     : "'019ab3c45d6e7f809a1b2c3d4e5f6071'") +
            ", 1, 1795996800000000, 1795996800000000)",
        {}, {});
    Object first(whole);
    decode(shape, first.get(), rich_json('1'), {.strictness = Strictness::peer});
    const auto file = file_of_rich(connection);
    for (const Field& field : shape.fields) {
      if (field.managed()) continue;
      run_all(connection,
              add_column(shape, field, connection.dialect(), {}, field.in(first.get())));
    }
    CHECK(file_of_rich(connection) == file);
    CHECK(rows_of(connection, whole) == rich_json('1') + "\n");
    insert_json(connection, whole, bare_json('2'));
    for (const char* set : {"c_pages = 0", "c_fee = null", "c_kind = 'its'"}) {
      CHECK(failure_in(connection, std::string("update rich_0123abcd set ") + set).kind ==
            StoreError::Kind::check);
    }
  });
}

TEST("made table: a column that is filled is required, until it is let go of") {
  const Type& whole = made_record("book_0123abcd", R"({"type":"object","properties":{
      "n":{"type":"integer"},"title":{"type":"string","minLength":1}},"required":["title"]})");
  const Type& part =
      made_record("book_0123abcd", R"({"type":"object","properties":{"n":{"type":"integer"}}})");
  const Field& title = *whole.object().find("title");
  on_each_database([&](Connection& connection) {
    const auto dialect = connection.dialect();
    run_all(connection, create_table(part.object(), dialect));
    insert_json(connection, part, record_of('1', R"("n":1)"));
    run_all(connection, add_column(whole.object(), title, dialect));
    connection.run("update book_0123abcd set c_title = 'A'", {}, {});
    run_all(connection, require(whole.object(), title, dialect));
    run_all(connection, guard(whole.object(), {}, dialect));
    failure_in(connection, "update book_0123abcd set c_title = null");

    run_all(connection, guard(part.object(), {}, dialect));
    run_all(connection, let_go(whole.object(), title, dialect, false));
    run_all(connection, guard(part.object(), {"c_title"}, dialect));
    insert_json(connection, part, record_of('2', R"("n":2)"));
    CHECK(failure_in(connection, "update book_0123abcd set c_title = 'x'").constraint ==
          definition_changed);
  });
}

TEST("made table: a watch notes who is written, and not what is filled") {
  on_each_database([](Connection& connection) {
    const auto dialect = connection.dialect();
    const Type& whole = rich_record();
    Shape watched = whole.object();
    std::erase_if(watched.fields, [](const Field& field) { return field.name == "title"; });
    run_all(connection, create_table(whole.object(), dialect));
    run_all(connection, watch(watched, dialect));
    const std::string noted = "select count(*) from rich_0123abcd_written";
    insert_json(connection, whole, rich_json('1'));
    CHECK(number(connection, noted) == 1);
    connection.run("delete from rich_0123abcd_written", {}, {});
    connection.run("update rich_0123abcd set c_title = 'x'", {}, {});
    CHECK(number(connection, noted) == 0);
    connection.run("update rich_0123abcd set c_kind = c_kind", {}, {});
    CHECK(number(connection, noted) == 1);
    run_all(connection, end_watch("rich_0123abcd", dialect));
    connection.run("update rich_0123abcd set c_kind = c_kind", {}, {});
  });
}

TEST("made table: a column more, of nothing") {
  on_each_database([](Connection& connection) {
    const Type& whole = rich_record();
    const Shape& shape = whole.object();
    Shape without{shape.name, shape.table, {}};
    for (const Field& field : shape.fields) {
      if (field.type->kind != Kind::optional) without.fields.push_back(field);
    }
    run_all(connection, create_table(without, connection.dialect()));
    for (const Field& field : shape.fields) {
      if (field.type->kind == Kind::optional)
        run_all(connection, add_column(shape, field, connection.dialect()));
    }
    insert_json(connection, whole, rich_json('1'));
    insert_json(connection, whole, bare_json('2'));
    CHECK(rows_of(connection, whole) == rich_json('1') + "\n" + bare_json('2') + "\n");
  });
}

TEST("made table: what becomes of a record when the one that it names goes") {
  const Type& shelf =
      made_record("shelf_0123abcd", R"({"type":"object","properties":{"n":{"type":"integer"}}})");
  const Type& book = made_record("book_0123abcd", R"({"type":"object","properties":{
      "must":{"type":"string","format":"uuid"},"may":{"type":"string","format":"uuid"},
      "part":{"type":"string","format":"uuid"},"later":{"type":"string","format":"uuid"}}})");
  const auto references = [](const Field& field) -> std::optional<Reference> {
    return Reference{"shelf_0123abcd", field.name == "may"    ? WhenGone::set_null
                                       : field.name == "part" ? WhenGone::cascade
                                                              : WhenGone::restrict};
  };
  on_each_database([&](Connection& connection) {
    const auto dialect = connection.dialect();
    Shape first = book.object();
    std::erase_if(first.fields, [](const Field& field) { return field.name == "later"; });
    run_all(connection, create_table(shelf.object(), dialect));
    run_all(connection, create_table(first, dialect, references));
    run_all(connection, add_column(first, *book.object().find("later"), dialect, references));
    for (char digit : {'1', '2', '3', '4'})
      insert_json(connection, shelf, record_of(digit, R"("n":1)"));
    auto id = [](char digit) {
      return R"("019ab3c4-5d6e-7f80-9a1b-2c3d4e5f607)" + std::string(1, digit) + '"';
    };
    insert_json(connection, book,
                record_of('a', R"("must":)" + id('1') + R"(,"may":)" + id('2') + R"(,"part":)" +
                                   id('3') + R"(,"later":)" + id('4')));
    auto remove = [&](char digit) {
      const std::string hex = "019ab3c45d6e7f809a1b2c3d4e5f607" + std::string(1, digit);
      return "delete from shelf_0123abcd where id = " +
             (dialect == Dialect::sqlite ? "x'" + hex + "'" : "'" + hex + "'");
    };
    CHECK(failure_in(connection, remove('1')).kind == StoreError::Kind::foreign_key);
    CHECK(failure_in(connection, remove('4')).kind == StoreError::Kind::foreign_key);
    connection.run(remove('2'), {}, {});
    CHECK(number(connection, "select count(*) from book_0123abcd where c_may is null") == 1);
    connection.run(remove('3'), {}, {});
    CHECK(number(connection, "select count(*) from book_0123abcd") == 0);
    connection.run(remove('1'), {}, {});
  });
}

TEST("made table: what the caller should not have asked is refused") {
  const Shape& shape = rich_record().object();
  Shape odd = shape;
  odd.table = "a\"b";
  CHECK_THROWS_AS(create_table(odd, Dialect::sqlite), std::logic_error);
  CHECK_THROWS_AS(drop_table("a;b", Dialect::sqlite), std::logic_error);
  CHECK_THROWS_AS(drop_table("1a", Dialect::sqlite), std::logic_error);
  CHECK_THROWS_AS(drop_table(std::string(64, 'a'), Dialect::sqlite), std::logic_error);
  const auto emptied = [](const Field&) { return Reference{"other", WhenGone::set_null}; };
  const Type& strict = made_record(
      "strict_0123abcd",
      R"({"type":"object","properties":{"x":{"type":"string","format":"uuid"}},"required":["x"]})");
  CHECK_THROWS_AS(create_table(strict.object(), Dialect::sqlite, emptied), std::logic_error);
}

TEST("made table: an index that a row might not fit into is none") {
  const Shape& shape = made_record("long_0123abcd", R"({"type":"object","properties":{
      "short":{"type":"string","maxLength":600},"long":{"type":"string","maxLength":700},
      "list":{"type":"array","items":{}}}})")
                           .object();
  CHECK(index_fault({.fields = {shape.find("short")}}) == "");
  CHECK(index_fault({.fields = {shape.find("long")}}) ==
        "The texts of an index have at most 650 characters together.");
  CHECK(index_fault({.fields = {shape.find("short"), shape.find("short")}}) != "");
  CHECK(index_fault({.fields = {shape.find("list")}}) != "");
  CHECK(index_fault({}) != "");
}

}  // namespace stoa::store::testing
