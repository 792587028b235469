#include "kernel/app/projections.h"

#include <algorithm>
#include <stdexcept>

#include "kernel/app/events.h"
#include "kernel/observe/log.h"

namespace stoa {
namespace {

bus::Fold fold_of(const FoldHandler& handler) {
  return {handler.event, [&handler](void* state, const store::LogRow& row) {
            Object event(*handler.type);
            decode(*handler.type, event.get(), row.payload, {.strictness = Strictness::peer});
            handler.call(state, event.get(), row.at);
          }};
}

// The logs that its events stand in.
std::vector<store::Database*> sources_of(const ProjectionKind& kind,
                                         const std::deque<MountedApp>& apps) {
  std::vector<store::Database*> all;
  for (const FoldHandler& fold : kind.folds) {
    const MountedApp* teller = teller_of(fold.event, kind.name, apps);
    if (!teller) continue;
    store::Database* source = teller->database.get();
    if (std::find(all.begin(), all.end(), source) == all.end()) all.push_back(source);
  }
  return all;
}

// A log that is read in so long is read before anybody is served.
constexpr std::chrono::seconds most_patient_start{1};

}  // namespace

Projections::Held AppProjections::hold(const void* kind) const {
  const auto found = all.find(kind);
  if (found == all.end()) throw std::logic_error("a handler asks for a projection of another app");
  return found->second->hold();
}

AllProjections::AllProjections(std::deque<MountedApp>& apps, std::function<Timestamp()> clock)
    : apps_(apps), clock_(std::move(clock)) {
  for (MountedApp& app : apps) {
    app.projections = std::make_shared<AppProjections>();
    for (const ProjectionKind& kind : app.app.projections()) {
      std::vector<bus::Fold> folds;
      for (const FoldHandler& handler : kind.folds) folds.push_back(fold_of(handler));
      const auto sources = sources_of(kind, apps);
      for (store::Database* source : sources) {
        if (std::find(sources_.begin(), sources_.end(), source) == sources_.end())
          sources_.push_back(source);
      }
      app.projections->all[kind.kind] =
          std::make_unique<bus::Projection>(kind.name, kind.make(), std::move(folds), sources);
    }
  }
}

AllProjections::~AllProjections() { stop(); }

void AllProjections::read_at_once() try {
  const auto end = std::chrono::steady_clock::now() + most_patient_start;
  for (const store::Database* source : sources_) {
    while (std::chrono::steady_clock::now() < end && look(*source)) {
    }
  }
} catch (...) {
  events_wait(0, std::current_exception());  // whoever follows the logs tries again
}

void AllProjections::start() {
  if (sources_.empty()) return;
  read_at_once();
  store::LogFollower::Options options{.failed = events_wait};
  for (store::Database* source : sources_) {
    options.logs.push_back({source, [this, source] {
                              using Found = store::LogFollower::Found;
                              return look(*source) ? Found::rows : Found::nothing;
                            }});
  }
  follower_ = std::make_unique<store::LogFollower>(std::move(options));
  follower_->start();
}

void AllProjections::stop() { follower_.reset(); }

bool AllProjections::look(const store::Database& source) {
  bool any = false;
  for (MountedApp& app : apps_) {
    for (auto& [kind, projection] : app.projections->all)
      any = projection->step(source, clock_()) || any;
  }
  return any;
}

void AllProjections::run() {
  for (const store::Database* source : sources_) {
    while (look(*source)) {
    }
  }
}

bool AllProjections::caught_up() const {
  return std::all_of(apps_.begin(), apps_.end(), [](const MountedApp& app) {
    const auto& all = app.projections->all;
    return std::all_of(all.begin(), all.end(),
                       [](const auto& one) { return one.second->caught_up(); });
  });
}

}  // namespace stoa
