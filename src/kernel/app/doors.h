// The doors of all apps of a process: which of them a request stands before, and its way through.
//
// Owned by the kernel, from open() to stop(); any thread.
#pragma once

#include <deque>

#include "kernel/app/exchange.h"
#include "kernel/app/mounted.h"

namespace stoa {

class Doors {
 public:
  // Both outlive it. Throws with a sentence when two doors have one prefix.
  Doors(std::deque<MountedApp>& apps, UnderWay& under_way, std::uint64_t max_body_bytes);

  // Whose prefix the path has; nullptr for none.
  const MountedDoor* find(std::string_view path) const;
  // "library.opds", as the configuration names it; nullptr for none.
  const MountedDoor* named(std::string_view name) const;

  // `base` is "" where the door has a port of its own.
  void answer(const MountedDoor& door, std::string_view base,
              std::shared_ptr<const http::Request> request, http::Respond respond) const;
  http::Intake intake(const MountedDoor& door, const http::Request& request) const;

 private:
  UnderWay& under_way_;
  const std::uint64_t max_body_bytes_;
  std::vector<const MountedDoor*> all_;
};

}  // namespace stoa
