// An app that is being served: its database, and each route with its figures.
//
// Owned by the kernel from start to stop. Immutable but for the figures, which any thread counts.
#pragma once

#include <array>
#include <atomic>
#include <deque>
#include <map>
#include <memory>

#include "kernel/app/app.h"
#include "kernel/app/site_address.h"
#include "kernel/auth/directory.h"
#include "kernel/auth/seal.h"
#include "kernel/files/blob_store.h"
#include "kernel/mail/templates.h"
#include "kernel/observe/metrics.h"
#include "kernel/store/database.h"

namespace stoa {

class AppProjections;
class MadeRoutes;
class Parking;
class Sockets;
class TaskPool;
namespace bus {
class Relay;
}
namespace jobs {
class Runner;
}
class WebhookOffice;

struct MountedApp;

// Of all that answers requests.
struct Figures {
  metrics::Histogram latency;
  std::array<std::atomic<std::uint64_t>, 6> answers{};  // by status / 100

  void count(const http::Response& response, const http::Request& request) {
    const auto taken = std::chrono::steady_clock::now() - request.received;
    latency.observe(std::chrono::duration<double>(taken).count());
    const auto family = static_cast<std::size_t>(response.status / 100);
    answers[family < 6 ? family : 5].fetch_add(1, std::memory_order_relaxed);
  }
};

struct MountedRoute {
  MountedRoute(const Route& route, MountedApp& app) : route(route), app(&app) {}
  Route route;
  MountedApp* app;
  mutable std::atomic<bool> several = false;   // its reads run several statements
  mutable std::atomic<bool> replaced = false;  // it was made, and another stands in its place
  mutable Figures figures;
};

struct MountedDoor {
  MountedDoor(const DoorKind& kind, MountedApp& app) : kind(kind), app(&app), door(kind.make()) {}
  DoorKind kind;
  MountedApp* app;
  std::unique_ptr<Door> door;
  mutable Figures figures;

  std::string name() const;  // "library.opds", as the configuration and the figures have it
};

struct MountedApp {
  explicit MountedApp(App app);
  ~MountedApp();
  App app;
  std::unique_ptr<store::Database> database;
  std::unique_ptr<Service> service;
  Authenticator* authenticator = nullptr;  // nullptr: nobody can sign in
  Directory* directory = nullptr;          // nullptr: nobody has an address
  std::unique_ptr<mail::Templates> templates;
  mail::Postman* postman = nullptr;
  const SiteAddress* site = nullptr;
  std::vector<const bus::Relay*> relays;  // of the events that it hears
  std::shared_ptr<AppProjections> projections;
  jobs::Runner* jobs = nullptr;       // nullptr: the app has none
  WebhookOffice* webhooks = nullptr;  // the same
  std::unique_ptr<files::BlobStore> blobs;
  const files::SpoolFolder* spool = nullptr;
  TaskPool* tasks = nullptr;
  TaskPool* painters = nullptr;      // for what makes pictures smaller
  TaskPool* hashers = nullptr;       // for what hashes passwords
  const auth::Seal* seal = nullptr;  // of cursors and of answers that are kept
  Sockets* sockets = nullptr;
  Parking* parking = nullptr;
  std::deque<MountedRoute> routes;
  std::deque<MountedDoor> doors;
  // Where each kind of record is read: GET /works/{id}.
  std::map<const Shape*, const MountedRoute*> records;
  std::unique_ptr<MadeRoutes> made;  // while it is served, of definitions that people write
  bool strict_problems = false;      // a problem that its route does not list is a bug (tests)
};

}  // namespace stoa
