#include "kernel/store/postgres_presence.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <stdexcept>
#include <utility>

namespace stoa::store {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using Holder = std::unique_ptr<PostgresConnection>;

// A server lets go of a lock some moments after the process that held it has ended.
constexpr auto patience = 1s, between_looks = 1s;
constexpr auto between_tries = 50ms;

// A pair of numbers is a lock of another kind than the one number that writers wait for turns by.
constexpr std::string_view lock_shared = "select pg_try_advisory_lock_shared(1400139617, 1)";
constexpr std::string_view lock_alone = "select pg_try_advisory_lock(1400139617, 1)";
constexpr std::string_view select_holders =
    "select string_agg(coalesce(nullif(a.application_name, ''), 'somebody'), ' and ') "
    "from pg_locks l join pg_stat_activity a on a.pid = l.pid join pg_database d "
    "on d.oid = l.database where d.datname = current_database() and l.locktype = 'advisory' "
    "and l.classid = 1400139617 and l.objid = 1 and l.objsubid = 2 and l.granted "
    "and l.pid <> pg_backend_pid()";

// By this name the server tells others who holds the lock: "stoa move on pluto, process 4711".
std::string name_of(std::string_view doing) {
  std::array<char, 33> host{};
  ::gethostname(host.data(), host.size() - 1);
  return fmt::format("stoa {} on {}, process {}", doing, host.data(), ::getpid());
}

Holder connect(PostgresServer& server, std::string_view doing) {
  auto connection = server.connect("public", Purpose::read);
  const auto name = name_of(doing);
  const Value value = std::string_view(name);
  connection->run(
      "select set_config('application_name', $1, false), "
      "set_config('idle_session_timeout', '0', false)",
      {&value, 1}, {});
  return connection;
}

bool try_lock(PostgresConnection& connection, std::string_view sql) {
  const auto until = Clock::now() + patience;
  for (;;) {
    bool locked = false;
    connection.run(sql, {}, [&](const Row& row) { return locked = std::get<bool>(row.at(0)); });
    if (locked || Clock::now() > until) return locked;
    std::this_thread::sleep_for(between_tries);
  }
}

bool answers(PostgresConnection& connection) {
  try {
    connection.run("select 1", {}, {});
    return true;
  } catch (const StoreError&) {
    return false;
  }
}

std::string holders(PostgresConnection& connection) {
  std::string names = "somebody";
  connection.run(select_holders, {}, [&](const Row& row) {
    const Value value = row.at(0);
    if (const auto* text = std::get_if<std::string_view>(&value)) names = *text;
    return false;
  });
  return names;
}

// The lock for a process that serves. Throws std::runtime_error when it is not to be had.
Holder join(PostgresServer& server) {
  auto connection = connect(server, "serve");
  if (try_lock(*connection, lock_shared)) return connection;
  throw std::runtime_error(
      fmt::format("The database is in use by {}: wait for its end.", holders(*connection)));
}

}  // namespace

Presence::Presence(PostgresServer& server, Displaced displaced)
    : server_(server), displaced_(std::move(displaced)), connection_(join(server)) {
  thread_ = std::jthread([this](const std::stop_token& stop) { keep(stop); });
}

void Presence::watch(const void* who, std::string sql, Changed changed) {
  const std::lock_guard lock(watching_);
  if (changed)
    watched_.insert_or_assign(who, Watched{std::move(sql), std::move(changed)});
  else
    watched_.erase(who);
}

// What is asked for the first time counts as changed: nobody knows what was before.
void Presence::look_at_watched() {
  const std::lock_guard lock(watching_);
  for (auto& [who, one] : watched_) {
    std::string answer;
    connection_->run(one.sql, {}, [&](const Row& row) {
      const Value value = row.at(0);
      if (const auto* text = std::get_if<std::string_view>(&value)) answer = *text;
      return false;
    });
    if (one.answer == answer) continue;
    one.answer = answer;
    one.changed();
  }
}

void Presence::keep(const std::stop_token& stop) {
  while (wait(stop)) {
    try {
      look_after();
    } catch (const StoreError&) {  // the server is away: those who use it hear of that themselves
    } catch (const std::runtime_error& error) {
      if (displaced_) displaced_(error.what());
      return;
    }
  }
}

// False when it is time to end.
bool Presence::wait(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, stop, between_looks, [] { return false; });
  return !stop.stop_requested();
}

// Without the lock for as short as can be: somebody could take it.
void Presence::look_after() {
  if (!connection_ || !answers(*connection_)) {
    connection_.reset();
    connection_ = join(server_);
  }
  look_at_watched();
}

SoleUse::SoleUse(PostgresServer& server, std::string_view what)
    : connection_(connect(server, "move")) {
  if (try_lock(*connection_, lock_alone)) return;
  const auto names = holders(*connection_);
  if (names == name_of("move"))
    throw std::runtime_error(fmt::format("The {} is the very database that is moved.", what));
  throw std::runtime_error(fmt::format("The {} is in use by {}. Stop it first.", what, names));
}

void SoleUse::check() { connection_->run("select 1", {}, {}); }

}  // namespace stoa::store
