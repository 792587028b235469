#include "kernel/store/sqlite_cut.h"

#include <chrono>
#include <stdexcept>
#include <thread>

namespace stoa::store {
namespace {

using namespace std::chrono_literals;
using CutClock = std::chrono::steady_clock;
using Connections = std::vector<std::unique_ptr<SqliteConnection>>;
using Control = Session::Control;

constexpr auto cut_patience = 30s;

Connections open_all(const std::vector<std::filesystem::path>& files) {
  Connections all;
  for (const auto& file : files)
    all.push_back(std::make_unique<SqliteConnection>(SqliteOptions{.file = file}));
  return all;
}

// A number for each, which is another one once somebody else has committed.
std::vector<std::int64_t> versions_of(const Connections& connections) {
  std::vector<std::int64_t> versions;
  for (const auto& connection : connections)
    connection->run("pragma data_version", {}, [&](const Row& row) {
      versions.push_back(std::get<std::int64_t>(row.at(0)));
      return false;
    });
  return versions;
}

// SQLite takes the snapshot with the first read.
void begin_all(const Connections& readers) {
  for (const auto& reader : readers) {
    reader->control(Control::begin_read);
    reader->run("select 1 from sqlite_schema limit 1", {}, [](const Row&) { return false; });
  }
}

void end_all(const Connections& readers) {
  for (const auto& reader : readers) reader->control(Control::rollback);
}

}  // namespace

// Between two looks at the versions that are alike nobody has committed anywhere, so the snapshots
// that were taken in between belong together. That takes some microseconds a database, and commits
// are seldom that dense: a few tries find a gap.
Connections cut(const std::vector<std::filesystem::path>& files) {
  const auto watchers = open_all(files);
  auto readers = open_all(files);
  const auto late = CutClock::now() + cut_patience;
  while (CutClock::now() < late) {
    const auto before = versions_of(watchers);
    begin_all(readers);
    if (versions_of(watchers) == before) return readers;
    end_all(readers);
    std::this_thread::sleep_for(1ms);
  }
  throw std::runtime_error("The databases are written to without a moment's pause: try again.");
}

}  // namespace stoa::store
