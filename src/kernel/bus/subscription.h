// What one app does about the events of another, or of its own.
//
// Values, made while the kernel opens; immutable afterwards.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "kernel/store/database.h"
#include "kernel/store/log.h"

namespace stoa::bus {

// One handler. What it cannot do with an event, or what it does where it may wait, is left to the
// job of its name.
struct Listener {
  std::string event;  // "library.loan_started"
  std::string job;    // "notices.tell_of_loan"
  // In the transaction that moves the cursor; {}: each event is a job.
  std::function<void(store::Connection&, const store::LogRow&, Timestamp now)> handle = {};
};

// A reader of one app's log on behalf of another: one cursor, however many handlers.
struct Subscription {
  std::string reader;  // the cursor's name, in the database of who listens
  store::Database* source = nullptr;
  store::Database* target = nullptr;
  bool backfill = false;  // from the beginning of the log; else from when it was first served
  std::vector<Listener> listeners;
};

}  // namespace stoa::bus
