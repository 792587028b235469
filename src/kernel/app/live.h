// GET /api/live: one stream that tells of changes in several lists, of any apps.
//
// Each list is subscribed to by the path and query of its GET, and is checked as such before the
// stream begins: who asks, whether they may, the filter. What becomes of it then is the Hub's.
// Owned by the kernel, from open() to stop(); any thread.
#pragma once

#include "kernel/app/config.h"
#include "kernel/app/exchange.h"
#include "kernel/live/hub.h"

namespace stoa {

class Live {
 public:
  static constexpr std::string_view path = "/api/live";

  // All outlive it.
  Live(const Router& router, const std::deque<MountedApp>& apps, UnderWay& under_way,
       const auth::Seal& seal, Authenticator* authenticator, const Config& config);
  ~Live();

  void answer(std::shared_ptr<const http::Request> request, http::Respond respond);
  live::Hub& hub() { return *hub_; }

 private:
  struct Opening;
  using Shared = std::shared_ptr<Opening>;

  void read_lists(Opening& opening) const;
  void admit(Opening& opening);
  void try_next(const Shared& opening, std::size_t at);
  void open(Opening& opening);

  const Router& router_;
  const std::deque<MountedApp>& apps_;
  UnderWay& under_way_;
  Authenticator* const authenticator_;
  const std::shared_ptr<live::Hub> hub_;
};

}  // namespace stoa
