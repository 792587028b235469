#include "horizon.h"

#include <atomic>
#include <chrono>
#include <future>
#include <random>
#include <set>
#include <thread>

#include "kernel/store/log.h"
#include "kernel/store/postgres_server.h"

namespace stoa::crash {
namespace {

using namespace std::chrono_literals;
using store::Purpose;
using Control = store::Session::Control;
using Numbers = std::multiset<std::int64_t>;

constexpr int writers = 16, writes = 60;  // of each

std::int64_t number_of(const std::string& cursor) {
  return std::stoll(cursor.substr(cursor.find('-') + 1));
}

void write(store::PostgresServer& server, unsigned seed) {
  std::mt19937 random{seed};
  std::uniform_int_distribution<> ms(0, 20);
  const auto connection = server.connect("public", Purpose::write);
  for (int i = 0; i < writes; ++i) {
    connection->control(Control::begin_write);
    store::append_to_log(*connection, {.at = {i + 1}, .kind = store::change_kind, .key = "key"});
    connection->settle();
    std::this_thread::sleep_for(std::chrono::milliseconds(ms(random)));
    connection->control(Control::commit);
  }
}

// Calls `look` again and again, and a last time when all is written.
template <class Look>
void follow(store::PostgresServer& server, const std::atomic<bool>& written, Look look) {
  const auto connection = server.connect("public", Purpose::read);
  for (bool last = false; !last;) {
    last = written;
    connection->limit(10s);
    connection->control(Control::begin_read);
    look(*connection);
    connection->control(Control::commit);
  }
}

Numbers read_up_to_horizon(store::PostgresServer& server, const std::atomic<bool>& written) {
  Numbers seen;
  std::string cursor;
  follow(server, written, [&](store::Connection& connection) {
    for (const auto& row : store::read_log(connection, cursor, 10'000)) {
      seen.insert(number_of(row.cursor));
      cursor = row.cursor;
    }
  });
  return seen;
}

Numbers read_all_there_is(store::PostgresServer& server, const std::atomic<bool>& written) {
  Numbers seen;
  std::int64_t last = 0;
  follow(server, written, [&](store::Connection& connection) {
    const store::Value after = last;
    connection.run("select seq from _log where seq > $1 order by seq", {&after, 1},
                   [&](const store::Row& row) {
                     seen.insert(last = std::get<std::int64_t>(row.at(0)));
                     return true;
                   });
  });
  return seen;
}

Numbers read_afterwards(store::PostgresServer& server) {
  const std::atomic<bool> written = true;
  return read_all_there_is(server, written);
}

std::size_t missing(const Numbers& all, const Numbers& seen) {
  std::size_t missing = 0;
  for (const std::int64_t number : all) missing += seen.contains(number) ? 0 : 1;
  return missing;
}

}  // namespace

Tails race_two_tails(Cluster& cluster) {
  store::PostgresServer server({.url = cluster.create_database(), .connections = writers + 2});
  {
    const auto connection = server.connect("public", Purpose::write);
    connection->control(Control::begin_write);
    store::create_kernel_tables(*connection);
    connection->control(Control::commit);
  }
  std::atomic<bool> written = false;
  auto sound = std::async(std::launch::async, [&] { return read_up_to_horizon(server, written); });
  auto naive = std::async(std::launch::async, [&] { return read_all_there_is(server, written); });
  std::vector<std::future<void>> work;
  for (unsigned seed = 1; seed <= writers; ++seed)
    work.push_back(std::async(std::launch::async, [&server, seed] { write(server, seed); }));
  for (auto& one : work) one.wait();
  written = true;
  const Numbers all = read_afterwards(server), by_sound = sound.get(), by_naive = naive.get();
  for (auto& one : work) one.get();
  return {.rows = all.size(),
          .missed = missing(all, by_sound),
          .twice = by_sound.size() - std::set(by_sound.begin(), by_sound.end()).size(),
          .naive_missed = missing(all, by_naive)};
}

}  // namespace stoa::crash
