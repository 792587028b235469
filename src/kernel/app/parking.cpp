#include "kernel/app/parking.h"

namespace stoa {

Parking::Parking(live::Topics& topics, live::Shares& shares)
    : topics_(topics), shares_(shares), thread_([this] { serve(); }) {}

Parking::~Parking() {
  stop();
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

std::shared_ptr<Parking::Place> Parking::take(const std::string& holder, const std::string& app,
                                              const Topic& topic, Clock::time_point until,
                                              std::function<void(Why)> call) {
  auto share = shares_.take(holder);
  auto place = std::make_shared<Place>(*this, app, until, std::move(call));
  place->share_ = std::move(share);
  topics_.follow(place, app, {topic_of_waiting(topic)});
  return place;
}

void Parking::rest(const std::shared_ptr<Place>& place) {
  {
    const std::lock_guard lock(mutex_);
    if (place->woken_ || stopping_ || Clock::now() >= place->until_) {
      ready_.push_back(place);
    } else {
      place->resting_ = true;
      resting_.emplace(place->until_, place);
    }
  }
  changed_.notify_one();
}

void Parking::leave(const std::shared_ptr<Place>& place) {
  topics_.follow(place, place->app_, {});
  std::function<void(Why)> call;  // go without the lock
  std::shared_ptr<void> share = std::move(place->share_);
  const std::lock_guard lock(mutex_);
  call.swap(place->call_);
  if (place->resting_) resting_.erase({place->until_, place});
  place->resting_ = false;
}

void Parking::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (const Due& due : resting_) {
      due.second->resting_ = false;
      ready_.push_back(due.second);
    }
    resting_.clear();
  }
  changed_.notify_one();
}

std::size_t Parking::resting() const {
  const std::lock_guard lock(mutex_);
  return resting_.size();
}

// Called while Topics holds its lock, which comes before this one.
void Parking::wake(const std::shared_ptr<Place>& place) {
  {
    const std::lock_guard lock(mutex_);
    place->woken_ = true;
    if (!place->resting_) return;
    place->resting_ = false;
    resting_.erase({place->until_, place});
    ready_.push_back(place);
  }
  changed_.notify_one();
}

// Who is to be called; nullptr once it is over.
std::shared_ptr<Parking::Place> Parking::next(std::unique_lock<std::mutex>& lock) {
  for (;;) {
    if (!resting_.empty() && resting_.begin()->first <= Clock::now()) {
      const std::shared_ptr<Place> over = resting_.begin()->second;
      over->resting_ = false;
      resting_.erase(resting_.begin());
      ready_.push_back(over);
    }
    if (!ready_.empty()) {
      std::shared_ptr<Place> place = std::move(ready_.front());
      ready_.pop_front();
      return place;
    }
    if (ended_) return nullptr;
    if (resting_.empty()) {
      changed_.wait(lock);
    } else {
      const Clock::time_point first = resting_.begin()->first;  // who it is of may leave meanwhile
      changed_.wait_until(lock, first);
    }
  }
}

void Parking::serve() {
  std::unique_lock lock(mutex_);
  while (const std::shared_ptr<Place> place = next(lock)) {
    const std::function<void(Why)> call = place->call_;
    const Why why = stopping_ ? Why::stopping : place->woken_ ? Why::woken : Why::over;
    place->woken_ = false;
    lock.unlock();
    if (call) call(why);
    lock.lock();
  }
}

}  // namespace stoa
