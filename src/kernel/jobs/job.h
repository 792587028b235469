// What a job is to whoever writes its handler: how it goes on, how it fails, what is known of a
// run.
//
// Values only; any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "kernel/model/problem.h"
#include "kernel/store/connection.h"

namespace stoa {

// What a handler returns that has more to do: it is called again, in a new transaction. A Write
// touches a thousand rows at the most: what is about more comes in portions.
struct Again {
  bool more = true;  // false: this was the last portion
  std::chrono::microseconds after{0};
};

// Thrown by a handler when no other attempt would help: the job goes to the dead letters at once.
struct GiveUp {
  explicit GiveUp(const Problem& problem) : why{problem} {}
  explicit GiveUp(Refusal refusal) : why(std::move(refusal)) {}
  Refusal why;
};

// How often a job that fails is tried. Before its n-th next attempt it waits for a random time up
// to first_wait · 2ⁿ⁻¹, but never longer than longest_wait, so that those that failed together do
// not come back together. With these figures it is tried for some five hours.
struct JobOptions {
  int attempts = 20;
  std::chrono::milliseconds first_wait{1000};
  std::chrono::milliseconds longest_wait{std::chrono::hours(1)};
  // Of this kind, in one process: Tasks that run at the same time. Writes have one lane anyway.
  int at_once = 8;
};

namespace jobs {

// One attempt at a job, as its handler's surroundings know it.
struct Run {
  Uuid id;           // of a recurring job: another one each time
  Uuid lease;        // what this attempt holds the job by
  std::string kind;  // "library.remind_borrower"
  std::string payload, trace;
  int attempt = 1;                 // of the present portion
  int portion = 0;                 // portions that were done before
  Timestamp now;                   // when it was begun: the same at every run of a Write
  std::function<bool()> stopping;  // the process ends: a long Task had better come to a stop
};

// Thrown by what finds out that the lease has run out and the job is somebody else's by now.
struct LeaseLost {};

// Runs a handler. A Write runs within a lane's transaction, a Task where it may wait.
using WriteHandler = std::function<Again(store::Connection&, const Run&)>;
using TaskHandler = std::function<Again(const Run&)>;

// A kind of job, and what is done about one. Either `write` or `task` is set.
struct Kind {
  std::string name;
  JobOptions options = {};
  WriteHandler write = {};
  TaskHandler task = {};
  std::string schedule = {};  // "" for what is enqueued; see schedule.h
};

}  // namespace jobs
}  // namespace stoa
