#include "kernel/app/file_shelf.h"

#include <chrono>
#include <stdexcept>

#include "kernel/files/durable.h"
#include "kernel/files/local_blobs.h"

namespace stoa {
namespace {

// What a copy is called until it is whole.
constexpr auto unfinished_copy = ".unfinished";

std::filesystem::file_time_type file_time(Timestamp at) {
  const std::chrono::sys_time<std::chrono::microseconds> time{std::chrono::microseconds(at.micros)};
  return std::chrono::file_clock::from_sys(time);
}

}  // namespace

std::filesystem::path FileShelf::path_of(const std::string& app, const std::string& sha256) const {
  return folder_ / app / files::place_of(sha256);
}

void FileShelf::keep(const std::string& app, const std::string& sha256,
                     const std::filesystem::path& from) {
  const std::lock_guard lock(mutex_);
  const auto path = path_of(app, sha256);
  if (std::filesystem::exists(path)) {
    std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now());
    return;
  }
  files::make_folder(path.parent_path());
  const std::filesystem::path unfinished = path.string() + unfinished_copy;
  std::filesystem::remove(unfinished);
  if (files::copy_file(from, unfinished).sha256 != sha256) {
    std::filesystem::remove(unfinished);
    throw std::runtime_error(from.string() + " is damaged: its bytes are not those of its name.");
  }
  std::filesystem::rename(unfinished, path);
  files::sync_folder(path.parent_path());
}

void FileShelf::forget_before(Timestamp then) {
  if (!std::filesystem::exists(folder_)) return;
  const auto latest = file_time(then);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_)) {
    if (!entry.is_regular_file()) continue;
    const std::lock_guard lock(mutex_);
    std::error_code gone;
    if (entry.last_write_time(gone) < latest && !gone) std::filesystem::remove(entry.path(), gone);
  }
}

}  // namespace stoa
