#include "kernel/auth/remote_keys.h"

#include "kernel/auth/introspection.h"
#include "kernel/model/codec.h"

namespace stoa::auth {
namespace {

constexpr std::size_t most_waiting = 1000;

std::shared_ptr<const Jwks> read_keys(const Reply& reply) {
  if (!reply.fault.empty() || reply.status != 200) return nullptr;
  try {
    return std::make_shared<const Jwks>(
        from_json<Jwks>(reply.body, {.strictness = Strictness::peer}));
  } catch (const Refusal&) {
    return nullptr;
  }
}

}  // namespace

std::shared_ptr<const Jwks> RemoteKeys::known() const {
  std::lock_guard lock(mutex_);
  return known_;
}

bool RemoteKeys::may_begin(Clock::time_point now, std::chrono::milliseconds pause) {
  if (fetching_ || (begun_ && now - *begun_ < pause)) return false;
  fetching_ = true;
  begun_ = now;
  return true;
}

void RemoteKeys::poll() {
  {
    std::lock_guard lock(mutex_);
    if (!may_begin(Clock::now(), learnt_ ? pace_.every : pace_.again)) return;
  }
  fetch();
}

void RemoteKeys::learn(std::function<void(bool)> then) {
  bool begin = false, wait = false, learnt = false;
  {
    std::lock_guard lock(mutex_);
    begin = may_begin(Clock::now(), pace_.again);
    wait = fetching_ && waiting_.size() < most_waiting;
    learnt = learnt_ && !fetching_;
    if (wait) waiting_.push_back(std::move(then));
  }
  if (begin) fetch();
  if (!wait) then(learnt);
}

void RemoteKeys::fetch() {
  Errand errand;
  errand.path = jwks_path;
  errand.until = Clock::now() + pace_.whole;
  errand.done = [this](const Reply& reply) { done(reply); };
  if (!ask_(std::move(errand))) done({.fault = "too much is waiting"});
}

// Old keys stay when no new ones come: what they verify is asked about anyway.
void RemoteKeys::done(const Reply& reply) {
  auto keys = read_keys(reply);
  const bool learnt = keys != nullptr;
  std::vector<std::function<void(bool)>> waiting;
  {
    std::lock_guard lock(mutex_);
    if (keys) known_ = std::move(keys);
    learnt_ = learnt;
    fetching_ = false;
    waiting.swap(waiting_);
  }
  replied_(reply, learnt);
  for (auto& then : waiting) then(learnt);
}

}  // namespace stoa::auth
