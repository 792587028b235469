// The collections that this process serves: what is kept of them, as types and routes.
//
// The app's service. Any thread; one builds at a time. What this process changes it serves at once;
// what another one changes, within a second.
#pragma once

#include <deque>
#include <mutex>
#include <thread>

#include "apps/collections/build.h"
#include "kernel/app/service.h"

namespace stoa::collections {

class Catalogue : public Service {
 public:
  explicit Catalogue(const ServiceContext& context);

  // Serves what is kept of a project now; after a change of it. Waits.
  void refresh(const Id<Project>& project);
  // The same, made before it is kept: throws what is wrong with it (build.h).
  std::unique_ptr<Build> try_out(const Plan& plan, const Uuid& at);

 private:
  struct Served {
    std::int64_t version = 0;  // of the project, as it was looked at
    std::string state;         // what it was made of
    Membership members;
    std::vector<std::string> paths;
    std::deque<std::unique_ptr<Build>> builds;  // the last is served; those before may be in use
  };
  void look();
  void keep_looking(const std::stop_token& stop);
  void serve(Served& served, const Plan& plan);
  void withdraw(Served& served);

  store::Database& database_;
  MadeRoutes& routes_;
  std::mutex mutex_;
  std::map<Id<Project>, Served> served_;
  std::jthread looking_;  // where other processes may write to the same database; ends first
};

}  // namespace stoa::collections
