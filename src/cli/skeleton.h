// The files that an app begins with: src/cli/skeleton/*, with its name where they say NAME.
//
// Used by the command line and tests, on one thread.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace stoa::cli {

struct SkeletonFile {
  std::string path;  // below the app's folder: "migrations/0001_recipes.sql"
  std::string text;
};
std::vector<SkeletonFile> skeleton_of(std::string_view name);

// Writes them to <apps>/<name>, which must not be there. Throws std::runtime_error, and then has
// left nothing behind.
std::filesystem::path write_skeleton(std::string_view name, const std::filesystem::path& apps);

}  // namespace stoa::cli
