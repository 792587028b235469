#include "kernel/store/catalogue.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace stoa::store {
namespace {

// table, column, whether the column is a boolean, whether the table is for search. FTS5 keeps its
// words in a virtual table and that in shadow tables, PostgreSQL in a column of type tsvector; one
// that a trigger keeps (made_search.h) is of the table that it stands in, and filled by it.
// Which transaction and batch a row of the log is from is PostgreSQL's own and means nothing
// elsewhere.
constexpr std::string_view columns_on_sqlite =
    "select t.name, c.name, 0, t.type = 'virtual' "
    "from pragma_table_list t join pragma_table_info(t.name) c "
    "where t.schema = 'main' and t.type in ('table', 'virtual') "
    "and substr(t.name, 1, 7) <> 'sqlite_' and t.name <> '_migrations' order by t.name, c.cid";
constexpr std::string_view columns_on_postgres =
    "select t.relname, c.attname, c.atttypid = cast('bool' as regtype), "
    "exists (select 1 from pg_attribute w where w.attrelid = t.oid "
    "and w.atttypid = cast('tsvector' as regtype) and g.oid is null) "
    "from pg_class t join pg_attribute c on c.attrelid = t.oid "
    "left join pg_trigger g on g.tgrelid = t.oid and g.tgname = t.relname || '_words' "
    "where t.relnamespace = cast(current_schema() as regnamespace) and t.relkind = 'r' "
    "and c.attnum > 0 and not c.attisdropped "
    "and (g.oid is null or c.atttypid <> cast('tsvector' as regtype)) "
    "and not (t.relname = '_log' and c.attname in ('xid', 'batch')) "
    "and t.relname <> '_migrations' "
    "order by t.relname, c.attnum";

// table, the table that it refers to
constexpr std::string_view references_on_sqlite =
    "select t.name, f.\"table\" from pragma_table_list t join pragma_foreign_key_list(t.name) f "
    "where t.schema = 'main' and t.type = 'table'";
constexpr std::string_view references_on_postgres =
    "select t.relname, r.relname from pg_constraint f join pg_class t on t.oid = f.conrelid "
    "join pg_class r on r.oid = f.confrelid "
    "where f.contype = 'f' and f.connamespace = cast(current_schema() as regnamespace)";

std::string name_at(const Row& row, std::size_t column) {
  return std::string(std::get<std::string_view>(row.at(column)));
}

bool truth_at(const Row& row, std::size_t column) {
  const Value value = row.at(column);
  const auto* truth = std::get_if<bool>(&value);
  return truth ? *truth : std::get<std::int64_t>(value) != 0;
}

void add_column(Catalogue& catalogue, const Row& row) {
  const auto table = name_at(row, 0);
  if (truth_at(row, 3)) {
    auto& search = catalogue.search;
    if (search.empty() || search.back() != table) search.push_back(table);
    return;
  }
  auto& tables = catalogue.tables;
  if (tables.empty() || tables.back().name != table) tables.push_back({.name = table});
  tables.back().columns.push_back({name_at(row, 1), truth_at(row, 2)});
}

void add_reference(std::vector<Table>& tables, const Row& row) {
  const auto name = name_at(row, 0);
  for (auto& table : tables)
    if (table.name == name) table.refers_to.insert(name_at(row, 1));
}

// All that refer to nothing which is not placed yet come next, until none is left. Where each waits
// for another, the first of them does not.
void put_in_order(Catalogue& catalogue) {
  std::vector<Table> tables = std::exchange(catalogue.tables, {});
  std::set<std::string> placed;
  while (!tables.empty()) {
    auto waiting = std::stable_partition(tables.begin(), tables.end(), [&](const Table& t) {
      return std::includes(placed.begin(), placed.end(), t.refers_to.begin(), t.refers_to.end());
    });
    if (waiting == tables.begin()) {
      catalogue.circular = true;
      ++waiting;
    }
    for (auto table = tables.begin(); table != waiting; ++table) placed.insert(table->name);
    std::move(tables.begin(), waiting, std::back_inserter(catalogue.tables));
    tables.erase(tables.begin(), waiting);
  }
}

}  // namespace

Catalogue read_catalogue(Connection& connection) {
  const bool sqlite = connection.dialect() == Dialect::sqlite;
  Catalogue catalogue;
  connection.run(sqlite ? columns_on_sqlite : columns_on_postgres, {}, [&](const Row& row) {
    add_column(catalogue, row);
    return true;
  });
  connection.run(sqlite ? references_on_sqlite : references_on_postgres, {}, [&](const Row& row) {
    add_reference(catalogue.tables, row);
    return true;
  });
  put_in_order(catalogue);
  return catalogue;
}

std::string quoted_name(std::string_view name) {
  std::string quoted = "\"";
  for (const char c : name) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + '"';
}

}  // namespace stoa::store
