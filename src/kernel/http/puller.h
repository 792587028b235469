// The threads on which bodies are made or kept piece by piece, since a BodySource or BodySink may
// block.
//
// Owned by the Server, shared by its I/O threads. Each pull makes one piece and hands it on; the
// next pull comes when that piece is written, so a slow reader slows its source and nobody else. A
// push is the same the other way round: no more is read until a piece is kept.
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
#include "kernel/model/problem.h"

namespace stoa::http {

class Puller {
 public:
  // Gets the piece, or nothing when the source threw. Called on a puller thread.
  using Deliver = std::function<void(std::optional<std::string>)>;

  // Gets what the sink refused with, if it did. Called on a puller thread.
  using Kept = std::function<void(std::optional<Refusal>)>;

  explicit Puller(int threads);
  ~Puller() { stop(); }

  void pull(std::shared_ptr<BodySource> source, Deliver deliver);
  // `last`: the sink finishes with this piece.
  void push(std::shared_ptr<BodySink> sink, std::string piece, bool last, Kept kept);
  // Forgets what waits and joins; a next() that is running ends first.
  void stop();

 private:
  using Job = std::function<void()>;
  void add(Job job);
  void run();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> jobs_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace stoa::http
