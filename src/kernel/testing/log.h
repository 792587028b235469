// What an app's log says, for tests of what it should not say any more.
#pragma once

#include <cstdint>
#include <string>

#include "kernel/store/database.h"

namespace stoa::testing {

// The rows of the log that hold a text.
inline std::int64_t log_rows_with(store::Database& database, const std::string& text) {
  std::int64_t rows = 0;
  database.read_now([&](store::Connection& connection) {
    connection.run("select count(*) from _log where cast(payload as text) like '%" + text + "%'",
                   {}, [&](const store::Row& row) {
                     rows = std::get<std::int64_t>(row.at(0));
                     return false;
                   });
  });
  return rows;
}

}  // namespace stoa::testing
