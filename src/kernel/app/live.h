// GET /api/live: one stream that tells of changes in several lists, of any apps. And the tickets by
// which a stream, or a socket, is opened where no header can be sent.
//
// Each list is subscribed to by the path and query of its GET, and is checked as such before the
// stream begins: who asks, whether they may, the filter. What becomes of it then is the Hub's.
// Owned by the kernel, from open() to stop(); any thread.
#pragma once

#include "kernel/app/exchange.h"
#include "kernel/app/tickets.h"
#include "kernel/live/hub.h"

namespace stoa {

// All outlive it.
struct LiveOptions {
  const Router& router;
  const std::deque<MountedApp>& apps;
  UnderWay& under_way;
  const auth::Seal& seal;
  Authenticator* authenticator;
  std::shared_ptr<live::Watch> watch;
  std::shared_ptr<live::Shares> shares;
  const Tickets& tickets;
};

class Live {
 public:
  static constexpr std::string_view path = "/api/live", tickets_path = "/api/live/tickets";
  static bool has(std::string_view asked) { return asked == path || asked == tickets_path; }

  explicit Live(LiveOptions options);
  ~Live();

  void answer(std::shared_ptr<const http::Request> request, http::Respond respond);
  live::Hub& hub() { return *hub_; }

 private:
  struct Opening;
  using Shared = std::shared_ptr<Opening>;

  void begin(const Shared& opening);
  void give_ticket(const Shared& opening);
  void read_lists(Opening& opening) const;
  void admit(Opening& opening);
  void try_next(const Shared& opening, std::size_t at);
  void open(Opening& opening);

  const LiveOptions of_;
  const std::shared_ptr<live::Hub> hub_;
};

}  // namespace stoa
