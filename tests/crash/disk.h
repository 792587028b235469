// What a killed server left: the database file, read without the server, and whether it is whole.
//
// Read between the kill and the next start, by the campaign's thread; only change_disk() changes
// it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace stoa::crash {

struct Row {
  std::string id, about;
  std::int64_t version = 0;
};

struct Disk {
  std::map<std::string, Row> authors;   // by name
  std::vector<std::string> complaints;  // what is not as it must be
};

Disk read_disk(const std::filesystem::path& database);

// Runs one statement on a file that nobody has open; what SQLite has against it, or nothing.
std::vector<std::string> change_disk(const std::filesystem::path& database, const char* sql);

// For change_disk(): compares the search index with its own content.
inline constexpr const char* check_search =
    "insert into authors_search (authors_search) values ('integrity-check')";

}  // namespace stoa::crash
