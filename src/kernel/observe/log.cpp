#include "kernel/observe/log.h"

#include <unistd.h>

#include <atomic>
#include <charconv>
#include <string>

#include "kernel/model/codec.h"
#include "kernel/observe/recent.h"

namespace stoa::log {
namespace {

std::atomic<Level> lowest{Level::info};

void append(std::string& line, const Value& value) {
  char digits[32];
  if (auto* text = std::get_if<std::string_view>(&value)) {
    encode_string(*text, line);
  } else if (auto* whole = std::get_if<std::int64_t>(&value)) {
    line.append(digits, std::to_chars(digits, digits + sizeof digits, *whole).ptr);
  } else if (auto* real = std::get_if<double>(&value)) {
    line.append(digits, std::to_chars(digits, digits + sizeof digits, *real).ptr);
  } else {
    line += std::get<bool>(value) ? "true" : "false";
  }
}

}  // namespace

void set_level(Level level) { lowest = level; }

void write(Level level, std::string_view message, std::initializer_list<Pair> pairs) {
  if (level < lowest) return;
  static constexpr std::string_view names[] = {"debug", "info", "warning", "error"};
  const Timestamp now = wall_clock();
  if (level >= Level::warning) remember(level, now, message, pairs);
  std::string line = "{\"time\":\"" + to_string(now) + "\",\"level\":\"";
  line += names[static_cast<int>(level)];
  line += "\",\"message\":";
  encode_string(message, line);
  for (const Pair& pair : pairs) {
    line += ',';
    encode_string(pair.key, line);
    line += ':';
    append(line, pair.value);
  }
  line += "}\n";
  // One write(2) keeps lines of several threads whole; a full disk must not stop the server.
  [[maybe_unused]] auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace stoa::log
