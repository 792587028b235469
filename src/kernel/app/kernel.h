// The kernel: takes the configuration and the list of apps, and serves them.
//
// Owned by main (or a test). start(), stop() are for its thread; handle() for any.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "kernel/app/app.h"
#include "kernel/app/config.h"
#include "kernel/app/mounted.h"
#include "kernel/http/message.h"
#include "kernel/http/server.h"

namespace stoa {

struct KernelOptions {
  Config config;
  bool demo = false;                       // plant each app's demo data into an empty database
  bool strict_problems = false;            // an unlisted problem is a bug (tests)
  Authenticator* authenticator = nullptr;  // instead of that of the apps (tests)
  Directory* directory = nullptr;          // the same
  mail::Postman* postman = nullptr;        // instead of that of the configuration (tests)
  // Apps of this program that another process serves: their roles can be given here.
  std::vector<App> elsewhere = {};
  // Refuse to open when nothing finds out who calls and a route must know.
  bool must_authenticate = false;
  // By which jobs are due (tests).
  std::function<Timestamp()> clock = &wall_clock;
  // Called when a database can no longer be trusted (a sync failed): the process must end.
  std::function<void(std::string)> fatal = {};
};

class Kernel {
 public:
  Kernel(KernelOptions options, std::vector<App> apps);
  ~Kernel();
  Kernel(const Kernel&) = delete;

  // Opens and migrates the databases, and nothing more. Throws with a sentence.
  void migrate();
  // Migrates, starts the services, plants the demo. Throws with a sentence.
  void open();
  // Listens; after open().
  void listen();
  // What the person at the terminal should read once it listens.
  const std::string& notice() const;
  // The port that was bound.
  std::uint16_t port() const;
  // The same of a door that has one of its own, in the order of doors.listen.
  std::uint16_t door_port(std::size_t door) const;
  // Runs all jobs that are due and waits for them; how many runs that were. For tests, before
  // listen(), from where jobs run by themselves.
  std::size_t run_due_jobs();
  // Stops accepting, finishes what runs, closes the databases.
  void stop();

  // The front door, which the server and the tests use.
  void handle(std::shared_ptr<const http::Request> request, http::Respond respond);

  // What is to become of a request's body: the server and the tests ask before they have it.
  http::Intake admit(const http::Request& request) const;

  const std::deque<MountedApp>& apps() const;
  // The OpenAPI document, compact.
  const std::string& openapi() const;

 private:
  void listen_at_door(const std::string& entry);

  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace stoa
