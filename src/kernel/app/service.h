// What an app has beside its handlers: a service of its own, and what it does for a person.
//
// A service is made by the kernel once the app's database is open and lives until the app stops;
// the app's Tasks reach it by Task::service. Its functions are for any thread.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "kernel/app/config.h"
#include "kernel/app/site_address.h"
#include "kernel/app/task.h"
#include "kernel/auth/authenticator.h"
#include "kernel/auth/directory.h"

namespace stoa {
namespace cluster {
class Cluster;
}
class Backups;
class MadeRoutes;
namespace store {
class Presence;
}

// What an app keeps of a person, as one JSON value; and how it forgets them.
using ExportPerson = Json (*)(Read&, const AccountId&);
using ErasePerson = void (*)(Write&, const AccountId&);

// How the tables that an app makes while it is served come to be in another database, out of what
// its other tables there hold already.
struct MadeTables {
  // Makes them, without a row.
  void (*make)(Write&);
  // Makes what finds their rows, once all of them are there: indexes, words.
  void (*index)(Write&);
  // Columns of theirs that nothing reads any more, which make() does not make:
  // "books_0a1b2c3d.c_title".
  std::set<std::string> (*let_go)(Read&);
};

// All apps, as far as a person is concerned.
class People {
 public:
  virtual ~People() = default;
  // The apps that keep things of people and are served by another process: nothing here reaches
  // them.
  virtual std::vector<std::string> elsewhere() const = 0;
  // The export of each app of this process, by its name. Waits; not for a lane's thread.
  virtual std::vector<std::pair<std::string, Json>> copies(const AccountId&) = 0;
  // Has each app of this process forget the person. Waits; not for a lane's thread. Throws when one
  // could not.
  virtual void erase(const AccountId&) = 0;
};

struct RoleInfo {
  std::string name, purpose;
};

// What a service may keep hold of: all of it outlives the service.
struct ServiceContext {
  const Config& config;
  store::Database& database;           // the app's own
  const std::vector<RoleInfo>& roles;  // of all apps, also of those of another process
  People& people;
  const SiteAddress& site;    // once it listens
  cluster::Cluster& cluster;  // what the processes of the site share beside the database
  MadeRoutes& routes;         // the app's own that it makes of definitions
  const Backups& backups;     // of the whole process
  store::Presence* presence;  // where other processes may write to the same database, or nullptr
  bool demo = false;          // the process serves demo data on loopback
};

class Service {
 public:
  virtual ~Service() = default;
  // Called when the port is known and requests are about to come. Gives what the person at the
  // terminal should read, a one-time link say: it is never logged.
  virtual std::string serving(std::uint16_t /*port*/) { return {}; }
  // Called about once a minute, on a thread where it may wait: what must be done again until it
  // succeeds.
  virtual void tend() {}
  // Who finds out the principals of all apps, if this is the one.
  virtual Authenticator* authenticator() { return nullptr; }
  // Who knows where mails to accounts go, if this is the one.
  virtual Directory* directory() { return nullptr; }
};

using StartService = std::unique_ptr<Service> (*)(const ServiceContext&);

}  // namespace stoa
