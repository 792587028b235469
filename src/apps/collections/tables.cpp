#include "apps/collections/tables.h"

#include <algorithm>
#include <set>

#include "apps/collections/build.h"
#include "kernel/store/made_guard.h"
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

// The fields that refer to others of these tables.
std::vector<const Field*> referring(const Shape& record, const std::set<std::string>& tables) {
  std::vector<const Field*> fields;
  for (const Field& field : record.fields) {
    const auto reference = reference_of(field);
    const bool refers = reference && reference->table != record.table && !field.managed();
    if (refers && tables.contains(reference->table)) fields.push_back(&field);
  }
  return fields;
}

// Of two that require each other neither could be the first.
[[noreturn]] void refuse_circle() {
  throw Refusal{problems::validation_failed,
                "",
                {{"/definitions", "circle", "Records require each other in a circle."}}};
}

bool is_optional(const Field* field) { return field->type->kind == Kind::optional; }

void create(Write& tx, const Shape& record, const std::vector<const Field*>& without) {
  Shape made = record;
  std::erase_if(made.fields, [&](const Field& field) {
    return std::any_of(without.begin(), without.end(),
                       [&](const Field* one) { return one->name == field.name; });
  });
  made.fields.push_back({.name = "deleted", .type = &type_of<std::optional<Timestamp>>()});
  tx.change_tables(
      [&](Dialect dialect) { return store::create_table(made, dialect, reference_of); });
}

}  // namespace

void make_table(Write& tx, const Definition& definition, const Shape& record) {
  create(tx, record, {});
  index_table(tx, definition, record);
}

// Each behind those that it refers to. In a circle one comes first, and gets the columns that refer
// to the others when these are there, as it once did.
void make_tables(Write& tx, std::vector<const Shape*> records) {
  std::set<std::string> missing;
  for (const Shape* record : records) missing.insert(record->table);
  std::vector<std::pair<const Shape*, const Field*>> left_out;
  while (!records.empty()) {
    auto next = std::find_if(records.begin(), records.end(), [&](const Shape* record) {
      return referring(*record, missing).empty();
    });
    if (next == records.end())
      next = std::find_if(records.begin(), records.end(), [&](const Shape* record) {
        const auto fields = referring(*record, missing);
        return std::all_of(fields.begin(), fields.end(), is_optional);
      });
    if (next == records.end()) refuse_circle();
    const Shape& record = **next;
    const auto fields = referring(record, missing);
    create(tx, record, fields);
    for (const Field* field : fields) left_out.emplace_back(&record, field);
    missing.erase(record.table);
    records.erase(next);
  }
  for (auto& [record, field] : left_out) add_column(tx, *record, *field, true);
}

void index_table(Write& tx, const Definition& definition, const Shape& record) {
  for (const Index& index : definition.indexes) add_index(tx, record, index);
  if (!definition.search.empty()) {
    begin_search(tx, record, {definition.search.begin(), definition.search.end()});
    fill_search(tx, record);
  }
  guard(tx, record, {});
}

void lock_table(Write& tx, const Shape& record) {
  tx.change_tables([&](Dialect dialect) { return store::lock(record.table, dialect); });
}

void drop_table(Write& tx, const Definition& definition) {
  const std::string table = table_of(definition);
  tx.change_tables([&](Dialect dialect) { return store::drop_search(table, dialect); });
  // Columns that others have let go of may still refer to it.
  tx.change_tables([&](Dialect dialect) { return store::drop_table(table, dialect); });
}

void add_column(Write& tx, const Shape& record, const Field& field, bool is_new) {
  const Object first(*field.type);
  const bool empty = field.type->kind == Kind::optional || field.required() || !is_new;
  tx.change_tables([&](Dialect dialect) {
    return store::add_column(record, field, dialect, reference_of, empty ? nullptr : first.get());
  });
}

void require(Write& tx, const Shape& record, const Field& field) {
  tx.change_tables([&](Dialect dialect) { return store::require(record, field, dialect); });
}

void let_go(Write& tx, const Shape& record, const Field& field) {
  tx.change_tables([&](Dialect dialect) {
    return store::let_go(record, field, dialect, reference_of(field).has_value());
  });
}

void guard(Write& tx, const Shape& record, const std::vector<std::string>& gone) {
  tx.change_tables([&](Dialect dialect) { return store::guard(record, gone, dialect); });
}

void add_index(Write& tx, const Shape& record, const Index& index) {
  tx.change_tables(
      [&](Dialect) { return store::create_index(record.table, index_of(record, index)); });
}

void drop_index(Write& tx, const Shape& record, const Index& index) {
  const std::string name = store::index_name(record.table, index_of(record, index));
  tx.change_tables([&](Dialect) { return store::drop_index(name); });
}

void begin_search(Write& tx, const Shape& record, const std::vector<std::string>& fields) {
  std::vector<const Field*> found;
  for (const std::string& name : fields) found.push_back(record.find(name));
  tx.change_tables([&](Dialect dialect) {
    return found.empty() ? store::end_search(record.table, dialect)
                         : store::begin_search(record, found, dialect);
  });
}

void fill_search(Write& tx, const Shape& record) {
  tx.change_tables([&](Dialect dialect) { return store::fill_search(record.table, dialect); });
}

void begin_watch(Write& tx, const Shape& record) {
  tx.change_tables([&](Dialect dialect) { return store::watch(record, dialect); });
}

void end_watch(Write& tx, const Shape& record) {
  tx.change_tables([&](Dialect dialect) { return store::end_watch(record.table, dialect); });
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
