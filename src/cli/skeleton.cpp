#include "cli/skeleton.h"

#include <fstream>
#include <stdexcept>
#include <system_error>

#include "cli/app_name.h"
#include "kernel/app/embedded.h"

namespace stoa::embedded {
Files skeleton();
}

namespace stoa::cli {
namespace {

namespace fs = std::filesystem;

// So that no tool takes them for sources of this project.
constexpr std::string_view suffix = ".in";

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  for (auto at = text.find(what); at != text.npos; at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
  return text;
}

std::string filled_in(std::string_view text, std::string_view name) {
  return replaced(replaced(std::string(text), "NAME", name), "TITLE", title_of_app(name));
}

void write_file(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file) throw std::runtime_error("cannot write " + path.string());
}

}  // namespace

std::vector<SkeletonFile> skeleton_of(std::string_view name) {
  std::vector<SkeletonFile> files;
  for (const embedded::File& file : embedded::skeleton()) {
    const std::string_view path = file.path.substr(0, file.path.size() - suffix.size());
    files.push_back({filled_in(path, name), filled_in(file.view(), name)});
  }
  return files;
}

fs::path write_skeleton(std::string_view name, const fs::path& apps) {
  const fs::path folder = apps / name;
  std::error_code error;
  fs::create_directories(apps, error);
  if (!error && !fs::create_directory(folder, error) && !error)
    throw std::runtime_error(folder.string() + " is there already, and stays as it is");
  if (error) throw std::runtime_error("cannot make " + folder.string() + ": " + error.message());
  try {
    for (const SkeletonFile& file : skeleton_of(name)) write_file(folder / file.path, file.text);
  } catch (const std::exception&) {
    fs::remove_all(folder, error);
    throw;
  }
  return folder;
}

}  // namespace stoa::cli
