#include "kernel/store/made_search.h"

#include <fmt/format.h>

namespace stoa::store {
namespace {

std::string words_of(const std::vector<const Field*>& fields, std::string_view row) {
  std::string sql;
  for (const Field* field : fields) {
    sql += fmt::format("{}coalesce({}{}, '')", sql.empty() ? "" : " || ' ' || ", row,
                       field->column_name());
  }
  return sql;
}

// FTS5 finds a row by its rowid, which is that of the record.
Statements begin_fts(const std::string& table, const std::vector<const Field*>& fields) {
  return {fmt::format("create virtual table if not exists {}_search using fts5 (words, "
                      "tokenize = \"unicode61 remove_diacritics 2\")",
                      table),
          fmt::format("drop view if exists {}_words", table),
          fmt::format("create view {0}_words as select rowid as record, id, {1} as words from {0}",
                      table, words_of(fields, ""))};
}

Statements begin_tsvector(const std::string& table, const std::vector<const Field*>& fields) {
  std::string columns;
  for (const Field* field : fields) columns += field->column_name() + ", ";
  return {fmt::format("alter table {} add column if not exists words tsvector", table),
          fmt::format("alter table {} alter column words drop expression if exists", table),
          fmt::format("create or replace function {}_words() returns trigger language plpgsql as "
                      "$$ begin new.words := search_document({}); return new; end $$",
                      table, words_of(fields, "new.")),
          fmt::format("create or replace trigger {0}_words before insert or update of {1}words "
                      "on {0} for each row execute function {0}_words()",
                      table, columns),
          fmt::format("create index if not exists {0}_words on {0} using gin (words)", table)};
}

}  // namespace

Statements begin_search(const Shape& shape, const std::vector<const Field*>& fields,
                        Dialect dialect) {
  return dialect == Dialect::sqlite ? begin_fts(shape.table, fields)
                                    : begin_tsvector(shape.table, fields);
}

Statements fill_search(std::string_view table, Dialect dialect) {
  if (dialect == Dialect::postgres) return {fmt::format("update {} set words = null", table)};
  return {fmt::format("delete from {}_search", table),
          fmt::format("insert into {0}_search (rowid, words) select record, words from {0}_words",
                      table)};
}

Statements end_search(std::string_view table, Dialect dialect) {
  if (dialect == Dialect::postgres) return {};
  return {fmt::format("delete from {}_search", table)};
}

Statements drop_search(std::string_view table, Dialect dialect) {
  if (dialect == Dialect::postgres)
    return {fmt::format("drop function if exists {}_words() cascade", table)};
  return {fmt::format("drop view if exists {}_words", table),
          fmt::format("drop table if exists {}_search", table)};
}

std::string index_statement(std::string_view table) {
  return fmt::format(
      "insert or replace into {0}_search (rowid, words) "
      "select record, words from {0}_words where id {{in $1}}",
      table);
}

std::string search_condition(std::string_view table, std::size_t parameter, Dialect dialect) {
  if (dialect == Dialect::postgres) return fmt::format("words @@ search_query(${})", parameter);
  return fmt::format("rowid in (select rowid from {0}_search where {0}_search match ${1})", table,
                     parameter);
}

std::string search_fault(const std::vector<const Field*>& fields) {
  // Of four bytes each, and twice as many where a letter falls apart; a tsvector has 2^20 − 1.
  constexpr std::int64_t most_characters = 120'000;
  std::int64_t characters = 0;
  for (const Field* field : fields) {
    const Type& type = field->type->kind == Kind::optional ? *field->type->element : *field->type;
    if (type.kind != Kind::text) return field->name + " is no text, which has words.";
    characters += type.max;
  }
  if (characters <= most_characters) return "";
  return fmt::format("What is searched has at most {} characters together.", most_characters);
}

}  // namespace stoa::store
