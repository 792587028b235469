// What stays open in a process: streams of changes, sockets, and what both need.
//
// Owned by the kernel, from open() to stop(); any thread.
#pragma once

#include "kernel/app/config.h"
#include "kernel/app/live.h"
#include "kernel/app/parking.h"
#include "kernel/app/sockets.h"
#include "kernel/cluster/fanout.h"

namespace stoa {

// All outlive it.
struct ConnectionsOptions {
  const Router& router;
  std::deque<MountedApp>& apps;
  UnderWay& under_way;
  const auth::Seal& seal;
  Authenticator* authenticator;
  cluster::Fanout& news;
  const Config& config;
};

class Connections {
 public:
  explicit Connections(ConnectionsOptions options);
  Connections(const Connections&) = delete;

  Live& live() { return *live_; }
  OpenStats stats();
  // Answers all requests that wait for something.
  void release_waiting() { parking_.stop(); }
  // From now on nobody asks the authenticator; before that goes.
  void stop_watching() { watch_->stop(); }

 private:
  const std::shared_ptr<live::Watch> watch_;
  const std::shared_ptr<live::Shares> shares_;
  live::Topics topics_;
  Parking parking_;
  const Tickets tickets_;
  Sockets sockets_;
  std::optional<Live> live_;
};

}  // namespace stoa
