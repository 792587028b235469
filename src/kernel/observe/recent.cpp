#include "kernel/observe/recent.h"

#include <deque>
#include <mutex>

namespace stoa::log {
namespace {

struct Memory {
  std::mutex mutex;
  std::deque<RecentLine> lines;  // the newest first
  std::uint64_t last = 0;
};

Memory& memory() {
  static Memory one;
  return one;
}

std::string* member(RecentLine& line, std::string_view name) {
  if (name == "app") return &line.app;
  if (name == "route") return &line.route;
  if (name == "job") return &line.job;
  if (name == "event") return &line.event;
  if (name == "request") return &line.request;
  return nullptr;
}

}  // namespace

void remember(Level level, Timestamp at, std::string_view message,
              std::initializer_list<Pair> pairs) {
  RecentLine line{.at = at, .level = level, .message = std::string(message)};
  for (const Pair& pair : pairs) {
    const auto* text = std::get_if<std::string_view>(&pair.value);
    if (std::string* kept = member(line, pair.key); kept && text) *kept = *text;
  }
  Memory& all = memory();
  const std::lock_guard lock(all.mutex);
  line.number = ++all.last;
  all.lines.push_front(std::move(line));
  if (all.lines.size() > most_recent) all.lines.pop_back();
}

std::vector<RecentLine> recent() {
  Memory& all = memory();
  const std::lock_guard lock(all.mutex);
  return {all.lines.begin(), all.lines.end()};
}

}  // namespace stoa::log
