#include "apps/collections/columns.h"

namespace stoa::collections {

Columns columns_of(const Shape& record) {
  Columns columns;
  for (const Field& field : record.fields) {
    if (field.defined()) columns[field.name] = field.column_name();
  }
  return columns;
}

std::vector<ColumnName> columns_ever(Read& tx, const Id<Definition>& id) {
  return tx.rows<ColumnName>("select field, name from columns where definition = $1", id);
}

std::vector<std::string> columns_gone(Read& tx, const Id<Definition>& id) {
  std::vector<std::string> names;
  for (const ColumnName& column : tx.rows<ColumnName>(
           "select field, name from columns where definition = $1 and dropped is not null", id))
    names.push_back(column.name);
  return names;
}

void keep_columns(Write& tx, const Id<Definition>& id, const Columns& columns) {
  tx.run("update columns set dropped = $1 where definition = $2 and dropped is null", tx.now(), id);
  for (auto& [field, name] : columns) {
    tx.put(
        "insert into columns (definition, field, name) values ($1, $2, $3) "
        "on conflict (definition, name) do update set dropped = null",
        id, field, name);
  }
}

void announce_columns(Write& tx, const Id<Definition>& id, const Columns& columns) {
  for (auto& [field, name] : columns) {
    tx.put(
        "insert into columns (definition, field, name, dropped) values ($1, $2, $3, $4) "
        "on conflict (definition, name) do nothing",
        id, field, name, tx.now());
  }
}

}  // namespace stoa::collections
