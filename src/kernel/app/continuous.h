// The continuous backup: all that is committed, in another folder within a second.
//
// The writer lanes hand over what they commit (CommitStream), a Shipper appends it to segments, and
// this makes the bases that segments are put upon, begins anew where there is a gap, copies the
// bytes of files, and removes what is older than anybody wants. Whatever is wrong with the folder,
// the service goes on; state() tells.
//
// Owned by the kernel. Two threads of its own, and the Shipper's; state() is for any.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "kernel/app/app.h"
#include "kernel/app/config.h"
#include "kernel/app/file_copies.h"
#include "kernel/app/file_shelf.h"
#include "kernel/shipping/shipper.h"
#include "kernel/store/commit_stream.h"
#include "kernel/store/data_folder.h"
#include "kernel/store/database.h"

namespace stoa {

class ContinuousBackup {
 public:
  ContinuousBackup(Config config, std::vector<App> apps);
  // Ships what there is still.
  ~ContinuousBackup();
  ContinuousBackup(const ContinuousBackup&) = delete;

  // What the databases are opened with; they go before this does.
  store::CommitStream& stream() { return stream_; }
  // Has the bytes of a file that was just kept copied soon.
  void keep_file(const std::string& app, const std::string& sha256) { copies_.add(app, sha256); }

  void start(std::vector<store::Database*> databases);
  // Makes no more bases and copies no more files; commits are shipped until the end.
  void stop();

  struct State {
    bool complete = false;                // there is a base, and nothing has been missed since
    double lag_seconds = 0;               // age of the oldest thing that is not in it
    std::optional<Timestamp> since = {};  // the oldest moment that is kept
    std::optional<Timestamp> until = {};  // the last one, of this process
    std::uint64_t shipped_bytes = 0, failures = 0, files_waiting = 0;
    std::string failure = {};  // the last one, until all is well again
  };
  State state() const;

 private:
  using Clock = std::chrono::steady_clock;

  void run();
  bool tend();
  void begin_generation();
  void make_base();
  void give_up(const std::string& why);
  void ended();
  bool stopping() const;

  const Config config_;
  const std::vector<App> apps_;
  const std::filesystem::path folder_;
  FileShelf shelf_;
  store::CommitStream stream_;
  FileCopies copies_;
  std::vector<store::Database*> databases_;

  std::optional<store::DataFolder> lock_;  // the thread's own, down to mutex_
  std::filesystem::path generation_;
  bool based_ = false;  // whether it has a base
  Clock::time_point next_base_ = {}, last_failure_ = {};
  std::chrono::seconds retry_;

  mutable std::mutex mutex_;  // guards the rest
  std::condition_variable wake_;
  bool stopping_ = false, lost_ = false, has_base_ = false;
  Timestamp unsafe_since_ = {};  // without a base, or since a loss
  std::optional<Timestamp> since_;
  std::uint64_t failures_ = 0;
  std::string failure_;

  std::optional<shipping::Shipper> shipper_;
  std::thread thread_;
};

}  // namespace stoa
