#include "log_check.h"

#include <algorithm>
#include <boost/json.hpp>
#include <set>

namespace stoa::crash {
namespace json = boost::json;
namespace {

std::string text(const json::object& object, std::string_view name) {
  const json::value& value = object.at(name);
  return value.is_string() ? std::string(value.get_string()) : json::serialize(value);
}

std::string describe(const LogRow& row) {
  return row.cursor + ": " + row.operation + " of " + row.key + ", " + row.name + " version " +
         row.version;
}

// The row that stands at this place among those of its record.
bool is_right(const LogRow& row, const Record& record, std::size_t place) {
  const int version = static_cast<int>(place) + 1;
  if (version > record.last) return row == LogRow{row.cursor, record.id, "remove"};
  const std::string operation = version == 1 ? "insert" : "update";
  return row == LogRow{row.cursor,
                       record.id,
                       operation,
                       record.name,
                       about(record.name, version),
                       std::to_string(version)};
}

}  // namespace

std::vector<LogRow> parse_log(const std::vector<std::string>& lines) {
  std::vector<LogRow> log;
  for (const std::string& line : lines) {
    const json::object row = json::parse(line).as_object();
    LogRow& parsed = log.emplace_back();
    parsed.cursor = text(row, "cursor");
    parsed.key = text(row, "key");
    parsed.operation = text(row, "operation");
    if (row.at("payload").is_null()) continue;
    const json::object& record = row.at("payload").as_object();
    parsed.name = text(record, "name");
    parsed.about = text(record, "about");
    parsed.version = text(record, "version");
  }
  return log;
}

void compare_logs(const std::vector<LogRow>& copy, const std::vector<LogRow>& table,
                  Complaints& complaints) {
  std::map<std::string, const LogRow*> due;
  for (const LogRow& row : table) due.emplace(row.cursor, &row);
  std::set<std::string> seen;
  for (const LogRow& row : copy) {
    const auto stored = due.find(row.cursor);
    if (!seen.insert(row.cursor).second)
      complaints.push_back("read twice: " + describe(row));
    else if (stored == due.end())
      complaints.push_back("read, but not in the log: " + describe(row));
    else if (*stored->second != row)
      complaints.push_back("not read as it is in the log: " + describe(row));
  }
  for (const LogRow& row : table)
    if (!seen.contains(row.cursor)) complaints.push_back("never read: " + describe(row));
  const auto in_order = [](const LogRow& a, const LogRow& b) { return a.cursor == b.cursor; };
  if (!std::equal(copy.begin(), copy.end(), table.begin(), table.end(), in_order))
    complaints.push_back("the log was not read in its order");
}

void check_log(const std::vector<LogRow>& log, std::map<std::string, Record> records,
               Complaints& complaints) {
  std::map<std::string, std::vector<const LogRow*>> told;  // by key
  for (const LogRow& row : log) told[row.key].push_back(&row);
  for (const auto& [key, rows] : told) {
    const auto record = records.find(rows.front()->name);
    if (record == records.end()) {
      complaints.push_back("told, but not there: " + describe(*rows.front()));
      continue;
    }
    const std::size_t due = record->second.last + (record->second.acknowledged == 0 ? 1 : 0);
    if (rows.size() != due)
      complaints.push_back(record->first + " has " + std::to_string(rows.size()) +
                           " rows in the log instead of " + std::to_string(due));
    for (std::size_t i = 0; i < rows.size(); ++i)
      if (!is_right(*rows[i], record->second, i))
        complaints.push_back("row " + std::to_string(i + 1) + " of " + record->first +
                             " is wrong: " + describe(*rows[i]));
    records.erase(record);
  }
  for (const auto& [name, record] : records) complaints.push_back("not told: " + name);
}

}  // namespace stoa::crash
