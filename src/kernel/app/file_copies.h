// Copies the bytes of files to a FileShelf as they are named, one after the other.
//
// What cannot be copied is tried again; what is forgotten when the process ends, the next base of
// the backup copies. One thread of its own; owned by the ContinuousBackup. add() and state() are
// for any.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <mutex>
#include <string>
#include <thread>

#include "kernel/app/file_shelf.h"

namespace stoa {

class FileCopies {
 public:
  // `blobs` is the folder of the apps' own folders.
  FileCopies(FileShelf& shelf, std::filesystem::path blobs)
      : shelf_(shelf), blobs_(std::move(blobs)) {}
  ~FileCopies() { stop(); }
  FileCopies(const FileCopies&) = delete;

  void start();
  void stop();
  void add(const std::string& app, const std::string& sha256);

  struct State {
    std::uint64_t waiting = 0, failures = 0;
  };
  State state() const;

 private:
  struct Wanted {
    std::string app, sha256;
  };
  void run();
  bool copy(const Wanted& wanted);

  FileShelf& shelf_;
  const std::filesystem::path blobs_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Wanted> waiting_;  // guarded by mutex_, as the two below
  std::uint64_t failures_ = 0;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace stoa
