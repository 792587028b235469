// Requests that wait for a commit (Later<T>): each rests here until its topic is woken, its time is
// over, or the server stops.
//
// Owned by the kernel, from open() to stop(). One thread of its own calls who is due, one after the
// other; any thread for the rest.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <set>
#include <thread>

#include "kernel/live/shares.h"
#include "kernel/live/topics.h"
#include "kernel/store/topic.h"

namespace stoa {

class Parking {
 public:
  using Clock = std::chrono::steady_clock;
  enum class Why { woken, over, stopping };

  // One request's place.
  class Place : public live::Ear, public std::enable_shared_from_this<Place> {
   public:
    Place(Parking& parking, std::string app, Clock::time_point until, std::function<void(Why)> call)
        : parking_(parking), app_(std::move(app)), until_(until), call_(std::move(call)) {}
    void hear(const http::WsMessage&) override { parking_.wake(shared_from_this()); }

   private:
    friend class Parking;
    Parking& parking_;
    const std::string app_;
    const Clock::time_point until_;
    std::shared_ptr<void> share_;
    std::function<void(Why)> call_;  // guarded by the Parking's mutex, as all below
    bool resting_ = false;
    bool woken_ = true;  // what was committed before it followed the topic, it has not heard of
  };

  // Both outlive it.
  Parking(live::Topics& topics, live::Shares& shares);
  ~Parking();
  Parking(const Parking&) = delete;

  // A place that follows the topic, one of its holder's share. `call` is called once for each
  // rest(), on the Parking's thread, and must not block. Throws Refusal: too_many_streams.
  std::shared_ptr<Place> take(const std::string& holder, const std::string& app, const Topic& topic,
                              Clock::time_point until, std::function<void(Why)> call);
  // There is nothing to do until it is called: at once, if it was woken meanwhile.
  void rest(const std::shared_ptr<Place>& place);
  // Nothing is called any more.
  void leave(const std::shared_ptr<Place>& place);
  // Calls all who rest, and who comes to rest later, with `stopping`.
  void stop();

  std::size_t resting() const;

 private:
  using Due = std::pair<Clock::time_point, std::shared_ptr<Place>>;
  void wake(const std::shared_ptr<Place>& place);
  void serve();
  std::shared_ptr<Place> next(std::unique_lock<std::mutex>& lock);

  live::Topics& topics_;
  live::Shares& shares_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::set<Due> resting_;
  std::deque<std::shared_ptr<Place>> ready_;
  bool stopping_ = false, ended_ = false;
  std::thread thread_;
};

}  // namespace stoa
