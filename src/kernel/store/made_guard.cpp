#include "kernel/store/made_guard.h"

#include <fmt/format.h>

namespace stoa::store {
namespace {

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
  std::string all;
  for (const std::string& part : parts) all += (all.empty() ? "" : std::string(between)) + part;
  return all;
}

bool is_money(const Field& field) {
  const Type& type = field.type->kind == Kind::optional ? *field.type->element : *field.type;
  return type.kind == Kind::money;
}

// Those that a definition names; of a Money the amount, with which the currency goes.
std::vector<const Field*> defined(const Shape& shape) {
  std::vector<const Field*> fields;
  for (const Field& field : shape.fields)
    if (field.defined()) fields.push_back(&field);
  return fields;
}

std::string guard_trigger(std::string_view table, std::string_view name, std::string_view event,
                          std::string_view condition, std::string_view says) {
  return fmt::format(
      "create trigger {0}_{1} before {2} on {0}{3} begin select raise(abort, '{4}'); end", table,
      name, event, condition.empty() ? "" : fmt::format(" when {}", condition), says);
}

void add_required(const Shape& shape, Statements& all) {
  std::vector<std::string> columns, conditions;
  for (const Field* field : defined(shape)) {
    if (field->type->kind == Kind::optional) continue;
    columns.push_back(field->column_name());
    conditions.push_back("new." + field->column_name() + " is null");
  }
  if (columns.empty()) return;
  const std::string condition = joined(conditions, " or ");
  const std::string says = shape.table + "_required";
  all.push_back(guard_trigger(shape.table, "required_insert", "insert", condition, says));
  all.push_back(guard_trigger(shape.table, "required_update", "update of " + joined(columns, ", "),
                              condition, says));
}

Statements guard_sqlite(const Shape& shape, const std::vector<std::string>& gone,
                        std::string_view some_written) {
  Statements all;
  for (const char* name : {"required_insert", "required_update", "gone_insert", "gone_update"})
    all.push_back(fmt::format("drop trigger if exists {}_{}", shape.table, name));
  add_required(shape, all);
  if (gone.empty()) return all;
  all.push_back(guard_trigger(shape.table, "gone_insert", "insert", some_written,
                              std::string(definition_changed)));
  all.push_back(guard_trigger(shape.table, "gone_update", "update of " + joined(gone, ", "), "",
                              std::string(definition_changed)));
  return all;
}

Statements guard_postgres(const Shape& shape, const std::vector<std::string>& gone,
                          std::string_view some_written) {
  if (gone.empty()) return {};
  return {fmt::format("create or replace trigger {0}_gone_insert before insert on {0} "
                      "for each row when ({1}) execute function refuse_stale()",
                      shape.table, some_written),
          fmt::format("create or replace trigger {0}_gone_update before update of {1} on {0} "
                      "for each row execute function refuse_stale()",
                      shape.table, joined(gone, ", "))};
}

}  // namespace

// On SQLite there is one who writes.
Statements lock(std::string_view table, Dialect dialect) {
  if (dialect == Dialect::sqlite) return {};
  return {fmt::format("lock table {} in share row exclusive mode", table)};
}

Statements guard(const Shape& shape, const std::vector<std::string>& gone, Dialect dialect) {
  std::vector<std::string> conditions;
  for (const std::string& column : gone) conditions.push_back("new." + column + " is not null");
  const std::string some_written = joined(conditions, " or ");
  return dialect == Dialect::sqlite ? guard_sqlite(shape, gone, some_written)
                                    : guard_postgres(shape, gone, some_written);
}

Statements let_go(const Shape& shape, const Field& field, Dialect dialect, bool refers) {
  const std::string column = field.column_name();
  Statements all;
  if (dialect == Dialect::postgres && field.type->kind != Kind::optional) {
    const auto nullable = "alter table " + shape.table + " alter column {} drop not null";
    all.push_back(fmt::format(fmt::runtime(nullable), column));
    if (is_money(field)) all.push_back(fmt::format(fmt::runtime(nullable), column + "_currency"));
  }
  if (refers)
    all.push_back(
        fmt::format("update {0} set {1} = null where {1} is not null", shape.table, column));
  return all;
}

Statements watch(const Shape& shape, Dialect dialect) {
  std::vector<std::string> columns;
  for (const Field* field : defined(shape)) columns.push_back(field->column_name());
  const std::string update = columns.empty() ? "update" : "update of " + joined(columns, ", ");
  const bool sqlite = dialect == Dialect::sqlite;
  Statements all{fmt::format("create table {}_written (id {} primary key not null){}", shape.table,
                             sqlite ? "blob" : "uuid", sqlite ? " strict" : "")};
  for (const std::string& event : {std::string("insert"), update}) {
    const auto name = event == "insert" ? "note_insert" : "note_update";
    all.push_back(sqlite
                      ? fmt::format("create trigger {0}_{1} after {2} on {0} begin "
                                    "insert or ignore into {0}_written (id) values (new.id); end",
                                    shape.table, name, event)
                      : fmt::format("create trigger {0}_{1} after {2} on {0} for each row "
                                    "execute function note_written()",
                                    shape.table, name, event));
  }
  return all;
}

Statements end_watch(std::string_view table, Dialect dialect) {
  Statements all;
  for (const char* name : {"note_insert", "note_update"})
    all.push_back(fmt::format("drop trigger if exists {0}_{1}{2}", table, name,
                              dialect == Dialect::sqlite ? "" : fmt::format(" on {}", table)));
  all.push_back(fmt::format("drop table if exists {}_written", table));
  return all;
}

}  // namespace stoa::store
