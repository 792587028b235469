// Files that travel inside the binary: migrations, pages, demo data.
//
// Views into the binary's read-only memory; any thread, for ever. Made by cmake/Embed.cmake.
#pragma once

#include <string_view>
#include <vector>

namespace stoa::embedded {

struct File {
  std::string_view path;  // "migrations/0001_catalogue.sql"
  struct Bytes {
    const char* begin;
    const char* end;
  } bytes;
  std::string_view view() const {
    return {bytes.begin, static_cast<std::size_t>(bytes.end - bytes.begin)};
  }
};
using Files = const std::vector<File>&;

}  // namespace stoa::embedded
