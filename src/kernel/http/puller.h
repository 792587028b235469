// The threads on which streamed bodies are made, since a BodySource may block.
//
// Owned by the Server, shared by its I/O threads. Each pull makes one piece and hands it on; the
// next pull comes when that piece is written, so a slow reader slows its source and nobody else.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "kernel/http/message.h"

namespace stoa::http {

class Puller {
 public:
  // Gets the piece, or nothing when the source threw. Called on a puller thread.
  using Deliver = std::function<void(std::optional<std::string>)>;

  explicit Puller(int threads);
  ~Puller() { stop(); }

  void pull(std::shared_ptr<BodySource> source, Deliver deliver);
  // Forgets what waits and joins; a next() that is running ends first.
  void stop();

 private:
  struct Job {
    std::shared_ptr<BodySource> source;
    Deliver deliver;
  };
  void run();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> jobs_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace stoa::http
