// How records are found by words whose Shape is made at run time: the SQL that keeps their words,
// and the condition that asks for them.
//
// On PostgreSQL words are a column with a GIN index, which a trigger keeps by the function
// search_document; the app's migrations bring it, and search_query ({word_search}). On SQLite,
// whose triggers write into no virtual table, they are an FTS5 table; MadeWrites has what it writes
// indexed at the commit. A view there says what the words of a row are, so that whoever still
// writes by the definition before keeps them as the new one wants. Pure functions; any thread.
#pragma once

#include "kernel/store/made_table.h"

namespace stoa::store {

// Keeps the words of these fields, and of no others any more, of what is written from here on. The
// rows that are there have theirs, those of before or none, until they are filled: all at once by
// fill_search(), or one by one by MadeWrites::index().
Statements begin_search(const Shape& shape, const std::vector<const Field*>& fields,
                        Dialect dialect);
Statements fill_search(std::string_view table, Dialect dialect);
// Nobody searches any more; for whoever does not know that yet there is something to ask. On
// PostgreSQL the column goes on being as the row is.
Statements end_search(std::string_view table, Dialect dialect);
// Takes away what drop_table() leaves.
Statements drop_search(std::string_view table, Dialect dialect);

// What index_records() (kernel/store/search_index.h) runs for rows that were written, on SQLite.
std::string index_statement(std::string_view table);
// Holds for the rows of a table with these words. The statement's parameter of that number is what
// search_words() makes of them (kernel/store/sql.h).
std::string search_condition(std::string_view table, std::size_t parameter, Dialect dialect);

// Why these fields cannot be searched, in a sentence; "" when they can. They have at most 120,000
// characters together, or else PostgreSQL would refuse a row that is as its schema says.
std::string search_fault(const std::vector<const Field*>& fields);

}  // namespace stoa::store
