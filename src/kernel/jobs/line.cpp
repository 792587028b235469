#include "kernel/jobs/line.h"

#include <fmt/format.h>

#include <array>
#include <set>

#include "kernel/store/job_lines.h"
#include "kernel/store/job_queue.h"

namespace stoa::jobs {
namespace {

using store::Connection;
using store::Dialect;
using store::Row;
using store::Value;

// The keys are taken before their lines are looked at: what ends in between is there again for
// whoever claims next.
void let_forward(Connection& connection) {
  static const std::string sql =
      fmt::format("update _jobs set line = 1 where line = 2 and seq = {}", first_in_line("$1"));
  std::set<std::string> turns;
  connection.run("delete from _job_turns where turn > '' returning turn", {}, [&](const Row& row) {
    turns.emplace(std::get<std::string_view>(row.at(0)));
    return true;
  });
  for (const std::string& turn : turns) {
    const Value key = std::string_view(turn);
    connection.enqueue(sql, {&key, 1});
  }
}

void give_places(Connection& connection, const Kind& kind, Timestamp now) {
  static constexpr std::string_view sql =
      "with come as materialized (select seq from _jobs where {} = 0 and kind = $1 "
      "and due <= $2 order by due, seq limit 1000{}) "
      "update _jobs set line = 1 from come where _jobs.seq = come.seq";
  static const std::string on_sqlite = fmt::format(sql, store::line_of_waiting, ""),
                           on_postgres =
                               fmt::format(sql, store::line_of_waiting, " for update skip locked");
  const std::array<Value, 2> values = {std::string_view(kind.name), now.micros};
  connection.enqueue(connection.dialect() == Dialect::sqlite ? on_sqlite : on_postgres, values);
}

}  // namespace

void move_lines(Connection& connection, const Lines& lines, const std::vector<Kind>& kinds,
                Timestamp now) {
  if (lines.moved) let_forward(connection);
  if (!lines.early || *lines.early > now) return;
  for (const Kind& kind : kinds) give_places(connection, kind, now);
}

void doubt_lines(Connection& connection) {
  connection.run(
      "insert into _job_turns (turn) select distinct turn from _jobs "
      "where turn is not null and line > 0 and state <> 'dead'",
      {}, {});
}

std::string first_in_line(std::string_view turn) {
  return fmt::format(
      "(select seq from _jobs where turn = {} and line > 0 and state <> 'dead' "
      "order by {}, seq limit 1)",
      turn, store::rank_in_line);
}

}  // namespace stoa::jobs
