// The table of a collection, as its definition wants it.
//
// Called in the transaction that keeps the definition.
#pragma once

#include "apps/collections/model.h"

namespace stoa::collections {

// Nobody else writes records until the transaction is over.
void lock_table(Write& tx, const Shape& record);
void make_table(Write& tx, const Definition& definition, const Shape& record);
// The same in two steps, for many collections of a project, whose records may refer to each other:
// their tables, and once these have their rows, for each what finds them.
void make_tables(Write& tx, std::vector<const Shape*> records);
void index_table(Write& tx, const Definition& definition, const Shape& record);
void drop_table(Write& tx, const Definition& definition);
// The column of a field that is new has what it begins as in all records. That of one that moves is
// filled, and then required, as is that of one that has no such value where there are no records.
void add_column(Write& tx, const Shape& record, const Field& field, bool is_new);
void require(Write& tx, const Shape& record, const Field& field);
void let_go(Write& tx, const Shape& record, const Field& field);
// Nobody writes what is gone, nor leaves out what is required.
void guard(Write& tx, const Shape& record, const std::vector<std::string>& gone);
void add_index(Write& tx, const Shape& record, const Index& index);
void drop_index(Write& tx, const Shape& record, const Index& index);
// Has what is written from here on found by the words of these fields, and of these alone; by none
// when there is none. Then the records that are there.
void begin_search(Write& tx, const Shape& record, const std::vector<std::string>& fields);
void fill_search(Write& tx, const Shape& record);

// Notes which records are written from here on, and ends that.
void begin_watch(Write& tx, const Shape& record);
void end_watch(Write& tx, const Shape& record);

// Throws Refusal validation_failed at /indexes/… for what can be no index of these records.
void check_indexes(const Definition& definition, const Shape& record);

}  // namespace stoa::collections
