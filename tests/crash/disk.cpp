#include "disk.h"

namespace stoa::crash {

Disk read_disk(Storage& storage) {
  Disk disk;
  for (const char* check : storage.queries().checks) {
    storage.each(
        check, [&](const Columns& row) { disk.complaints.push_back(row[0]); }, disk.complaints);
  }
  const auto take = [&](const Columns& row) {
    const auto [at, added] =
        disk.authors.try_emplace(row[0], Row{row[1], row[2], std::stoll(row[3])});
    if (!added) disk.complaints.push_back("written twice: " + at->first);
  };
  storage.each(storage.queries().authors, take, disk.complaints);
  return disk;
}

std::vector<LogRow> read_log_table(Storage& storage, Complaints& complaints) {
  std::vector<LogRow> log;
  const auto take = [&](const Columns& row) {
    log.push_back({row[0], row[1], row[2], row[3], row[4], row[5]});
  };
  storage.each(storage.queries().log, take, complaints);
  return log;
}

}  // namespace stoa::crash
