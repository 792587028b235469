// Webhooks: what an administrator has other servers told of an app's events: /api/<app>/webhooks,
// /api/<app>/webhook-deliveries; and the thread that finds out that there is something to send.
//
// An endpoint is a reader of the app's log with a cursor of its own. The follower has a job made
// for each that something of the log is meant for; the job sends, in order (webhook_sending.h).
// What is in the database says what is to be done; follower and jobs only say when to look.
#pragma once

#include <deque>
#include <functional>
#include <memory>

#include "kernel/app/config.h"
#include "kernel/app/mounted.h"
#include "kernel/app/webhook_office.h"
#include "kernel/store/log_follower.h"

namespace stoa {

// Gives an app that has something to tell the job and the routes.
void add_webhooks(App& app);

// Takes away a portion of the deliveries that ended a week ago; whether there may be more.
bool purge_webhooks(Write& tx);

// Of all apps of a process. Owned by the kernel; open(), start(), stop() and run() are for its
// thread.
class Webhooks {
 public:
  // `apps` outlive it; each that has webhooks is given its office. Throws std::runtime_error with a
  // sentence about the configuration.
  Webhooks(std::deque<MountedApp>& apps, const Config& config, std::function<Timestamp()> clock);
  ~Webhooks() { stop(); }

  void start();
  void stop();
  // Looks at all logs, on the caller's thread; whether there was anything to send. For tests.
  bool run();

 private:
  struct Watch {
    MountedApp* app;
    std::unique_ptr<WebhookOffice> office;
    std::string place = {};  // in the log; "" before the first look
    bool resting = false;    // there is nobody to send to, until somebody wakes it
  };
  bool look(Watch& watch);

  const std::function<Timestamp()> clock_;
  const outward::Addresses addresses_;
  std::deque<Watch> watches_;
  std::unique_ptr<store::LogFollower> follower_;
};

}  // namespace stoa
