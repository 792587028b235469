// The tables of Shapes that are made at run time: the SQL that makes them, grows them, drops them.
//
// What it returns are statements, one after the other to be run in one write; it runs none. Every
// name is checked and quoted, and what a client wrote (the names of an enumeration, a default) is a
// literal. Columns lie as kernel/store/mapping.h reads them. Pure functions; any thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/model/shape.h"
#include "kernel/store/connection.h"

namespace stoa::store {

// What happens to a record when the one that it names is deleted.
enum class WhenGone { restrict, set_null, cascade };

// An id that names a row of a table of the same database.
struct Reference {
  std::string table;
  WhenGone when_gone = WhenGone::restrict;
};
// Which ids do. What lies in another app's database cannot be referred to.
using ReferenceOf = std::function<std::optional<Reference>(const Field&)>;

using Statements = std::vector<std::string>;

// All functions throw std::logic_error for names that are none ([a-z_][a-z0-9_]*, up to 63 bytes),
// and for what the caller should not have asked: a table without an id, an id that is emptied when
// the other goes but may not be null.

// The table with a column for each field, with a named check of its bounds; an index for each
// reference. On PostgreSQL it is not null unless it is optional; on SQLite guard() says so
// (made_guard.h).
Statements create_table(const Shape& shape, Dialect dialect, const ReferenceOf& references = {});
// What other tables refer to it by goes too, on PostgreSQL; on SQLite nothing of it may be referred
// to any more.
Statements drop_table(std::string_view table, Dialect dialect);

// A column more. `first` is what the rows that are there have in it. Without it they have nothing,
// and where they shall have something, let them be filled; then require() it. No row is written
// anew. PostgreSQL looks at none; SQLite looks at each once, as it does for every column that a
// strict table gets. An id that refers begins as nothing.
Statements add_column(const Shape& shape, const Field& field, Dialect dialect,
                      const ReferenceOf& references = {}, const void* first = nullptr);

// Has every row have something in this column, where the field is not optional.
Statements require(const Shape& shape, const Field& field, Dialect dialect);

struct MadeIndex {
  std::vector<const Field*> fields;
  bool unique = false;
  // A column ("deleted"): rows that have something in it are left out.
  std::string only_without = {};
};

// The name of such an index of a table, by which a StoreError tells of it; at most 63 bytes.
std::string index_name(std::string_view table, const MadeIndex& index);
Statements create_index(std::string_view table, const MadeIndex& index);
Statements drop_index(std::string_view name);

// Why there can be no such index, in a sentence; "" when there can. An entry has at most 2,600
// bytes, or else PostgreSQL would refuse a row that is as its schema says.
std::string index_fault(const MadeIndex& index);

}  // namespace stoa::store
