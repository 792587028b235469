// How the kernel's own tables read when their database is moved to another one.
//
// The log is numbered anew from 1 in its order, and each reader's cursor is put where the reader
// stood. PostgreSQL orders the log by transaction id, which means nothing on another server: there
// the moved rows get the id 0, which is below every real one. _kernel tells where rows came from.
// Pure functions, and statements for the thread that holds the connection.
#pragma once

#include <string>
#include <string_view>

#include "kernel/store/catalogue.h"
#include "kernel/store/connection.h"

namespace stoa::store {

// As the source is read; what was moved reads as `plain` afterwards.
enum class Reading { to_move, plain };

// The rows that are moved, in the columns of `table`.
std::string select_rows(const Table& table, Dialect dialect, Reading reading);

// Inserts such a row, its values in the order of the columns.
std::string insert_row(const Table& table, Dialect dialect);

// Within a transaction, where tables refer to each other in a circle: whether what a row refers to
// is there is looked at once all rows are, or at the commit at the latest.
void defer_references(Connection& connection);
void check_references(Connection& connection);

// Has new rows of the log and new jobs follow those that were moved. Once all are there.
void continue_numbers(Connection& connection);

// What remember_move() wrote last into this database, "" if nothing.
std::string remembered_move(Connection& connection);
void remember_move(Connection& connection, std::string_view what);

}  // namespace stoa::store
