// Writes what is committed to the segments of a generation, within a second.
//
// A generation is a row of segments without a gap. It ends by itself when a commit cannot be had or
// written; then nothing is kept until another one begins. One thread of its own; owned by the
// ContinuousBackup, whose thread calls begin(), end() and new_segment(). state() is for any.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "kernel/shipping/segment.h"

namespace stoa::shipping {

class Shipper {
 public:
  // `ended` is called, on its thread, when a generation has ended by itself.
  Shipper(store::CommitStream& stream, std::function<void()> ended);
  // Ships what there is still.
  ~Shipper();
  Shipper(const Shipper&) = delete;

  // Throw std::exception, and then no generation is there.
  void begin(const std::filesystem::path& folder, Timestamp generation);
  // What is committed from now on stands in the segment of this number and in later ones.
  std::uint64_t new_segment();
  void end();

  struct State {
    bool running = false;
    Timestamp shipped_until = {};  // all commits up to it are on the disk
    Timestamp oldest = {};         // commit that is not; none: {}
    std::uint64_t bytes = 0;       // written since the start of the process
    std::uint64_t failures = 0;    // generations that ended by themselves
    std::string failure = {};      // why the last one did
  };
  State state() const;

 private:
  void run();
  void ship(store::CommitStream::Portion portion);
  void append(const std::vector<PageCommit>& commits, Timestamp complete_until);
  void open_segment(const std::string& chain);
  void give_up(const std::string& why);
  template <class Change>
  void note(Change change) {
    const std::lock_guard lock(mutex_);
    change(state_);
  }

  store::CommitStream& stream_;
  const std::function<void()> ended_;
  std::mutex writing_;  // held while the disk is waited for; guards all down to mutex_
  std::unique_ptr<SegmentWriter> writer_;
  std::filesystem::path folder_;
  Timestamp generation_ = {};
  std::uint64_t number_ = 0;
  Timestamp complete_ = {};
  mutable std::mutex mutex_;  // guards state_, and is held for a moment only
  State state_;
  std::atomic<std::int64_t> shipping_ = 0;  // micros of the oldest commit that is being written
  std::atomic<bool> ending_ = false;
  std::thread thread_;  // last: it starts when all else is there
};

}  // namespace stoa::shipping
