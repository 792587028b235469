#include "kernel/store/commit_stream.h"

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace stoa::store {
namespace {

constexpr std::size_t portion_worth_taking = 8u << 20;

}  // namespace

Timestamp CommitStream::tick() {
  last_ = std::max(wall_clock(), last_ + std::chrono::microseconds(1));
  return last_;
}

Timestamp CommitStream::now() {
  const std::lock_guard lock(mutex_);
  return tick();
}

std::optional<Timestamp> CommitStream::begins() {
  const std::lock_guard lock(mutex_);
  if (!listening_) return {};
  return *under_way_.insert(tick());
}

void CommitStream::ended(Timestamp at) {
  const std::lock_guard lock(mutex_);
  under_way_.erase(at);
}

// One that alone is larger than the bound still passes.
void CommitStream::ended(PageCommit commit) {
  const std::lock_guard lock(mutex_);
  under_way_.erase(commit.at);
  if (!listening_) return;
  if (!waiting_.empty() && bytes_ + commit.frames.size() > most_bytes_)
    return lose("more is written than can be copied");
  const bool first = waiting_.empty();
  bytes_ += commit.frames.size();
  waiting_.push_back(std::move(commit));
  if (first || bytes_ > portion_worth_taking) arrived_.notify_one();
}

void CommitStream::ended_unread(Timestamp at, const std::string& why) {
  const std::lock_guard lock(mutex_);
  under_way_.erase(at);
  if (listening_) lose(why);
}

void CommitStream::lose(const std::string& why) {
  forget();
  loss_ = why;
  arrived_.notify_one();
}

void CommitStream::forget() {
  listening_ = false;
  waiting_.clear();
  under_way_.clear();
  bytes_ = 0;
  loss_.clear();
}

void CommitStream::open() {
  const std::lock_guard lock(mutex_);
  forget();
  listening_ = true;
}

void CommitStream::close() {
  const std::lock_guard lock(mutex_);
  forget();
}

void CommitStream::hurry() {
  const std::lock_guard lock(mutex_);
  hurried_ = true;
  arrived_.notify_one();
}

CommitStream::Portion CommitStream::take(std::chrono::milliseconds gather,
                                         std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  arrived_.wait_for(lock, patience,
                    [this] { return hurried_ || !loss_.empty() || !waiting_.empty(); });
  if (!waiting_.empty())
    arrived_.wait_for(lock, gather, [this] {
      return hurried_ || !loss_.empty() || bytes_ > portion_worth_taking;
    });
  if (!loss_.empty()) throw std::runtime_error(std::exchange(loss_, {}));
  Portion portion{.commits = {std::make_move_iterator(waiting_.begin()),
                              std::make_move_iterator(waiting_.end())}};
  waiting_.clear();
  bytes_ = 0;
  portion.complete_until = under_way_.empty() ? tick() : Timestamp{under_way_.begin()->micros - 1};
  return portion;
}

std::optional<Timestamp> CommitStream::oldest() const {
  const std::lock_guard lock(mutex_);
  if (waiting_.empty()) return {};
  return waiting_.front().at;
}

}  // namespace stoa::store
