// The data folder: one process owns it, and says so.
//
// A flock on `<folder>/stoa.lock` keeps a second writer away from the files; a Unix socket
// `<folder>/stoa.sock` (0600, peer's uid checked) lets the command line ask the owner instead.
// Held by the kernel for the life of the process.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace stoa::store {

// Answers one command line ("migrate", "status") with the text to print.
using ControlHandler = std::function<std::string(const std::string& command)>;

class DataFolder {
 public:
  // Creates the folder (0700) and takes the lock. nullopt when another process holds it.
  static std::optional<DataFolder> own(const std::filesystem::path& folder);
  // Sends one command to the process that holds the folder. Throws std::runtime_error.
  static std::string ask(const std::filesystem::path& folder, const std::string& command);

  DataFolder(DataFolder&&) noexcept;
  DataFolder& operator=(DataFolder&&) noexcept;
  ~DataFolder();
  // Serves the socket on a thread of its own until destroyed.
  void serve(ControlHandler handler);

 private:
  DataFolder();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace stoa::store
