#include "kernel/store/scan.h"

#include <fmt/format.h>

#include <string>

namespace stoa::store {
namespace {

using Sink = std::function<void(const Row&)>;

// SQLite steps from row to row by itself.
void scan_on_sqlite(Session& session, std::string_view select, const Sink& sink) {
  std::size_t given = 0;
  session.run(select, {}, [&](const Row& row) {
    sink(row);
    if (++given % rows_at_once == 0) session.limit(scan_patience);
    return true;
  });
}

// PostgreSQL would send all rows at once, so a cursor holds them back. It is named after its
// select: a `fetch` that was prepared once gives the same columns for ever.
void scan_on_postgres(Session& session, std::string_view select, const Sink& sink) {
  const auto cursor = fmt::format("scan_{:x}", std::hash<std::string_view>{}(select));
  const auto fetch = fmt::format("fetch {} from {}", rows_at_once, cursor);
  session.run(fmt::format("declare {} no scroll cursor for {}", cursor, select), {}, {});
  std::size_t given = rows_at_once;
  while (given == rows_at_once) {
    given = 0;
    session.limit(scan_patience);
    session.run(fetch, {}, [&](const Row& row) {
      ++given;
      sink(row);
      return true;
    });
  }
  session.run("close " + cursor, {}, {});
}

}  // namespace

void scan(Session& session, std::string_view select, const Sink& sink) {
  session.limit(scan_patience);
  session.dialect() == Dialect::sqlite ? scan_on_sqlite(session, select, sink)
                                       : scan_on_postgres(session, select, sink);
}

}  // namespace stoa::store
