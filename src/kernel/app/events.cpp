#include "kernel/app/events.h"

#include <algorithm>
#include <map>

#include "kernel/app/projections.h"
#include "kernel/observe/log.h"

namespace stoa {
namespace {

bus::Listener listener_of(const MountedApp& target, const App::Listening& listening) {
  const auto& jobs = target.app.jobs();
  const JobHandler& handler = *std::find_if(
      jobs.begin(), jobs.end(), [&](const JobHandler& one) { return one.name == listening.job; });
  bus::Listener listener{.event = listening.event, .job = handler.name};
  if (handler.lane == Lane::task) return listener;
  listener.handle = [&handler, &target](store::Connection& connection, const store::LogRow& row,
                                        Timestamp now) {
    Object event(*handler.job);
    decode(*handler.job, event.get(), row.payload, {.strictness = Strictness::peer});
    Write tx(connection, {.now = now,
                          .trace = row.trace,
                          .sealer = target.seal,
                          .projections = target.projections.get()});
    handler.call(&tx, event.get());
  };
  return listener;
}

// One reader a pair of apps. What begins at the beginning stands somewhere of its own.
std::vector<bus::Subscription> subscriptions_of(const MountedApp& target,
                                                const std::deque<MountedApp>& apps) {
  std::map<std::string, bus::Subscription> all;
  for (const App::Listening& listening : target.app.listeners()) {
    const MountedApp* from = teller_of(listening.event, listening.job, apps);
    if (!from) continue;
    const std::string& source = from->app.name();
    std::string reader = "events of " + source;
    if (listening.backfill) reader += " for " + listening.job;
    bus::Subscription& subscription = all[reader];
    subscription.reader = reader;
    subscription.source = from->database.get();
    subscription.target = target.database.get();
    subscription.backfill = listening.backfill;
    subscription.listeners.push_back(listener_of(target, listening));
  }
  std::vector<bus::Subscription> made;
  for (auto& [reader, subscription] : all) made.push_back(std::move(subscription));
  return made;
}

}  // namespace

const MountedApp* teller_of(std::string_view event, std::string_view reader,
                            const std::deque<MountedApp>& apps) {
  const std::string_view name = event.substr(0, event.find('.'));
  const auto at = std::find_if(apps.begin(), apps.end(),
                               [&](const MountedApp& one) { return one.app.name() == name; });
  if (at != apps.end()) return &*at;
  log::warning("events of an app that is not served here reach nobody",
               {{"app", name}, {"for", reader}});
  return nullptr;
}

void events_wait(std::size_t, const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& failure) {
    log::warning("events wait", {{"error", std::string_view(failure.what())}});
  } catch (const Refusal& refusal) {
    log::warning("events wait", {{"error", std::string_view(refusal.problem.code)}});
  } catch (...) {
    log::warning("events wait", {{"error", std::string_view("unknown")}});
  }
}

Events::Events(std::deque<MountedApp>& apps, std::function<Timestamp()> clock)
    : clock_(std::move(clock)) {
  for (MountedApp& target : apps) {
    for (bus::Subscription& one : subscriptions_of(target, apps))
      target.relays.push_back(&relays_.emplace_back(std::move(one)));
  }
}

void Events::open() {
  for (bus::Relay& relay : relays_) relay.open(clock_());
}

void Events::start() {
  store::LogFollower::Options options;
  for (const bus::Relay& relay : relays_) {
    store::Database* source = relay.subscription().source;
    const auto same = [&](const store::LogFollower::Log& log) { return log.database == source; };
    if (std::any_of(options.logs.begin(), options.logs.end(), same)) continue;
    options.logs.push_back({source, [this, source] {
                              using Found = store::LogFollower::Found;
                              return look(*source) ? Found::rows : Found::nothing;
                            }});
  }
  if (options.logs.empty()) return;
  options.failed = events_wait;
  follower_ = std::make_unique<store::LogFollower>(std::move(options));
  follower_->start();
}

void Events::stop() { follower_.reset(); }

bool Events::look(const store::Database& source) {
  bool any = false;
  for (bus::Relay& relay : relays_) {
    if (relay.subscription().source == &source) any = relay.step(clock_()) || any;
  }
  return any;
}

bool Events::run() {
  bool any = false;
  for (bus::Relay& relay : relays_) {
    while (relay.step(clock_())) any = true;
  }
  return any;
}

}  // namespace stoa
