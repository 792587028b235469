// The last warnings and errors of this process, for administrators who look from afar.
//
// Process-wide as the log is; any thread. Of what a line says beside its message only names of ours
// are kept: an error's own words may have paths, addresses and statements in them, and are for
// those who read the log on the machine, where `request` leads them to the line.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kernel/model/types.h"
#include "kernel/observe/log.h"

namespace stoa::log {

inline constexpr std::size_t most_recent = 500;

struct RecentLine {
  std::uint64_t number = 0;  // in the order in which they came, from the start of the process
  Timestamp at = {};
  Level level = Level::warning;
  std::string message = {};
  // "" for none.
  std::string app = {}, route = {}, job = {}, event = {}, request = {};
};

void remember(Level level, Timestamp at, std::string_view message,
              std::initializer_list<Pair> pairs);
// The newest first.
std::vector<RecentLine> recent();

}  // namespace stoa::log
