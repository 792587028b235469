#include "kernel/store/made_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "kernel/model/ascii.h"
#include "kernel/model/fnv.h"
#include "kernel/store/migration.h"
#include "kernel/store/sql.h"

namespace stoa::store {
namespace {

constexpr std::size_t longest_name = 63;  // PostgreSQL cuts what is longer

std::string checked_name(std::string_view name) {
  auto is_good = [](char c) {
    return ('a' <= c && c <= 'z') || ('0' <= c && c <= '9') || c == '_';
  };
  const bool good = !name.empty() && name.size() <= longest_name && !is_digit(name[0]) &&
                    std::all_of(name.begin(), name.end(), is_good);
  if (!good) throw std::logic_error(fmt::format("\"{}\" is no name of a table's", name));
  return fmt::format("\"{}\"", name);
}

// A name that says what it is of; where that is too long, its end is a hash of the whole.
std::string bounded_name(const std::string& name) {
  if (name.size() <= longest_name) return name;
  const auto hash = fmt::format("_{:016x}", fnv(name));
  return name.substr(0, longest_name - hash.size()) + hash;
}

std::string quoted_text(std::string_view text) {
  std::string literal = "'";
  for (char c : text) {
    if (c == '\0') throw std::logic_error("a text holds U+0000");
    literal.append(c == '\'' ? 2 : 1, c);
  }
  return literal + "'";
}

const Type& inner(const Type& type) { return type.kind == Kind::optional ? *type.element : type; }

bool is_optional(const Type& type) { return type.kind == Kind::optional; }

// ---- one column ---------------------------------------------------------------------------------

std::string_view token_of(Kind kind) {
  switch (kind) {
    case Kind::boolean:
      return "{bool}";
    case Kind::integer:
    case Kind::decimal:
    case Kind::money:
      return "{int}";
    case Kind::real:
      return "{real}";
    case Kind::text:
    case Kind::enumeration:
      return "{text}";
    case Kind::timestamp:
      return "{instant}";
    case Kind::date:
      return "{date}";
    case Kind::id:
      return "{id}";
    case Kind::upload:
    case Kind::optional:
      throw std::logic_error("no column is of this type");
    default:
      return "{json}";
  }
}

// SQLite reads a number that is not whole to within its last bit, so that its check gives way by as
// much: what was decoded is never refused. PostgreSQL reads it exactly.
std::string bound_literal(double bound, double outwards, Dialect dialect) {
  const bool loose = dialect == Dialect::sqlite && std::trunc(bound) != bound;
  return fmt::format("{:.17e}", loose ? std::nextafter(bound, outwards) : bound);
}

std::string real_condition(const RealBounds& bounds, const std::string& column, Dialect dialect) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  std::string condition;
  if (bounds.min > -infinity)
    condition = column + (bounds.min_excluded ? " > " : " >= ") +
                bound_literal(bounds.min, -infinity, dialect);
  if (bounds.max == infinity) return condition;
  if (!condition.empty()) condition += " and ";
  return condition + column + (bounds.max_excluded ? " < " : " <= ") +
         bound_literal(bounds.max, infinity, dialect);
}

// What must hold of a column, besides its type; "" when nothing. Of null all of it holds.
std::string condition_of(const Type& type, const std::string& column, Dialect dialect) {
  const bool sqlite = dialect == Dialect::sqlite;  // it has fewer types, so more to check
  auto between = [&](const std::string& what) {
    return fmt::format("{} between {} and {}", what, type.min, type.max);
  };
  switch (type.kind) {
    case Kind::integer:
    case Kind::decimal:
      return between(column);
    case Kind::real:
      return real_condition(type.real, column, dialect);
    case Kind::text:
      return between("length(" + column + ")");
    case Kind::boolean:
      return sqlite ? column + " in (0, 1)" : "";
    case Kind::id:
      return sqlite ? "length(" + column + ") = 16" : "";
    case Kind::date:
      return sqlite ? "date(" + column + ", '+0 days') = " + column : "";
    case Kind::enumeration: {
      std::string names;
      for (const EnumName& name : type.names)
        names += (names.empty() ? "" : ", ") + quoted_text(name.name);
      return column + " in (" + names + ")";
    }
    default:
      return "";  // of JSON too: SQLite trusts no schema with json_valid()
  }
}

std::string currency_column(const Field& field) { return field.column_name() + "_currency"; }

std::string money_condition(const Field& field) {
  const auto amount = checked_name(field.column_name());
  const auto currency = checked_name(currency_column(field));
  return fmt::format("length({1}) = 3 and ({0} is null) = ({1} is null)", amount, currency);
}

// The named check of a field; "" when it needs none.
std::string check_of(const Shape& shape, const Field& field, Dialect dialect) {
  const Type& type = inner(*field.type);
  const auto condition = type.kind == Kind::money
                             ? money_condition(field)
                             : condition_of(type, checked_name(field.column_name()), dialect);
  if (condition.empty()) return "";
  const auto name = bounded_name(shape.table + "_" + field.column_name() + "_check");
  return "constraint " + checked_name(name) + " check (" + condition + ")";
}

// To refuse is what a reference does by itself. SQLite tells of `restrict` as of a trigger's check.
std::string_view when_gone(WhenGone what) {
  switch (what) {
    case WhenGone::restrict:
      return "";
    case WhenGone::set_null:
      return " on delete set null";
    case WhenGone::cascade:
      return " on delete cascade";
  }
  return "";
}

std::optional<Reference> reference_of(const Field& field, const ReferenceOf& references) {
  if (!references || inner(*field.type).kind != Kind::id || field.managed()) return std::nullopt;
  auto found = references(field);
  if (found && found->when_gone == WhenGone::set_null && !is_optional(*field.type))
    throw std::logic_error(field.name + " is emptied when the other goes, and may not be null");
  return found;
}

std::string reference_clause(const Field& field, const ReferenceOf& references) {
  const auto reference = reference_of(field, references);
  if (!reference) return "";
  return fmt::format(" references {} (id){}", checked_name(reference->table),
                     when_gone(reference->when_gone));
}

// SQLite takes no constraint back: there the guard of a table (made_guard.h) says what a definition
// requires.
std::string_view required(const Field& field, Dialect dialect) {
  if (is_optional(*field.type) || (dialect == Dialect::sqlite && !field.managed())) return "";
  return " not null";
}

// `"c_title" {text} not null`, without its check.
std::string column_of(const Field& field, const ReferenceOf& references, std::string_view rest) {
  if (field.type->computed) throw std::logic_error(field.name + " is in no column");
  std::string text = checked_name(field.column_name());
  text.append(" ").append(token_of(inner(*field.type).kind));
  if (field.role == FieldRole::self_id) text += " primary key";
  return text.append(rest) + reference_clause(field, references);
}

std::string currency_column_of(const Field& field, std::string_view rest) {
  return (checked_name(currency_column(field)) + " {text}").append(rest);
}

std::string index_statement(std::string_view name, std::string_view table, const MadeIndex& index) {
  std::string columns;
  for (const Field* field : index.fields)
    columns += (columns.empty() ? "" : ", ") + checked_name(field->column_name());
  auto text = fmt::format("create {}index {} on {} ({})", index.unique ? "unique " : "",
                          checked_name(name), checked_name(table), columns);
  if (!index.only_without.empty())
    text += " where " + checked_name(index.only_without) + " is null";
  return text;
}

// What is deleted is looked for in this: it is called otherwise than what a client asks for.
std::string reference_index(const Shape& shape, const Field& field) {
  return index_statement(bounded_name(shape.table + "_" + field.column_name() + "_ref"),
                         shape.table, {.fields = {&field}});
}

// Of a statement without its semicolon.
std::string rendered(std::string_view sql, Dialect dialect) {
  std::string text = render(sql, dialect);
  while (text.ends_with(';')) text.pop_back();
  return text;
}

// ---- literals -----------------------------------------------------------------------------------

std::string hexadecimal(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return text;
}

std::string literal(const Value& value, Dialect dialect) {
  const bool sqlite = dialect == Dialect::sqlite;
  if (auto* number = std::get_if<std::int64_t>(&value)) return fmt::format("{}", *number);
  if (auto* real = std::get_if<double>(&value)) return fmt::format("{:.17e}", *real);
  if (auto* text = std::get_if<std::string_view>(&value)) return quoted_text(*text);
  if (auto* boolean = std::get_if<bool>(&value))
    return sqlite ? (*boolean ? "1" : "0") : (*boolean ? "true" : "false");
  if (auto* blob = std::get_if<Blob>(&value))
    return (sqlite ? "x'" : "'") + hexadecimal(blob->bytes) + (sqlite ? "'" : "'::uuid");
  return "null";
}

}  // namespace

Statements create_table(const Shape& shape, Dialect dialect, const ReferenceOf& references) {
  if (!shape.find(FieldRole::self_id)) throw std::logic_error(shape.name + " lacks its id");
  std::string parts, checks;
  Statements indexes;
  for (const Field& field : shape.fields) {
    const auto rest = required(field, dialect);
    parts += (parts.empty() ? "" : ", ") + column_of(field, references, rest);
    if (inner(*field.type).kind == Kind::money) parts += ", " + currency_column_of(field, rest);
    if (auto check = check_of(shape, field, dialect); !check.empty()) checks += ", " + check;
    if (reference_of(field, references)) indexes.push_back(reference_index(shape, field));
  }
  const auto table =
      "create table " + checked_name(shape.table) + " (" + parts + checks + ") strict;";
  Statements all{rendered(table, dialect)};
  all.insert(all.end(), indexes.begin(), indexes.end());
  return all;
}

Statements drop_table(std::string_view table, Dialect dialect) {
  return {"drop table if exists " + checked_name(table) +
          (dialect == Dialect::postgres ? " cascade" : "")};
}

Statements add_column(const Shape& shape, const Field& field, Dialect dialect,
                      const ReferenceOf& references, const void* first) {
  const bool refers = reference_of(field, references).has_value();
  if (refers && first) throw std::logic_error("an id that refers begins as nothing");
  Parameters values;
  if (first) values.add(*field.type, first);
  const auto add = "alter table " + checked_name(shape.table) + " add ";
  auto begins_as = [&](std::size_t i) {
    if (!first) return std::string();
    return std::string(required(field, dialect)) + " default " +
           literal(values.values()[i], dialect);
  };
  std::string last = "column " + column_of(field, references, begins_as(0));
  Statements all;
  if (inner(*field.type).kind == Kind::money) {
    all.push_back(rendered(add + last, dialect));
    last = "column " + currency_column_of(field, begins_as(1));
  }
  const auto check = check_of(shape, field, dialect);
  if (!check.empty() && dialect == Dialect::sqlite) last += " " + check;
  all.push_back(rendered(add + last, dialect));
  // It holds of every row that is there, so that none need be looked at under a lock.
  if (!check.empty() && dialect == Dialect::postgres) all.push_back(add + check + " not valid");
  if (refers) all.push_back(reference_index(shape, field));
  return all;
}

Statements require(const Shape& shape, const Field& field, Dialect dialect) {
  if (required(field, dialect).empty()) return {};
  auto one = [&](const std::string& column) {
    return "alter table " + checked_name(shape.table) + " alter column " + checked_name(column) +
           " set not null";
  };
  Statements all{one(field.column_name())};
  if (inner(*field.type).kind == Kind::money) all.push_back(one(currency_column(field)));
  return all;
}

// ---- indexes ------------------------------------------------------------------------------------

std::string index_name(std::string_view table, const MadeIndex& index) {
  std::string name(table);
  for (const Field* field : index.fields) name += "_" + field->column_name();
  return bounded_name(name + (index.unique ? "_key" : "_idx"));
}

Statements create_index(std::string_view table, const MadeIndex& index) {
  if (index.fields.empty()) throw std::logic_error("an index of nothing");
  return {index_statement(index_name(table, index), table, index)};
}

Statements drop_index(std::string_view name) {
  return {"drop index if exists " + checked_name(name)};
}

std::string index_fault(const MadeIndex& index) {
  constexpr std::int64_t most_bytes = 2'600, most_fields = 8, longest_character = 4,
                         longest_enum_name = 200;  // kernel/model/schema_text.cpp
  if (index.fields.empty()) return "An index is of one field at least.";
  if (static_cast<std::int64_t>(index.fields.size()) > most_fields)
    return "An index is of at most 8 fields.";
  std::int64_t bytes = 0;
  for (const Field* field : index.fields) {
    const Type& type = inner(*field->type);
    if (token_of(type.kind) == "{json}")
      return field->name + " holds more than one value, which no index finds.";
    bytes += type.kind == Kind::text          ? longest_character * type.max
             : type.kind == Kind::enumeration ? longest_enum_name
                                              : 16;
  }
  if (bytes > most_bytes)
    return fmt::format("The texts of an index have at most {} characters together.",
                       most_bytes / longest_character);
  return "";
}

}  // namespace stoa::store
