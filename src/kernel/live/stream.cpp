#include "kernel/live/stream.h"

#include "kernel/live/hub.h"

namespace stoa::live {

void Stream::opened(std::shared_ptr<http::Outlet> to) {
  outlet = std::move(to);
  if (const auto hub = hub_.lock()) return hub->join(shared_from_this());
  outlet->end();
}

void Stream::closed() {
  if (const auto hub = hub_.lock()) hub->leave(*this);
}

}  // namespace stoa::live
