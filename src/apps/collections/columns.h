// Which column holds a field, and which ones a table has had.
//
// A column is let go of, and never taken away: what still runs on the definition before goes on
// reading it. Called in the transaction that keeps the definition.
#pragma once

#include "apps/collections/model.h"

namespace stoa::collections {

using Columns = std::map<std::string, std::string>;  // by field

Columns columns_of(const Shape& record);
// Of all fields that the collection ever had.
std::vector<ColumnName> columns_ever(Read& tx, const Id<Definition>& id);
// The columns that no field has any more.
std::vector<std::string> columns_gone(Read& tx, const Id<Definition>& id);
// From here on these are the columns of the collection's fields.
void keep_columns(Write& tx, const Id<Definition>& id, const Columns& columns);
// Columns that fields are to have, once the records have something in them.
void announce_columns(Write& tx, const Id<Definition>& id, const Columns& columns);

}  // namespace stoa::collections
