// The log: one JSON object a line, on standard error.
//
// Process-wide because standard error is; any thread, a line is written whole. Nothing secret is
// ever handed to it.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <utility>
#include <variant>

namespace stoa::log {

enum class Level { debug, info, warning, error };
using Value = std::variant<std::string_view, std::int64_t, double, bool>;
struct Pair {
  std::string_view key;
  Value value;
};

// Lines below this level are dropped; info unless told.
void set_level(Level level);

void write(Level level, std::string_view message, std::initializer_list<Pair> pairs = {});
inline void info(std::string_view message, std::initializer_list<Pair> pairs = {}) {
  write(Level::info, message, pairs);
}
inline void warning(std::string_view message, std::initializer_list<Pair> pairs = {}) {
  write(Level::warning, message, pairs);
}
inline void error(std::string_view message, std::initializer_list<Pair> pairs = {}) {
  write(Level::error, message, pairs);
}

}  // namespace stoa::log
