// The sockets of all apps: from a GET that wants to become one to a SocketSession.
//
// Owned by the kernel, from open() to stop(); any thread.
#pragma once

#include "kernel/app/socket_session.h"
#include "kernel/app/tickets.h"
#include "kernel/live/hub.h"

namespace stoa {

// For /metrics; a snapshot.
struct OpenStats {
  live::Stats streams;
  live::Topics::Stats pushes;
  std::uint64_t waiting = 0;  // requests whose result comes later
  std::uint64_t revoked = 0;  // streams and sockets whose callers are not who they were
  std::uint64_t sockets = 0, sockets_opened = 0, messages = 0, messages_refused = 0, held = 0;
};

class Sockets {
 public:
  // All outlive it, and its sockets.
  Sockets(UnderWay& under_way, std::shared_ptr<live::Watch> watch, live::Topics& topics,
          std::shared_ptr<live::Shares> shares, const Tickets& tickets);

  // What is wrong with a request as the beginning of a socket, if anything is: 426, 400.
  static std::optional<http::Response> fault(const http::Request& request);
  // The answer with which it is one. `state`: what its route's open gave. Throws Refusal:
  // too_many_streams.
  http::Response open(const MountedRoute& mounted, const http::Request& request,
                      const Credentials& credentials, Caller caller, std::any state);

  const Tickets& tickets() const { return tickets_; }
  void stats(OpenStats& into) const;

 private:
  SocketCounts counts_;
  const SocketPlace place_;
  const std::shared_ptr<live::Shares> shares_;
  const Tickets& tickets_;
};

}  // namespace stoa
