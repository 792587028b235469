#include "kernel/live/watch.h"

#include <vector>

namespace stoa::live {
namespace {

// Callers are told apart by what they showed.
std::string name_of(const Credentials& shown) {
  return std::to_string(static_cast<int>(shown.kind)) + " " + shown.secret;
}

bool same(const Principal& one, const Principal& other) {
  return one.account == other.account && one.roles == other.roles && one.scopes == other.scopes;
}

}  // namespace

// One question: each caller once, however often they are connected.
struct Watch::Round {
  std::vector<Credentials> shown;
  std::vector<std::vector<std::shared_ptr<Guest>>> guests;
};

void Watch::start() {
  if (!authenticator_) return;
  thread_ = std::jthread([this](const std::stop_token& stop) { watch(stop); });
}

void Watch::stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
  std::map<const Guest*, std::shared_ptr<Guest>> left;  // go without the lock
  const std::lock_guard lock(mutex_);
  left.swap(guests_);
}

void Watch::add(const std::shared_ptr<Guest>& guest) {
  if (guest->who.credentials.kind == Credential::none) return;
  const std::lock_guard lock(mutex_);
  if (guests_.empty()) changed_.notify_all();
  guests_.emplace(guest.get(), guest);
}

void Watch::remove(const Guest& guest) {
  std::shared_ptr<Guest> left;  // goes without the lock
  const std::lock_guard lock(mutex_);
  const auto at = guests_.find(&guest);
  if (at == guests_.end()) return;
  left = std::move(at->second);
  guests_.erase(at);
}

void Watch::watch(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock(mutex_);
      if (!changed_.wait(lock, stop, [this] { return !guests_.empty(); })) return;
      changed_.wait_for(lock, stop, every_, [] { return false; });
    }
    if (!stop.stop_requested()) look();
  }
}

// Not while the last question is still open.
void Watch::look() {
  if (!round_.expired()) return;
  const auto round = std::make_shared<Round>();
  std::map<std::string, std::size_t> places;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [key, guest] : guests_) {
      const Credentials& shown = guest->who.credentials;
      const auto [at, fresh] = places.try_emplace(name_of(shown), round->shown.size());
      if (fresh) {
        round->shown.push_back(shown);
        round->guests.emplace_back();
      }
      round->guests[at->second].push_back(guest);
    }
  }
  round_ = round;
  authenticator_->look_again(
      round->shown, [watch = weak_from_this(), round](std::size_t i, const Principal& now,
                                                      const std::optional<Refusal>& refusal) {
        const auto self = watch.lock();
        if (self && !refusal) self->judge(round->guests[i], now);
      });
}

// Whoever may do something else than before, more or less, comes again as who they are.
void Watch::judge(const std::vector<std::shared_ptr<Guest>>& guests, const Principal& now) {
  for (const auto& guest : guests) {
    if (same(guest->who.principal, now)) continue;
    remove(*guest);
    guest->cut();
    ++cut_;
  }
}

}  // namespace stoa::live
