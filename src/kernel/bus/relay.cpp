#include "kernel/bus/relay.h"

#include <algorithm>

#include "kernel/model/capacity.h"
#include "kernel/store/job_queue.h"

namespace stoa::bus {
namespace {

constexpr std::size_t rows_at_once = 100;
// When so many of a batch fail, what is wrong is not with one of them: the rest become jobs at
// once.
constexpr std::size_t most_failures = 5;

// Thrown out of a transaction that somebody else's cursor step made void.
struct Overtaken {};

bool is_job_waiting(store::Connection& connection, const std::string& turn) {
  const store::Value value = std::string_view(turn);
  bool found = false;
  connection.run("select 1 from _jobs where turn = $1 and line > 0 and state <> 'dead' limit 1",
                 {&value, 1}, [&](const store::Row&) { return found = true; });
  return found;
}

void park(store::Connection& connection, const Listener& listener, const store::LogRow& row,
          const std::string& turn, Timestamp now) {
  const JobKeys keys{.one_at_a_time = turn};
  store::enqueue_job(connection, {.kind = listener.job,
                                  .payload = row.payload,
                                  .due = now,
                                  .created = now,
                                  .keys = keys,
                                  .trace = row.trace});
}

// What no handler is to blame for.
bool is_nobodys_fault(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const store::StoreError& store) {
    return !store.of_data() && store.kind != store::StoreError::Kind::other;
  } catch (const Refusal& refusal) {
    return is_want_of_capacity(refusal.problem);
  } catch (const Overtaken&) {
    return true;
  } catch (...) {
    return false;
  }
}

}  // namespace

std::string Relay::Delivery::turn() const { return "on " + listener->job + " " + row->key; }

void Relay::open(Timestamp now) {
  const Subscription& s = subscription_;
  std::string stands;
  s.target->read_now(
      [&](store::Connection& connection) { stands = store::stored_cursor(connection, s.reader); });
  if (!stands.empty() || s.backfill) return;
  std::string end;
  s.source->read_now([&](store::Connection& connection) { end = store::end_of_log(connection); });
  s.target->write_now([&](store::Connection& connection) {
    store::move_cursor(connection, s.reader, "", end, now);  // or another process did
  });
}

std::vector<Relay::Delivery> Relay::deliveries(const std::vector<store::LogRow>& rows) const {
  std::vector<Delivery> all;
  for (const store::LogRow& row : rows) {
    for (const Listener& listener : subscription_.listeners) {
      if (listener.event == row.kind) all.push_back({&row, &listener});
    }
  }
  return all;
}

bool Relay::step(Timestamp now) {
  const Subscription& s = subscription_;
  std::string from;
  s.target->read_now(
      [&](store::Connection& connection) { from = store::stored_cursor(connection, s.reader); });
  std::vector<store::LogRow> rows;
  s.source->read_now([&](store::Connection& connection) {
    rows = store::read_log(connection, from, rows_at_once);
  });
  if (rows.empty()) {
    lag_ = 0;
    return false;
  }
  lag_ = std::max<std::int64_t>(0, now.micros - rows.front().at.micros);
  hand_over(deliveries(rows), from, rows.back().cursor, now);
  return true;
}

// A batch that a handler breaks is undone, and done again with that event as a job.
void Relay::hand_over(std::span<const Delivery> all, const std::string& from, const std::string& to,
                      Timestamp now) {
  failed_.clear();
  while (!attempt(all, from, to, now)) {
  }
}

bool Relay::attempt(std::span<const Delivery> all, const std::string& from, const std::string& to,
                    Timestamp now) {
  std::uint64_t parked = 0;
  std::exception_ptr error;
  const Delivery* at = nullptr;
  auto work = [&](store::Connection& connection) {
    parked = 0;
    error = nullptr;
    if (!store::move_cursor(connection, subscription_.reader, from, to, now)) throw Overtaken{};
    for (const Delivery& one : all) {
      at = &one;
      const std::string turn = one.turn();
      const bool give_up = failed_.size() >= most_failures || failed_.contains(&one);
      if (!one.listener->handle || give_up || is_job_waiting(connection, turn)) {
        park(connection, *one.listener, *one.row, turn, now);
        ++parked;
        continue;
      }
      try {
        one.listener->handle(connection, *one.row, now);
        connection.settle();
      } catch (...) {
        error = std::current_exception();
        throw;
      }
    }
  };
  try {
    subscription_.target->write_now({.work = work, .urgency = store::Urgency::background});
  } catch (const Overtaken&) {
    return true;  // another process has done this batch
  } catch (...) {
    if (!error || is_nobodys_fault(error)) throw;
    failed_.insert(at);
    return false;
  }
  handled_ += all.size() - parked;
  parked_ += parked;
  return true;
}

}  // namespace stoa::bus
