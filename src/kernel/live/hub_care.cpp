// What a Hub does for its streams beside telling them of changes: it finds out whether their
// callers are still who they were, and keeps the connections from being taken for dead.
#include "kernel/live/events.h"
#include "kernel/live/hub.h"

namespace stoa::live {
namespace {

using namespace std::chrono_literals;

constexpr auto check_every = 500ms;
constexpr int checks_a_heartbeat = 30;

// Callers are told apart by what they showed.
std::string name_of(const Credentials& shown) {
  return std::to_string(static_cast<int>(shown.kind)) + " " + shown.secret;
}

bool same(const Principal& one, const Principal& other) {
  return one.account == other.account && one.roles == other.roles && one.scopes == other.scopes;
}

}  // namespace

void Hub::look_after(const std::stop_token& stop) {
  for (int checks = 0; !stop.stop_requested(); ++checks) {
    {
      std::unique_lock lock(mutex_);
      if (!changed_.wait(lock, stop, [this] { return !streams_.empty(); })) return;
      changed_.wait_for(lock, stop, check_every, [] { return false; });
    }
    check_callers();
    if (checks % checks_a_heartbeat == 0) send_heartbeats();
  }
}

// Each is asked about once, however many streams there are, and not those whose lists are open to
// all. The authenticator answers most of it from memory.
void Hub::check_callers() {
  if (!options_.authenticator) return;
  std::map<std::string, std::vector<std::shared_ptr<Stream>>> callers;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& stream : streams_) {
      const Credentials& shown = stream->who.credentials;
      if (shown.kind != Credential::none) callers[name_of(shown)].push_back(stream);
    }
  }
  for (const auto& [name, streams] : callers) {
    auto found = [hub = weak_from_this(), streams = streams](
                     const Principal& now, const std::optional<Refusal>& refusal) {
      const auto self = hub.lock();
      if (self && !refusal) self->judge(streams, now);
    };
    options_.authenticator->authenticate(streams.front()->who.credentials, found);
  }
}

// Whoever may do something else than before, more or less, opens the stream again as who they are.
void Hub::judge(const std::vector<std::shared_ptr<Stream>>& streams, const Principal& now) {
  for (const auto& stream : streams) {
    if (same(stream->who.principal, now) || !stream->outlet->is_open()) continue;
    stream->outlet->end();
    const std::lock_guard lock(mutex_);
    ++stats_.revoked;
  }
}

void Hub::send_heartbeats() {
  const std::lock_guard lock(mutex_);
  for (const auto& stream : streams_) stream->outlet->send(encode_heartbeat());
}

}  // namespace stoa::live
