#include "kernel/app/chores.h"

#include "kernel/observe/log.h"

namespace stoa {
namespace {

constexpr std::chrono::minutes period{1};

// What fails is tried again the next time: other services must not suffer from it.
void tend(MountedApp& mounted) {
  const auto failed = [&](std::string_view error) {
    log::error("a service's chore failed",
               {{"app", std::string_view(mounted.app.name())}, {"error", error}});
  };
  try {
    mounted.service->tend();
  } catch (const std::exception& error) {
    failed(error.what());
  } catch (const Refusal& refusal) {
    failed(refusal.problem.code);
  }
}

}  // namespace

Chores::Chores(std::deque<MountedApp>& apps) {
  for (MountedApp& mounted : apps)
    if (mounted.service) apps_.push_back(&mounted);
  if (!apps_.empty()) thread_ = std::thread([this] { run(); });
}

Chores::~Chores() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Chores::run() {
  std::unique_lock lock(mutex_);
  do {
    lock.unlock();
    for (MountedApp* mounted : apps_) tend(*mounted);
    lock.lock();
  } while (!wake_.wait_for(lock, period, [this] { return stopping_; }));
}

}  // namespace stoa
