// The table of a collection, as its definition wants it.
//
// Called in the transaction that keeps the definition.
#pragma once

#include "apps/collections/model.h"

namespace stoa::collections {

void make_table(Write& tx, const Definition& definition, const Shape& record);
void drop_table(Write& tx, const Definition& definition);
void add_column(Write& tx, const Shape& record, const Field& field);
void add_index(Write& tx, const Shape& record, const Index& index);
void drop_index(Write& tx, const Shape& record, const Index& index);
// Has the records found by the words of these fields, and of these alone; by none when there is
// none.
void set_search(Write& tx, const Shape& record, const std::vector<std::string>& fields);

// Throws Refusal validation_failed at /indexes/… for what can be no index of these records.
void check_indexes(const Definition& definition, const Shape& record);

}  // namespace stoa::collections
