#include "apps/collections/tables.h"

#include <set>

#include "apps/collections/build.h"
#include "kernel/store/made_search.h"
#include "kernel/store/made_table.h"

namespace stoa::collections {
namespace {

using store::Dialect;

// What lies in the database of another app, the account that owns a record say, is referred to by
// its id alone.
std::optional<store::Reference> reference_of(const Field& field) {
  const Type& type = field.type->kind == Kind::optional ? *field.type->element : *field.type;
  if (type.kind != Kind::id || !type.object || !type.object().keeps_removed) return std::nullopt;
  return store::Reference{type.object().table};
}

// One that was removed does not stand in the way of another like it.
store::MadeIndex index_of(const Shape& record, const Index& index) {
  store::MadeIndex made{.unique = index.unique.value};
  if (made.unique) made.only_without = "deleted";
  for (const std::string& name : index.fields) made.fields.push_back(record.find(name));
  // Pages are in the order of the ids: what an index finds has it already.
  const Field* id = record.find(FieldRole::self_id);
  if (!made.unique && made.fields.back() != id) made.fields.push_back(id);
  return made;
}

}  // namespace

void make_table(Write& tx, const Definition& definition, const Shape& record) {
  Shape with_mark = record;
  with_mark.fields.push_back({.name = "deleted", .type = &type_of<std::optional<Timestamp>>()});
  tx.change_tables(
      [&](Dialect dialect) { return store::create_table(with_mark, dialect, reference_of); });
  for (const Index& index : definition.indexes) add_index(tx, record, index);
  if (!definition.search.empty())
    set_search(tx, record, {definition.search.begin(), definition.search.end()});
}

void drop_table(Write& tx, const Definition& definition) {
  const std::string table = table_of(definition);
  tx.change_tables([&](Dialect dialect) { return store::drop_search(table, dialect); });
  tx.change_tables([&](Dialect) { return store::drop_table(table); });
}

void add_column(Write& tx, const Shape& record, const Field& field) {
  const Object first(*field.type);
  const bool empty = field.type->kind == Kind::optional;
  tx.change_tables([&](Dialect dialect) {
    return store::add_column(record, field, dialect, reference_of, empty ? nullptr : first.get());
  });
}

void add_index(Write& tx, const Shape& record, const Index& index) {
  tx.change_tables(
      [&](Dialect) { return store::create_index(record.table, index_of(record, index)); });
}

void drop_index(Write& tx, const Shape& record, const Index& index) {
  const std::string name = store::index_name(record.table, index_of(record, index));
  tx.change_tables([&](Dialect) { return store::drop_index(name); });
}

void set_search(Write& tx, const Shape& record, const std::vector<std::string>& fields) {
  std::vector<const Field*> found;
  for (const std::string& name : fields) found.push_back(record.find(name));
  tx.change_tables([&](Dialect dialect) {
    return found.empty() ? store::end_search(record.table, dialect)
                         : store::create_search(record, found, dialect);
  });
}

void check_indexes(const Definition& definition, const Shape& record) {
  std::vector<FieldError> errors;
  std::set<std::string> names;
  for (std::size_t i = 0; i < definition.indexes.size(); ++i) {
    const Index& index = definition.indexes[i];
    const std::string at = "/indexes/" + std::to_string(i);
    bool known = true;
    for (std::size_t j = 0; j < index.fields.size(); ++j) {
      if (record.find(index.fields[j])) continue;
      known = false;
      errors.push_back({at + "/fields/" + std::to_string(j), "unknown_field",
                        "There is no field " + index.fields[j] + "."});
    }
    if (!known) continue;
    const store::MadeIndex made = index_of(record, index);
    std::string fault = store::index_fault(made);
    if (!fault.empty()) errors.push_back({at, "not_indexable", std::move(fault)});
    if (!names.insert(store::index_name(record.table, made)).second)
      errors.push_back({at, "duplicate", "There is such an index already."});
  }
  if (!errors.empty()) throw Refusal{problems::validation_failed, "", std::move(errors)};
}

}  // namespace stoa::collections
