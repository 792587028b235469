// Routes that an app makes while it is served, out of definitions that people write.
//
// They are routes like any other: only their Shapes are made at run time, and their calls know what
// they are about. Owned by the MountedApp, filled by the app's service; any thread. What was put
// here once stays in memory until the process ends, since requests, streams and what is remembered
// of Shapes refer to it: definitions change by people's hands, not by traffic.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <shared_mutex>
#include <string>
#include <unordered_map>

#include "kernel/app/made_tables.h"
#include "kernel/app/router.h"

namespace stoa {

class MadeRoutes {
 public:
  explicit MadeRoutes(MountedApp& app) : app_(app) {}

  // The routes below a prefix of two segments ("/shelf/books"), in the place of those that were
  // there. `routes` is an App of the same name that lists them; it gets what lists and records have
  // besides. Throws std::logic_error as App::add_route does.
  void put(const std::string& prefix, App routes);
  void remove(const std::string& prefix);
  // What events call the records behind them. Before any request.
  void name_tables(const MadeTableSource& tables) { tables_ = tables; }
  const MadeTableSource& tables() const { return tables_; }

  Match find(std::string_view method, std::string_view path) const;
  // Where a record of this Shape is read; nullptr for nowhere.
  const MountedRoute* record(const Shape& shape) const;
  // The OpenAPI document of those below "/shelf", compact.
  std::string document(std::string_view prefix, const std::string& title,
                       const std::string& description) const;
  // Those that are there now, below "/shelf" or, for "", all.
  std::vector<const MountedRoute*> below(std::string_view prefix) const;

 private:
  struct Set {
    std::deque<MountedRoute> routes;
    Router router;
  };
  void retire(const std::string& prefix);

  MountedApp& app_;
  MadeTableSource tables_ = {};
  mutable std::shared_mutex mutex_;
  std::deque<Set> all_;
  std::map<std::string, const Set*, std::less<>> current_;
  std::unordered_map<const Shape*, const MountedRoute*> records_;
};

}  // namespace stoa
