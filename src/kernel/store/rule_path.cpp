#include "kernel/store/rule_path.h"

namespace stoa {
namespace {

// What a reference names, or nullptr where there is none to follow. An account is known by its id
// alone: the app that keeps it has a database of its own.
const Shape* referred_by(const Field* field) {
  if (!field || field->type->computed) return nullptr;
  const Type& type = field->type->kind == Kind::optional ? *field->type->element : *field->type;
  if (type.kind != Kind::id || !type.object) return nullptr;
  const Shape& other = type.object();
  return other.table.empty() || other.table == "accounts" ? nullptr : &other;
}

FilterHop hop_to(const Shape& other, const Field& reference) {
  FilterHop hop{.member = reference.name,
                .column = reference.column_name(),
                .table = other.table,
                .id = "id",
                .deleted = ""};
  if (const Field* id = other.find(FieldRole::self_id)) hop.id = id->column_name();
  if (other.keeps_removed) hop.deleted = "deleted";
  return hop;
}

}  // namespace

RulePath find_rule_path(const Shape& record, std::string_view path) {
  RulePath found;
  const Shape* shape = &record;
  for (;;) {
    if (const ListColumn* column = find_list_column(*shape, path)) {
      found.column = *column;
      return found;
    }
    const std::size_t dot = path.find('.');
    const Field* reference = shape->find(path.substr(0, dot));
    const Shape* other = dot == path.npos ? nullptr : referred_by(reference);
    if (!other) {
      found.code = "unknown_field";
      found.message = no_such_member(*shape, path, shape->name);
      return found;
    }
    if (found.hops.size() == most_filter_hops) {
      found.code = "too_complex";
      found.message = "A path follows at most " + std::to_string(most_filter_hops) + " references";
      return found;
    }
    found.hops.push_back(hop_to(*other, *reference));
    shape = other;
    path.remove_prefix(dot + 1);
  }
}

}  // namespace stoa
