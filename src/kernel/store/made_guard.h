// What a made table holds its writers to beyond its checks, for as long as the definition says so.
//
// SQLite takes no constraint back, so that what a definition may give up again is a trigger there:
// that a field is required. On each database a column that a definition has let go of is written by
// nobody: who still does has not heard of the change, and is told (a StoreError of kind check, its
// constraint definition_changed) instead of losing what they wrote. PostgreSQL needs the functions
// refuse_stale() and note_written(), which the app's migrations define. Pure functions; any thread.
#pragma once

#include "kernel/store/made_table.h"

namespace stoa::store {

inline constexpr std::string_view definition_changed = "definition_changed";

// Waits for who writes into the table, and has others wait until the transaction is over.
Statements lock(std::string_view table, Dialect dialect);

// Puts these guards in the place of those that the table had. `gone` are columns that it has still.
Statements guard(const Shape& shape, const std::vector<std::string>& gone, Dialect dialect);

// Lets go of a field's column, before it is guarded: what it holds stays, unless it refers to other
// rows, which may go now.
Statements let_go(const Shape& shape, const Field& field, Dialect dialect, bool refers);

// Notes in `<table>_written` the id of each record that is written from here on, but for what
// MadeWrites::fill writes; and ends that.
Statements watch(const Shape& shape, Dialect dialect);
Statements end_watch(std::string_view table, Dialect dialect);

}  // namespace stoa::store
