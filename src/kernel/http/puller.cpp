#include "kernel/http/puller.h"

#include "kernel/observe/log.h"

namespace stoa::http {
namespace {

// The status is on its way already: all that is left is to cut the body short, which the missing
// rest tells the client.
std::optional<std::string> next_piece(BodySource& source) {
  const auto tell = [](std::string_view why) {
    log::warning("an answer broke off", {{"error", why}});
  };
  try {
    return source.next();
  } catch (const Refusal& refusal) {
    tell(refusal.problem.code);
  } catch (const std::exception& error) {
    tell(error.what());
  } catch (...) {
    tell("something that is no std::exception was thrown");
  }
  return {};
}

}  // namespace

Puller::Puller(int threads) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

void Puller::add(Job job) {
  {
    std::lock_guard lock(mutex_);
    if (stopping_) return;
    jobs_.push_back(std::move(job));
  }
  wake_.notify_one();
}

void Puller::pull(std::shared_ptr<BodySource> source, Deliver deliver) {
  add([source = std::move(source), deliver = std::move(deliver)] { deliver(next_piece(*source)); });
}

void Puller::push(std::shared_ptr<BodySink> sink, std::string piece, bool last, Kept kept) {
  add([sink = std::move(sink), piece = std::move(piece), last, kept = std::move(kept)] {
    std::optional<Refusal> refusal;
    try {
      sink->take(piece);
      if (last) sink->finish();
    } catch (const Refusal& refused) {
      refusal = refused;
    } catch (const std::exception& error) {
      log::error("a body could not be kept", {{"error", std::string_view(error.what())}});
      refusal = {problems::internal_error};
    }
    kept(std::move(refusal));
  });
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
      job();
    }
    lock.lock();
  }
}

}  // namespace stoa::http
