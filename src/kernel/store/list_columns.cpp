#include "kernel/store/list_columns.h"

#include <algorithm>

#include "kernel/model/describe.h"
#include "kernel/model/nearest.h"
#include "kernel/model/per_shape.h"

namespace stoa {
namespace {

bool is_scalar(Kind kind) {
  switch (kind) {
    case Kind::json:
    case Kind::optional:
    case Kind::list:
    case Kind::map:
    case Kind::object:
    case Kind::money:
      return false;
    default:
      return true;
  }
}

std::vector<ListColumn> make_list_columns(const Shape& row) {
  std::vector<ListColumn> all;
  for (const Field& field : row.fields) {
    const bool nullable = field.type->kind == Kind::optional;
    const Type& type = nullable ? *field.type->element : *field.type;
    if (field.type->computed) continue;
    if (type.kind == Kind::money) {
      all.push_back(
          {field.name + ".amount", field.column_name(), &type_of<std::int64_t>(), nullable});
      all.push_back({field.name + ".currency", field.column_name() + "_currency",
                     &type_of<Text<3, 3>>(), nullable});
    } else if (is_scalar(type.kind)) {
      all.push_back({field.name, field.column_name(), &type, nullable});
    }
  }
  return all;
}

}  // namespace

const std::vector<ListColumn>& list_columns(const Shape& row) {
  return once_per_shape<&make_list_columns>(row);
}

const ListColumn* find_list_column(const Shape& row, std::string_view member) {
  const auto& all = list_columns(row);
  const auto at = std::find_if(all.begin(), all.end(),
                               [&](const ListColumn& column) { return column.member == member; });
  return at == all.end() ? nullptr : &*at;
}

std::string no_such_member(const Shape& row, std::string_view member, std::string_view whose) {
  const auto& all = list_columns(row);
  std::vector<std::string_view> names;
  for (const ListColumn& column : all) names.push_back(column.member);
  std::string text = std::string(whose) + " has no member " + std::string(member);
  const auto nearest = nearest_name(names, member);
  if (!nearest.empty()) return text + "; did you mean " + std::string(nearest) + "?";
  text += " to be named here; it has ";
  for (const auto name : names) text.append(name == names.front() ? "" : ", ").append(name);
  return text + ".";
}

}  // namespace stoa
