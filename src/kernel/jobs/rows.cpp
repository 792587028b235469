#include "kernel/jobs/rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "kernel/jobs/schedule.h"
#include "kernel/store/job_lines.h"
#include "kernel/store/job_queue.h"

namespace stoa::jobs {
namespace {

using store::Blob;
using store::Connection;
using store::Dialect;
using store::Row;
using store::Value;

std::int64_t number_at(const Row& row, std::size_t column) {
  return std::get<std::int64_t>(row.at(column));
}

std::string text_at(const Row& row, std::size_t column) {
  const Value value = row.at(column);
  const auto* text = std::get_if<std::string_view>(&value);
  return text ? std::string(*text) : std::string();
}

std::optional<Timestamp> time_at(const Row& row, std::size_t column) {
  const Value value = row.at(column);
  const auto* micros = std::get_if<std::int64_t>(&value);
  if (!micros) return {};
  return Timestamp{*micros};
}

Uuid uuid_at(const Row& row, std::size_t column) {
  Uuid id;
  const auto bytes = std::get<Blob>(row.at(column)).bytes;
  std::copy(bytes.begin(), bytes.end(), id.bytes.begin());
  return id;
}

constexpr int most_looks = 4;  // of a claim

// Those that are due and not known to be behind others: the first of their lines run, the rest are
// passed over from here on.
std::string claim_sql(Dialect dialect) {
  return fmt::format(
      "with looked as materialized (select j.seq, j.turn is null or j.seq = {} as first "
      "from _jobs j where {} = 1 and j.kind = $1 and j.due <= $2 "
      "order by j.due, j.seq limit $3{}) "
      "update _jobs set state = case when first then 'running' else 'waiting' end, "
      "line = case when first then 1 else 2 end, "
      "attempts = attempts + case when first then 1 else 0 end, "
      "lease = case when first then $4 end, lease_until = case when first then $5 end, "
      "unique_key = case when not first then unique_key end "
      "from looked where _jobs.seq = looked.seq "
      "returning _jobs.seq, id, payload, trace, attempts, portions, due, turn, line",
      first_in_line("j.turn"), store::line_of_waiting,
      dialect == Dialect::sqlite ? "" : " for update of j skip locked");
}

constexpr std::string_view is_held = " where id = $1 and lease = $2 and state = 'running'";

std::optional<Timestamp> earlier(std::optional<Timestamp> a, std::optional<Timestamp> b) {
  if (!a || !b) return a ? a : b;
  return std::min(*a, *b);
}

Claimed claimed(const Row& row, const Claim& claim) {
  return {.run = {.id = uuid_at(row, 1),
                  .lease = claim.lease,
                  .kind = claim.kind->name,
                  .payload = text_at(row, 2),
                  .trace = text_at(row, 3),
                  .attempt = static_cast<int>(number_at(row, 4)),
                  .portion = static_cast<int>(number_at(row, 5)),
                  .now = claim.now},
          .kind = claim.kind,
          .due = {number_at(row, 6)},
          .turn = text_at(row, 7)};
}

std::array<Value, 2> held(const Claimed& job) {
  return {Blob{job.run.id.view()}, Blob{job.run.lease.view()}};
}

// However it ended: the others of its line are looked at again.
void end_turn(Connection& connection, const Claimed& job) {
  if (!job.turn.empty()) store::end_turn(connection, job.turn);
}

void forget_steps(Connection& connection, const Uuid& job) {
  const Value id = Blob{job.view()};
  connection.enqueue("delete from _job_steps where job = $1", {&id, 1});
}

bool finish(Connection& connection, const Claimed& job) {
  return connection.run(fmt::format("delete from _jobs{}", is_held), held(job), {}) == 1;
}

bool continue_later(Connection& connection, const Claimed& job, Timestamp due) {
  const std::array<Value, 3> values = {held(job)[0], held(job)[1], due.micros};
  return connection.run(
             fmt::format(
                 "update _jobs set state = 'waiting', due = $3, attempts = 0, "
                 "portions = portions + 1, lease = null, lease_until = null, error = null{}",
                 is_held),
             values, {}) == 1;
}

// A new id for a new time, so that no key or step of the last one is taken for one of the next.
bool recur(Connection& connection, const Claimed& job, Timestamp now, std::string_view error) {
  const Uuid next = make_uuid_v7(now);
  const std::array<Value, 5> values = {held(job)[0], held(job)[1], Blob{next.view()},
                                       next_time(job.kind->schedule, job.due, now).micros,
                                       error.empty() ? Value{} : Value{error}};
  return connection.run(
             fmt::format("update _jobs set state = 'waiting', id = $3, due = $4, attempts = 0, "
                         "portions = 0, lease = null, lease_until = null, error = $5{}",
                         is_held),
             values, {}) == 1;
}

}  // namespace

// No min(): PostgreSQL may read all of an index for it, where it believes that there are few.
Outlook look(Connection& connection, const std::vector<Kind>& kinds) {
  std::string sql =
      "select cast(-1 as bigint), "
      "(select cast(1 as bigint) from _job_turns order by turn limit 1), "
      "cast(null as bigint), cast(null as bigint), cast(null as bigint)";
  std::vector<Value> names;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    sql += fmt::format(" union all select cast({} as bigint)", i);
    for (const int line : {0, 1, 2})
      sql +=
          fmt::format(", (select due from _jobs where {} = {} and kind = ${} order by due limit 1)",
                      store::line_of_waiting, line, i + 1);
    sql += fmt::format(
        ", (select min(lease_until) from _jobs where state = 'running' and kind = ${})", i + 1);
    names.emplace_back(std::string_view(kinds[i].name));
  }
  Outlook outlook;
  outlook.due.resize(kinds.size());
  outlook.oldest.resize(kinds.size());
  connection.run(sql, names, [&](const Row& row) {
    const std::int64_t index = number_at(row, 0);
    const auto early = time_at(row, 1);
    if (index < 0) {
      outlook.lines.moved = early.has_value();
      return true;
    }
    const auto kind = static_cast<std::size_t>(index);
    outlook.due[kind] = earlier(early, time_at(row, 2));
    outlook.oldest[kind] = earlier(outlook.due[kind], time_at(row, 3));
    outlook.lines.early = earlier(outlook.lines.early, early);
    outlook.lease_end = earlier(outlook.lease_end, time_at(row, 4));
    return true;
  });
  return outlook;
}

void begin_claims(Connection& connection) {
  if (connection.dialect() == Dialect::sqlite) return;
  connection.enqueue(
      "select pg_advisory_xact_lock(hashtextextended(current_schema() || ' jobs', 0))", {});
}

Claims claim(Connection& connection, const Claim& claim) {
  static const std::string on_sqlite = claim_sql(Dialect::sqlite),
                           on_postgres = claim_sql(Dialect::postgres);
  const bool sqlite = connection.dialect() == Dialect::sqlite;
  std::vector<std::pair<std::int64_t, Claimed>> found;
  bool more = true;
  for (int i = 0; i < most_looks && more; ++i) {
    const auto room = claim.most - static_cast<std::int64_t>(found.size());
    const std::array<Value, 5> values = {std::string_view(claim.kind->name), claim.now.micros, room,
                                         Blob{claim.lease.view()}, claim.until.micros};
    std::int64_t looked = 0, behind = 0;
    connection.run(sqlite ? on_sqlite : on_postgres, values, [&](const Row& row) {
      ++looked;
      if (number_at(row, 8) == 2)
        ++behind;
      else
        found.emplace_back(number_at(row, 0), claimed(row, claim));
      return true;
    });
    more = looked == room && behind > 0;
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
    return std::pair(a.second.due, a.first) < std::pair(b.second.due, b.first);
  });
  Claims claims{.jobs = {}, .more = more};
  for (auto& [number, job] : found) claims.jobs.push_back(std::move(job));
  return claims;
}

bool renew(Connection& connection, const Uuid& lease, Timestamp until) {
  const std::array<Value, 2> values = {Blob{lease.view()}, until.micros};
  return connection.run("update _jobs set lease_until = $2 where state = 'running' and lease = $1",
                        values, {}) > 0;
}

void complete(Connection& connection, const Claimed& job, const Again& again, Timestamp now) {
  const bool ended = !again.more && job.kind->schedule.empty();
  const bool held = again.more ? continue_later(connection, job, now + again.after)
                    : ended    ? finish(connection, job)
                               : recur(connection, job, now, "");
  if (!held) throw LeaseLost{};
  end_turn(connection, job);
  if (!again.more && job.kind->task) forget_steps(connection, job.run.id);
}

bool fail(Connection& connection, const Claimed& job, const Failure& failure) {
  const bool last = failure.final || job.run.attempt >= job.kind->options.attempts;
  if (last && !job.kind->schedule.empty()) {
    if (recur(connection, job, failure.now, failure.error)) forget_steps(connection, job.run.id);
    return false;
  }
  const std::array<Value, 5> values = {
      held(job)[0], held(job)[1], std::string_view(last ? "dead" : "waiting"),
      (last ? failure.now : failure.next).micros, std::string_view(failure.error)};
  const bool was_held =
      connection.run(fmt::format("update _jobs set state = $3, due = $4, lease = null, "
                                 "lease_until = null, error = $5{}",
                                 is_held),
                     values, {}) == 1;
  end_turn(connection, job);
  return last && was_held;
}

void give_back(Connection& connection, const Claimed& job, Timestamp due) {
  const std::array<Value, 3> values = {held(job)[0], held(job)[1], due.micros};
  connection.run(
      fmt::format("update _jobs set state = 'waiting', attempts = attempts - 1, due = $3, "
                  "lease = null, lease_until = null{}",
                  is_held),
      values, {});
  end_turn(connection, job);
}

std::int64_t take_over(Connection& connection, const std::vector<Kind>& kinds, Timestamp now) {
  std::int64_t taken = 0;
  std::vector<std::string> turns;
  const auto ended = [&](const Row& row) {
    ++taken;
    if (const std::string turn = text_at(row, 0); !turn.empty()) turns.push_back(turn);
    return true;
  };
  for (const Kind& kind : kinds) {
    const std::array<Value, 3> values = {std::string_view(kind.name), now.micros,
                                         std::int64_t{kind.options.attempts}};
    connection.run(
        "update _jobs set state = case when attempts >= $3 and schedule is null then 'dead' "
        "else 'waiting' end, lease = null, lease_until = null, "
        "error = 'the process that ran it has gone' "
        "where state = 'running' and kind = $1 and lease_until <= $2 returning turn",
        values, ended);
  }
  for (const std::string& turn : turns) store::end_turn(connection, turn);
  return taken;
}

void register_schedules(Connection& connection, const std::vector<Kind>& kinds, Timestamp now) {
  std::vector<std::string> there;
  connection.run("select kind from _jobs where schedule is not null", {}, [&](const Row& row) {
    there.push_back(text_at(row, 0));
    return true;
  });
  for (const std::string& name : there) {
    const bool known = std::any_of(kinds.begin(), kinds.end(), [&](const Kind& kind) {
      return kind.name == name && !kind.schedule.empty();
    });
    const Value gone = std::string_view(name);
    if (!known)
      connection.run("delete from _jobs where schedule is not null and kind = $1", {&gone, 1}, {});
  }
  for (const Kind& kind : kinds) {
    if (kind.schedule.empty()) continue;
    const Uuid id = make_uuid_v7(now);
    const std::array<Value, 5> row = {Blob{id.view()}, std::string_view(kind.name),
                                      std::string_view(kind.schedule),
                                      first_time(kind.schedule, now).micros, now.micros};
    connection.run(
        "insert into _jobs (id, kind, payload, state, due, attempts, portions, schedule, created) "
        "values ($1, $2, '{}', 'waiting', $4, 0, 0, $3, $5) on conflict do nothing",
        row, {});
    const std::array<Value, 3> changed = {row[1], row[2], row[3]};
    connection.run(
        "update _jobs set schedule = $2, due = $3 "
        "where kind = $1 and schedule <> $2 and state = 'waiting'",
        changed, {});
  }
}

std::optional<std::string> kept_step(Connection& connection, const Uuid& job,
                                     std::string_view name) {
  const std::array<Value, 2> values = {Blob{job.view()}, name};
  std::optional<std::string> result;
  connection.run("select result from _job_steps where job = $1 and name = $2", values,
                 [&](const Row& row) {
                   result = text_at(row, 0);
                   return false;
                 });
  return result;
}

void keep_step(Connection& connection, const Run& run, std::string_view name,
               std::string_view result) {
  const std::array<Value, 4> values = {Blob{run.id.view()}, Blob{run.lease.view()}, name, result};
  const auto kept = connection.run(
      "insert into _job_steps (job, name, result) select id, $3, $4 from _jobs "
      "where id = $1 and lease = $2 and state = 'running'",
      values, {});
  if (kept == 0) throw LeaseLost{};
}

std::vector<Count> count_jobs(Connection& connection) {
  std::vector<Count> counts;
  connection.run("select kind, state, count(*) from _jobs group by state, kind", {},
                 [&](const Row& row) {
                   counts.push_back({text_at(row, 0), text_at(row, 1), number_at(row, 2)});
                   return true;
                 });
  return counts;
}

}  // namespace stoa::jobs
