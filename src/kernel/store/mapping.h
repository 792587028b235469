// How a Shape lies in a table: its columns, its statements, values to columns and back.
//
// One column a member, of the member's name; a Money has two (`price`, `price_currency`); lists,
// maps, structs and free JSON are JSON text. Immutable once made; any thread.
#pragma once

#include <string>
#include <string_view>

#include "kernel/model/shape.h"
#include "kernel/store/connection.h"

namespace stoa::store {

// The statements that every kept Shape has.
struct TableSql {
  std::string columns;  // "id, name, price, price_currency"
  std::string select;   // "select <columns> from authors "
  std::string by_id;
  std::string insert;
  std::string update;  // by id, all members but id and created
  std::string remove;
};

// Made at the first use of a Shape. Throws std::logic_error when it has no table, or lacks its id,
// version, created or updated.
const TableSql& table_sql(const Shape& shape);

// Reads the columns of one member, which begin at `column`, and steps over them.
void load(const Type& type, void* value, const Row& row, std::size_t& column);

}  // namespace stoa::store
