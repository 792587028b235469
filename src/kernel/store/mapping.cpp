#include "kernel/store/mapping.h"

#include <cstring>
#include <stdexcept>

#include "kernel/model/codec.h"
#include "kernel/model/per_shape.h"
#include "kernel/store/sql.h"

namespace stoa::store {
namespace {

bool is_money(const Type& type) {
  return type.kind == Kind::money ||
         (type.kind == Kind::optional && type.element->kind == Kind::money);
}

// The columns of a shape, each followed by `suffix($n)` when values are asked for.
std::string join_columns(const Shape& shape, bool for_update, bool as_values) {
  std::string text;
  int number = 0;
  auto add = [&](const std::string& column) {
    ++number;
    if (!text.empty()) text += ", ";
    std::string parameter = "$" + std::to_string(number);
    text += as_values ? parameter : for_update ? column + " = " + parameter : column;
  };
  for (const Field& field : shape.fields) {
    if (for_update && (field.role == FieldRole::self_id || field.role == FieldRole::created))
      continue;
    add(field.column_name());
    if (is_money(*field.type)) add(field.column_name() + "_currency");
  }
  return text;
}

int count_update_columns(const Shape& shape) {
  int count = 0;
  for (const Field& field : shape.fields) {
    if (field.role == FieldRole::self_id || field.role == FieldRole::created) continue;
    count += is_money(*field.type) ? 2 : 1;
  }
  return count;
}

TableSql make_table_sql(const Shape& shape) {
  if (shape.table.empty()) throw std::logic_error(shape.name + " is kept in no table");
  for (FieldRole role :
       {FieldRole::self_id, FieldRole::version, FieldRole::created, FieldRole::updated}) {
    if (!shape.find(role))
      throw std::logic_error(shape.name + " lacks id, version, created or updated");
  }
  TableSql sql;
  sql.columns = join_columns(shape, false, false);
  sql.select = "select " + sql.columns + " from " + shape.table + " ";
  sql.by_id = sql.select + "where id = $1";
  sql.insert = "insert into " + shape.table + " (" + sql.columns + ") values (" +
               join_columns(shape, false, true) + ")";
  sql.update = "update " + shape.table + " set " + join_columns(shape, true, false) +
               " where id = $" + std::to_string(count_update_columns(shape) + 1);
  sql.remove = "delete from " + shape.table + " where id = $1";
  return sql;
}

[[noreturn]] void wrong_column(const Row& row, std::size_t column) {
  throw StoreError(StoreError::Kind::other,
                   "column " + std::string(row.name(column)) + " does not hold what its member is");
}

std::int64_t integer_at(const Row& row, std::size_t column) {
  Value value = row.at(column);
  if (auto* number = std::get_if<std::int64_t>(&value)) return *number;
  wrong_column(row, column);
}

bool boolean_at(const Row& row, std::size_t column) {
  Value value = row.at(column);
  if (auto* boolean = std::get_if<bool>(&value)) return *boolean;
  return integer_at(row, column) != 0;
}

std::string_view text_at(const Row& row, std::size_t column) {
  Value value = row.at(column);
  if (auto* text = std::get_if<std::string_view>(&value)) return *text;
  wrong_column(row, column);
}

void load_integer(const Type& type, void* value, std::int64_t number) {
  if (type.size == sizeof(std::int32_t)) {
    *static_cast<std::int32_t*>(value) = static_cast<std::int32_t>(number);
  } else {
    *static_cast<std::int64_t*>(value) = number;
  }
}

// JSON text that this program wrote itself, perhaps an older one: decoded as from a peer.
void load_json(const Type& type, void* value, std::string_view text) {
  decode(type, value, text, {.strictness = Strictness::peer});
}

}  // namespace

const TableSql& table_sql(const Shape& shape) { return once_per_shape<&make_table_sql>(shape); }

void load(const Type& type, void* value, const Row& row, std::size_t& column) {
  if (type.kind == Kind::optional) {
    Value cell = row.at(column);
    if (std::holds_alternative<std::monostate>(cell)) {
      type.optional->reset(value);
      column += is_money(type) ? 2 : 1;
    } else {
      load(*type.element, type.optional->emplace(value), row, column);
    }
    return;
  }
  switch (type.kind) {
    case Kind::boolean:
      *static_cast<bool*>(value) = boolean_at(row, column);
      break;
    case Kind::integer:
      load_integer(type, value, integer_at(row, column));
      break;
    case Kind::decimal:
    case Kind::timestamp:
      *static_cast<std::int64_t*>(value) = integer_at(row, column);
      break;
    case Kind::real: {
      Value cell = row.at(column);
      auto* real = std::get_if<double>(&cell);
      *static_cast<double*>(value) = real ? *real : static_cast<double>(integer_at(row, column));
      break;
    }
    case Kind::text:
      static_cast<std::string*>(value)->assign(text_at(row, column));
      break;
    case Kind::date: {
      auto date = parse_date(text_at(row, column));
      if (!date) wrong_column(row, column);
      *static_cast<Date*>(value) = *date;
      break;
    }
    case Kind::id: {
      Value cell = row.at(column);
      auto* blob = std::get_if<Blob>(&cell);
      if (!blob || blob->bytes.size() != sizeof(Uuid)) wrong_column(row, column);
      std::memcpy(value, blob->bytes.data(), sizeof(Uuid));
      break;
    }
    case Kind::enumeration:
      if (!set_enum(type, value, text_at(row, column))) wrong_column(row, column);
      break;
    case Kind::money: {
      auto& money = *static_cast<Money*>(value);
      money.amount = integer_at(row, column++);
      std::string_view currency = text_at(row, column);
      if (currency.size() != 3) wrong_column(row, column);
      money.currency = {currency[0], currency[1], currency[2], '\0'};
      break;
    }
    default:
      load_json(type, value, text_at(row, column));
  }
  ++column;
}

}  // namespace stoa::store
