// Copies of the bytes of files, each once and under its hash, which several backups share:
// <folder>/<app>/ab/abcd…
//
// The time of a copy says when something last named it. Any thread that may block.
#pragma once

#include <filesystem>
#include <functional>
#include <mutex>
#include <string>

#include "kernel/model/types.h"

namespace stoa {

class FileShelf {
 public:
  explicit FileShelf(std::filesystem::path folder) : folder_(std::move(folder)) {}

  // Copies it unless it is here, and has it count as named now; durable once this returns. Throws
  // std::exception, also where the bytes are not those of the name.
  void keep(const std::string& app, const std::string& sha256, const std::filesystem::path& from);
  std::filesystem::path path_of(const std::string& app, const std::string& sha256) const;
  // Removes what was last named before then.
  void forget_before(Timestamp then);

 private:
  const std::filesystem::path folder_;
  std::mutex mutex_;  // held while one is copied or removed
};

}  // namespace stoa
