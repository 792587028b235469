// Brings events to the handlers of all apps of a process (App::on), each app's log to whoever
// listens to it.
//
// Owned by the kernel. open(), start(), stop() and run() are for its thread; what the handlers do
// happens on one thread of its own, and in the lanes.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "kernel/app/mounted.h"
#include "kernel/bus/relay.h"
#include "kernel/store/log_follower.h"

namespace stoa {

// Whose log an event stands in: the app of this process that its name begins with. Where there is
// none, nullptr and a warning on behalf of `reader`.
const MountedApp* teller_of(std::string_view event, std::string_view reader,
                            const std::deque<MountedApp>& apps);
// Logs what kept a reader of a log from reading on.
void events_wait(std::size_t log, const std::exception_ptr& error);

class Events {
 public:
  // `apps` outlive it; each is given its relays.
  Events(std::deque<MountedApp>& apps, std::function<Timestamp()> clock);
  ~Events() { stop(); }

  // Whoever listens for the first time stands where the log ends now.
  void open();
  void start();
  void stop();
  // Hands over all that there is, on the caller's thread; whether there was anything. For tests.
  bool run();

 private:
  bool look(const store::Database& source);

  const std::function<Timestamp()> clock_;
  std::deque<bus::Relay> relays_;
  std::unique_ptr<store::LogFollower> follower_;
};

}  // namespace stoa
