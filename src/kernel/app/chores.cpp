#include "kernel/app/chores.h"

#include <algorithm>
#include <future>

#include "kernel/observe/log.h"

namespace stoa {
namespace {

constexpr std::chrono::minutes services_tend_every{1};

// One portion, behind all interactive work. Gives what the chore said: whether there is more.
bool do_portion(store::Database& database, bool (*work)(Write&)) {
  bool more = false;
  std::promise<void> finished;
  auto run = [&](store::Connection& connection) {
    Write tx(connection, {.now = wall_clock()});
    more = work(tx);
  };
  auto done = [&](std::exception_ptr error) {
    if (error) {
      finished.set_exception(error);
    } else {
      finished.set_value();
    }
  };
  database.write({.work = run, .done = done, .urgency = store::Urgency::background});
  finished.get_future().get();
  return more;
}

}  // namespace

Chores::Chores(std::deque<MountedApp>& apps) {
  const auto now = std::chrono::steady_clock::now();
  for (MountedApp& mounted : apps) {
    for (const App::Chore& chore : mounted.app.chores()) {
      auto portion = [&mounted, work = chore.work] { return do_portion(*mounted.database, work); };
      chores_.push_back({&mounted, portion, chore.period, now});
    }
    if (!mounted.service) continue;
    auto tend = [service = mounted.service.get()] {
      service->tend();
      return false;
    };
    chores_.push_back({&mounted, tend, services_tend_every, now});
  }
  if (!chores_.empty()) thread_ = std::thread([this] { run(); });
}

Chores::~Chores() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

bool Chores::stopping() const {
  std::lock_guard lock(mutex_);
  return stopping_;
}

// A chore that fails is tried again when it is due again: the next one must not suffer from it.
void Chores::do_portions(const Chore& chore) {
  try {
    while (!stopping() && chore.portion()) {
    }
    return;
  } catch (const std::exception& error) {
    log::error("a chore failed", {{"app", std::string_view(chore.app->app.name())},
                                  {"error", std::string_view(error.what())}});
  } catch (const Refusal& refusal) {
    log::error("a chore failed",
               {{"app", std::string_view(chore.app->app.name())}, {"error", refusal.problem.code}});
  }
}

void Chores::run() {
  auto sooner = [](const Chore& a, const Chore& b) { return a.due < b.due; };
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    Chore& next = *std::min_element(chores_.begin(), chores_.end(), sooner);
    if (wake_.wait_until(lock, next.due, [this] { return stopping_; })) return;
    lock.unlock();
    do_portions(next);
    next.due = std::chrono::steady_clock::now() + next.period;
    lock.lock();
  }
}

}  // namespace stoa
