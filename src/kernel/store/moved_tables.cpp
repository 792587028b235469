#include "kernel/store/moved_tables.h"

#include <array>
#include <vector>

namespace stoa::store {
namespace {

struct Expression {
  std::string_view table, column, sqlite, postgres;
};
// A cursor is "transaction-number" (log.cpp); it stands behind as many rows as are not after it.
constexpr std::array<Expression, 2> expressions = {{
    {"_log", "seq", "row_number() over (order by seq)", "row_number() over (order by xid, seq)"},
    {"_cursors", "cursor",
     "'0-' || (select count(*) from _log "
     "where seq <= cast(substr(cursor, instr(cursor, '-') + 1) as integer))",
     "'0-' || (select count(*) from _log where (xid, seq) <= "
     "(cast(split_part(cursor, '-', 1) as xid8), cast(split_part(cursor, '-', 2) as bigint)))"},
}};

std::string expression_of(const Table& table, const Column& column, Dialect dialect,
                          Reading reading) {
  if (reading == Reading::to_move)
    for (const auto& one : expressions)
      if (one.table == table.name && one.column == column.name)
        return std::string(dialect == Dialect::sqlite ? one.sqlite : one.postgres);
  return quoted_name(column.name);
}

void alter_references(Connection& connection, std::string_view how) {
  std::vector<std::string> statements;
  const Value parameter = how;
  connection.run(
      "select format('alter table %I alter constraint %I %s', t.relname, f.conname, $1::text) "
      "from pg_constraint f join pg_class t on t.oid = f.conrelid where f.contype = 'f' "
      "and f.connamespace = cast(current_schema() as regnamespace)",
      {&parameter, 1}, [&](const Row& row) {
        statements.emplace_back(std::get<std::string_view>(row.at(0)));
        return true;
      });
  for (const auto& statement : statements) connection.run_script(statement);
}

}  // namespace

std::string select_rows(const Table& table, Dialect dialect, Reading reading) {
  std::string columns;
  for (const auto& column : table.columns)
    columns += (columns.empty() ? "" : ", ") + expression_of(table, column, dialect, reading);
  const bool kernel = table.name == "_kernel";  // where it came from goes nowhere
  return "select " + columns + " from " + quoted_name(table.name) +
         (kernel ? " where name <> 'moved'" : "");
}

std::string insert_row(const Table& table, Dialect dialect) {
  const bool ordered = table.name == "_log" && dialect == Dialect::postgres;
  std::string columns = ordered ? "xid" : "", places = ordered ? "'0'" : "";
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const std::string comma = columns.empty() ? "" : ", ";
    columns += comma + quoted_name(table.columns[i].name);
    places += comma + "$" + std::to_string(i + 1);
  }
  return "insert into " + quoted_name(table.name) + " (" + columns + ") values (" + places + ")";
}

void defer_references(Connection& connection) {
  if (connection.dialect() == Dialect::sqlite)
    connection.run_script("pragma defer_foreign_keys = on");
  else
    alter_references(connection, "deferrable initially deferred");
}

// A table whose references are still to be looked at cannot be altered.
void check_references(Connection& connection) {
  if (connection.dialect() == Dialect::sqlite) return;
  connection.run_script("set constraints all immediate");
  alter_references(connection, "not deferrable");
}

// SQLite counts on from the highest number that was ever inserted, PostgreSQL must be told.
void continue_numbers(Connection& connection) {
  if (connection.dialect() == Dialect::sqlite) return;
  connection.run(
      "select setval(pg_get_serial_sequence('_log', 'seq'), (select count(*) from _log) + 1, "
      "false), "
      "setval(pg_get_serial_sequence('_jobs', 'seq'), "
      "(select coalesce(max(seq), 0) from _jobs) + 1, false)",
      {}, {});
}

std::string remembered_move(Connection& connection) {
  std::string what;
  connection.run("select value from _kernel where name = 'moved'", {}, [&](const Row& row) {
    what = std::get<std::string_view>(row.at(0));
    return false;
  });
  return what;
}

void remember_move(Connection& connection, std::string_view what) {
  const Value value = what;
  connection.run("insert into _kernel (name, value) values ('moved', $1)", {&value, 1}, {});
}

}  // namespace stoa::store
