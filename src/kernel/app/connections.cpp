#include "kernel/app/connections.h"

namespace stoa {
namespace {

std::vector<live::Topics::App> talkers(const std::deque<MountedApp>& apps) {
  std::vector<live::Topics::App> all;
  for (const MountedApp& app : apps) all.push_back({app.app.name(), app.database.get()});
  return all;
}

}  // namespace

Connections::Connections(ConnectionsOptions options)
    : watch_(std::make_shared<live::Watch>(options.authenticator)),
      shares_(std::make_shared<live::Shares>(
          static_cast<std::size_t>(options.config.live_streams_each))),
      topics_(options.news, talkers(options.apps)),
      parking_(topics_, *shares_),
      tickets_(options.seal, options.apps),
      sockets_(options.under_way, watch_, topics_, shares_, tickets_) {
  watch_->start();
  topics_.start();
  for (MountedApp& app : options.apps) {
    app.sockets = &sockets_;
    app.parking = &parking_;
  }
  live_.emplace(LiveOptions{.router = options.router,
                            .apps = options.apps,
                            .under_way = options.under_way,
                            .seal = options.seal,
                            .authenticator = options.authenticator,
                            .watch = watch_,
                            .shares = shares_,
                            .tickets = tickets_});
}

OpenStats Connections::stats() {
  OpenStats stats{.streams = live_->hub().stats()};
  sockets_.stats(stats);
  stats.waiting = parking_.resting();
  return stats;
}

}  // namespace stoa
