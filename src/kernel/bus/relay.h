// Brings the events of one app's log to the handlers of another: in order per key, each once in
// effect, whatever is killed when.
//
// Handlers run in a transaction of their app's database, together with the step of a cursor: an
// event is done when the cursor has passed it, and was not done if it has not. An event whose
// handler throws becomes a job, which is tried again and dies in the end; so do those of the same
// handler and key that come behind it, while it waits. Others are not held up. Nothing stays of
// what went well but the cursor.
//
// Owned by the Bus; its thread alone.
#pragma once

#include <atomic>
#include <set>
#include <span>

#include "kernel/bus/subscription.h"

namespace stoa::bus {

class Relay {
 public:
  explicit Relay(Subscription subscription) : subscription_(std::move(subscription)) {}

  // Stands at the end of the log, or its beginning, if it never stood anywhere.
  void open(Timestamp now);
  // Hands over the next events; whether there were any rows. Throws what is nobody's fault: a
  // database that is away, or has no room.
  bool step(Timestamp now);

  const Subscription& subscription() const { return subscription_; }
  // How old what it has not seen yet is, in microseconds; 0 when it has seen all. Any thread.
  std::int64_t lag() const { return lag_; }
  std::uint64_t handled() const { return handled_; }
  std::uint64_t parked() const { return parked_; }

 private:
  // An event that goes to a handler: the row, and who listens.
  struct Delivery {
    const store::LogRow* row;
    const Listener* listener;
    std::string turn() const;
  };
  std::vector<Delivery> deliveries(const std::vector<store::LogRow>& rows) const;
  void hand_over(std::span<const Delivery> all, const std::string& from, const std::string& to,
                 Timestamp now);
  bool attempt(std::span<const Delivery> all, const std::string& from, const std::string& to,
               Timestamp now);

  const Subscription subscription_;
  std::set<const Delivery*> failed_;  // of the batch at hand: what a handler threw at
  std::atomic<std::int64_t> lag_ = 0;
  std::atomic<std::uint64_t> handled_ = 0, parked_ = 0;
};

}  // namespace stoa::bus
