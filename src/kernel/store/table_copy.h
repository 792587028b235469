// One table's rows, from one database into another.
//
// Called by the thread that holds both sessions, in transactions that it has opened. Throws
// StoreError.
#pragma once

#include <cstdint>
#include <functional>

#include "kernel/store/catalogue.h"
#include "kernel/store/connection.h"
#include "kernel/store/moved_tables.h"
#include "kernel/store/table_sum.h"

namespace stoa::store {

// Called now and then with the number of rows that are done.
using Progress = std::function<void(std::uint64_t rows)>;

// Copies all rows into an empty table of the target, whose catalogue `table` is of. The sum is that
// of what was read.
TableSum copy_table(Session& source, Session& target, const Table& table, const Progress& progress);

TableSum sum_table(Session& session, const Table& table, Reading reading, const Progress& progress);

}  // namespace stoa::store
