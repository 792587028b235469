// What the routes and the job of an app's webhooks need beside its database: which events there
// are, whom may be called, and the figures.
//
// Owned by Webhooks, one an app; any thread.
#pragma once

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>

#include "kernel/app/webhook_events.h"
#include "kernel/model/types.h"
#include "kernel/outward/addresses.h"

namespace stoa {

// Attempts since the start of this process that were taken or not, and messages that were given up.
struct WebhookFigures {
  std::atomic<std::uint64_t> sent = 0, failed = 0, dead = 0;
  // Micros of the oldest event that waits for another attempt; 0: none does.
  std::atomic<std::int64_t> oldest_waiting = 0;
};

class WebhookOffice {
 public:
  WebhookOffice(const App& app, const MadeTableSource& made, const outward::Addresses& addresses,
                std::filesystem::path ca_file, std::function<Timestamp()> clock)
      : events(app),
        made(made),
        addresses(addresses),
        ca_file(std::move(ca_file)),
        clock(std::move(clock)) {}

  const WebhookEvents events;
  const MadeTableSource& made;  // what the app makes while it is served
  const outward::Addresses& addresses;
  const std::filesystem::path ca_file;
  const std::function<Timestamp()> clock;
  WebhookFigures figures;
  // Has the log looked at: an endpoint came, or goes on.
  std::function<void()> wake = [] {};

  // An endpoint is sent what happened then; it has had its turn.
  void works_on(const Uuid& webhook, Timestamp happened) {
    const std::lock_guard lock(mutex_);
    under_way_[webhook] = happened.micros;
  }
  void rests(const Uuid& webhook) {
    const std::lock_guard lock(mutex_);
    under_way_.erase(webhook);
  }
  // Micros of the oldest event that has not arrived where it should; 0: all have.
  std::int64_t oldest() const {
    std::int64_t oldest = figures.oldest_waiting;
    const std::lock_guard lock(mutex_);
    for (const auto& [webhook, happened] : under_way_)
      oldest = oldest == 0 ? happened : std::min(oldest, happened);
    return oldest;
  }

 private:
  mutable std::mutex mutex_;
  std::map<Uuid, std::int64_t> under_way_;
};

}  // namespace stoa
