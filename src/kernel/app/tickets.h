// Tickets: for whoever must be known and can send no header, as a browser cannot when it opens a
// WebSocket or an EventSource for a page that has a token and no cookie.
//
// A ticket is what its owner has shown, sealed, good for half a minute and once: in an address,
// where it may be read by others, it is of no use to them. That it was used is a row, so that no
// other process takes it again. Owned by the kernel; any thread.
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>

#include "kernel/app/mounted.h"
#include "kernel/auth/authenticator.h"

namespace stoa {

// What POST /api/live/tickets answers.
struct LiveTicket {
  std::string ticket = {};
  Timestamp expires = {};
};
BOOST_DESCRIBE_STRUCT(LiveTicket, (), (ticket, expires))

// Takes the parameter of this name out of a query, the first one. nullopt when there is none.
std::optional<std::string> take_ticket(std::string& query);

class Tickets {
 public:
  // Both outlive it. Rows are kept by the first of the apps.
  Tickets(const auth::Seal& seal, std::deque<MountedApp>& apps) : seal_(seal), apps_(apps) {}

  LiveTicket issue(const Credentials& shown, Timestamp now) const;

  // Calls `found` once, on any thread: with what was shown for it, or a Refusal, not_signed_in when
  // it is none, or none any more.
  using Found = std::function<void(const Credentials& shown, const std::optional<Refusal>&)>;
  void redeem(const std::string& ticket, Found found) const;

 private:
  const auth::Seal& seal_;
  std::deque<MountedApp>& apps_;
};

}  // namespace stoa
