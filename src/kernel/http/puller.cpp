#include "kernel/http/puller.h"

namespace stoa::http {

Puller::Puller(int threads) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

void Puller::pull(std::shared_ptr<BodySource> source, Deliver deliver) {
  {
    std::lock_guard lock(mutex_);
    if (stopping_) return;
    jobs_.push_back({std::move(source), std::move(deliver)});
  }
  wake_.notify_one();
}

void Puller::stop() {
  std::deque<Job> forgotten;
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    forgotten.swap(jobs_);
  }
  wake_.notify_all();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

void Puller::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
    if (stopping_) return;
    {
      Job job = std::move(jobs_.front());
      jobs_.pop_front();
      lock.unlock();
      std::optional<std::string> piece;
      try {
        piece = job.source->next();
      } catch (...) {
        // The status is on its way already: all that is left is to cut the body short, which
        // the missing last chunk tells the client.
      }
      job.deliver(std::move(piece));
    }
    lock.lock();
  }
}

}  // namespace stoa::http
