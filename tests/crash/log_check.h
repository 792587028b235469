// Is a reader's copy of the log the log, and does the log tell what happened?
//
// Pure: what was read goes in, complaints come out.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "disk.h"
#include "writer.h"

namespace stoa::crash {

// The rows that a Consumer's lines show. Throws when a line is no JSON object.
std::vector<LogRow> parse_log(const std::vector<std::string>& lines);

// Every row of the table is in the copy, once, in the same order, and nothing else.
void compare_logs(const std::vector<LogRow>& copy, const std::vector<LogRow>& table,
                  Complaints& complaints);

// What is told of each record: versions 1, 2, 3… up to its last, each as it was asked for, and its
// removal at the end, if it was removed. Of all `records`, and of no other.
void check_log(const std::vector<LogRow>& log, std::map<std::string, Record> records,
               Complaints& complaints);

}  // namespace stoa::crash
