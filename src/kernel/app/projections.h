// Brings events to the projections of all apps of a process (App::projection).
//
// Owned by the kernel. start(), stop() and run() are for its thread; folding happens on one of its
// own.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "kernel/app/mounted.h"
#include "kernel/bus/projection.h"
#include "kernel/store/log_follower.h"

namespace stoa {

class AllProjections {
 public:
  // `apps` outlive it; each is given its own.
  AllProjections(std::deque<MountedApp>& apps, std::function<Timestamp()> clock);
  ~AllProjections();

  // Waits for a second at the most; what is longer is read on meanwhile.
  void start();
  void stop();
  // Folds all that there is, on the caller's thread. For tests.
  void run();
  // All are as they were when the process before this one ended, or later.
  bool caught_up() const;

 private:
  bool look(const store::Database& source);
  void read_at_once();

  std::deque<MountedApp>& apps_;
  const std::function<Timestamp()> clock_;
  std::vector<store::Database*> sources_;
  std::unique_ptr<store::LogFollower> follower_;
};

// The projections of one app.
class AppProjections : public Projections {
 public:
  Held hold(const void* kind) const override;

  std::map<const void*, std::unique_ptr<bus::Projection>> all;
};

}  // namespace stoa
