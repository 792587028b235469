// What the writer lanes of a process commit, page by page, on its way to who keeps a copy of it.
//
// Lanes say before a COMMIT that one comes and hand over its pages after it; one reader takes what
// has gathered, with the moment up to which it has everything, of all lanes. Nobody waits for the
// reader: where it does not keep up, the stream ends and says why, and the copy begins anew. Any
// thread, but for what is the reader's.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "kernel/model/types.h"

namespace stoa::store {

struct PageCommit {
  std::string app = {};
  Timestamp at = {};            // before which nobody has seen it
  std::uint32_t page_size = 0;  // bytes
  std::uint32_t pages = 0;      // that the database has after it
  std::string frames = {};  // as they stand in the write-ahead log: a header of 24 bytes, a page
};

class CommitStream {
 public:
  // At most so many bytes wait for the reader.
  explicit CommitStream(std::size_t most_bytes = 64u << 20) : most_bytes_(most_bytes) {}

  // Of a lane. The stamps of begins() rise over all lanes, also when the wall clock is put back:
  // what saw a commit has a later one. nullopt when nobody listens; else one of ended() follows.
  std::optional<Timestamp> begins();
  void ended(Timestamp at);  // nothing was committed
  void ended(PageCommit commit);
  void ended_unread(Timestamp at, const std::string& why);  // its pages could not be had

  // Of the reader. From open() on commits are kept, until close() or a loss.
  void open();
  void close();
  struct Portion {
    std::vector<PageCommit> commits = {};
    Timestamp complete_until = {};  // every commit up to it is here, or was before
  };
  // Waits for something, or `patience`, and once there is something for more of it to gather.
  // Throws std::runtime_error with a sentence after a loss; nothing is kept from there on.
  Portion take(std::chrono::milliseconds gather, std::chrono::milliseconds patience);
  // From now on take() waits for nothing.
  void hurry();

  // Later than all stamps before it.
  Timestamp now();
  // Of the commit that waits longest; nullopt when none does.
  std::optional<Timestamp> oldest() const;

 private:
  Timestamp tick();
  void lose(const std::string& why);
  void forget();

  const std::size_t most_bytes_;
  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<PageCommit> waiting_;  // guarded by mutex_, as all below
  std::size_t bytes_ = 0;
  std::multiset<Timestamp> under_way_;
  Timestamp last_ = {};
  bool listening_ = false, hurried_ = false;
  std::string loss_;
};

}  // namespace stoa::store
