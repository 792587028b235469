// The collections that this process serves: what is kept of them, as types and routes.
//
// The app's service. Any thread; one builds at a time. What this process changes it serves at once;
// what another one changes, within a second.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "apps/collections/build.h"
#include "apps/collections/limits.h"
#include "kernel/app/made_routes.h"
#include "kernel/app/service.h"

namespace stoa::collections {

class Catalogue : public Service {
 public:
  explicit Catalogue(const ServiceContext& context);
  ~Catalogue() override;

  // Serves what is kept of a project now; after a change of it. Waits.
  void refresh(const Id<Project>& project);
  // The same, made before it is kept: throws what is wrong with it (build.h).
  std::unique_ptr<Build> try_out(const Plan& plan, const Places& at);
  const Limits& limits() const { return limits_; }
  // A collection as it is kept now, and where its routes are; nullptr if it is not served. Waits.
  std::shared_ptr<const Collection> collection(const Id<Project>& project,
                                               const Id<Definition>& definition);
  const MadeRoutes& routes() const { return routes_; }

 private:
  struct Served {
    std::int64_t version = 0;  // of the project, as it was looked at
    std::string state;         // what it was made of
    Membership members;
    std::vector<std::string> paths;
    std::deque<std::unique_ptr<Build>> builds;  // the last is served; those before may be in use
  };
  void look();
  void look_when_told();
  void keep_looking(const std::stop_token& stop);
  void serve(Served& served, const Plan& plan);
  void withdraw(Served& served);

  const Limits limits_;
  store::Database& database_;
  MadeRoutes& routes_;
  std::mutex mutex_;
  std::map<Id<Project>, Served> served_;
  store::Presence* const presence_;  // where other processes may write to the same database
  std::mutex telling_;
  std::condition_variable_any told_;
  bool is_due_ = false;   // guarded by telling_
  std::jthread looking_;  // ends first
};

}  // namespace stoa::collections
