// What a Hub does for its streams beside telling them of changes: it keeps their connections from
// being taken for dead.
#include "kernel/live/events.h"
#include "kernel/live/hub.h"

namespace stoa::live {
namespace {

constexpr auto heartbeat_every = std::chrono::seconds(15);

}  // namespace

void Hub::look_after(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock(mutex_);
      if (!changed_.wait(lock, stop, [this] { return !streams_.empty(); })) return;
      changed_.wait_for(lock, stop, heartbeat_every, [] { return false; });
    }
    send_heartbeats();
  }
}

void Hub::send_heartbeats() {
  const std::lock_guard lock(mutex_);
  for (const auto& stream : streams_) stream->outlet->send(encode_heartbeat());
}

}  // namespace stoa::live
