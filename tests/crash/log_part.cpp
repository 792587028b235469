#include <algorithm>
#include <cstdio>
#include <random>

#include "horizon.h"
#include "log_check.h"
#include "parts.h"

namespace stoa::crash {
namespace {

Complaints complaints_of(const LogState& log) {
  Complaints complaints;
  compare_logs(log.copy, log.table, complaints);
  check_log(log.copy, log.records, complaints);
  return complaints;
}

// What a reader could do wrong.
struct Slip {
  const char* what;
  void (*make)(std::vector<LogRow>& copy);
};
constexpr Slip slips[] = {
    {"a row is missing", [](auto& copy) { copy.erase(copy.begin() + copy.size() / 2); }},
    {"the last row is missing", [](auto& copy) { copy.pop_back(); }},
    {"a row is there twice", [](auto& copy) { copy.push_back(copy[copy.size() / 2]); }},
    {"two rows are swapped", [](auto& copy) { std::swap(copy.front(), copy.back()); }},
    {"two neighbours are swapped", [](auto& copy) { std::swap(copy[0], copy[1]); }},
    {"a text is cut off", [](auto& copy) { copy.front().about.pop_back(); }},
};

void must_notice_slips(const std::string& what, const LogState& log, Sum& sum) {
  for (const Slip& slip : slips) {
    LogState damaged = log;
    slip.make(damaged.copy);
    const bool noticed = !complaints_of(damaged).empty();
    sum.add(noticed);
    if (!noticed) std::printf("FAIL  %s, not noticed: %s\n", what.c_str(), slip.what);
  }
}

// The kinds in turn, so that each has its share, but in no order.
std::vector<Victim> shuffled(const std::vector<Victim>& kinds, int kills) {
  std::vector<Victim> victims;
  for (int i = 0; i < kills; ++i) victims.push_back(kinds[i % kinds.size()]);
  std::shuffle(victims.begin(), victims.end(), std::mt19937(std::random_device{}()));
  return victims;
}

void read_everything_once(const std::string& what, const Setup& setup,
                          const std::vector<Victim>& victims, Sum& sum) {
  Campaign campaign(setup);
  cycle_with_writes(campaign);
  campaign.follow_log();
  lose_nothing(what, campaign, victims, sum);
  Verdict verdict;
  const LogState log = campaign.read_log(verdict.complaints);
  verdict.complain(complaints_of(log));
  std::printf("%s: %zu rows about %zu records, %zu read; %d lines cut off by a kill\n",
              what.c_str(), log.table.size(), log.records.size(), log.copy.size(), log.cut);
  sum.add(verdict.is_good());
  if (!verdict.is_good()) {
    campaign.keep();
    print_complaints(what + " in " + campaign.folder().string(), verdict);
    return;
  }
  must_notice_slips(what, log, sum);
}

// Done to the log before anybody reads it: the copy is the table, what it tells is wrong.
constexpr const char* damages[] = {
    "delete from _log where seq = (select max(seq) from _log where operation = 'update')",
    "delete from _log where seq = (select min(seq) from _log where operation = 'update')",
    "delete from _log where seq = (select max(seq) from _log where operation = 'remove')",
    "delete from _log where seq = (select max(seq) from _log where operation = 'insert')",
    "delete from _log where key = (select key from _log where operation = 'remove' limit 1)",
    "insert into _log (at, kind, key, entity, operation, payload) select at, kind, key, entity, "
    "operation, payload from _log where operation = 'insert' limit 1",
    "insert into _log (at, kind, key, entity, operation, payload) select at, kind, 'nobody', "
    "entity, operation, replace(payload, '\"crash ', '\"crash 0') from _log "
    "where operation = 'insert' limit 1",
    // the two rows of a record change places
    "replace into _log (seq, at, kind, key, entity, operation, payload) select a.seq, b.at, "
    "b.kind, b.key, b.entity, b.operation, b.payload from _log a join _log b on a.key = b.key and "
    "a.seq <> b.seq where a.key = (select key from _log group by key having count(*) = 2 limit 1)",
    "update _log set payload = replace(payload, ' at version 1 ', ' at version 1') "
    "where seq = (select max(seq) from _log where operation = 'insert')",
};

void must_notice_damage(const std::filesystem::path& binary, const char* damage, Sum& sum) {
  constexpr int writes = 500;  // so that there are some of every kind
  Campaign campaign({.binary = binary});
  Verdict verdict = cycle_with_writes(campaign, writes);
  const bool good = verdict.is_good() && campaign.finish().is_good();
  campaign.tamper(damage);
  campaign.follow_log();
  const LogState log = campaign.read_log(verdict.complaints);
  compare_logs(log.copy, log.table, verdict.complaints);
  const bool sound = good && verdict.is_good();
  if (!sound) print_complaints("the log before and after the damage", verdict);
  check_log(log.copy, log.records, verdict.complaints);
  const bool noticed = sound && !verdict.is_good();
  sum.add(noticed);
  if (!noticed) std::printf("FAIL  not noticed in the log: %s\n", damage);
}

void need_horizon(Cluster& cluster, Sum& sum) {
  const Tails tails = race_two_tails(cluster);
  std::printf(
      "of %zu rows %zu were missed and %zu read twice; a reader without horizon missed %zu\n",
      tails.rows, tails.missed, tails.twice, tails.naive_missed);
  const bool sound = tails.missed == 0 && tails.twice == 0, caught = tails.naive_missed > 0;
  sum.add(sound);
  sum.add(caught);
  if (!sound) std::printf("FAIL  the log's reader missed rows or read them twice\n");
  if (!caught) std::printf("FAIL  the naive reader was not caught: the commits came in order\n");
}

}  // namespace

void log_part(const std::filesystem::path& binary, int cycles, Cluster* cluster, Sum& sum) {
  const int kills = std::max(cycles / 2, 2);
  read_everything_once("log", {.binary = binary},
                       shuffled({Victim::server, Victim::consumer}, kills), sum);
  for (const char* damage : damages) must_notice_damage(binary, damage, sum);
  if (!cluster) {
    ++sum.skipped;
    return;
  }
  read_everything_once("log on PostgreSQL", {.binary = binary, .cluster = cluster},
                       shuffled({Victim::server, Victim::consumer, Victim::postgres, Victim::server,
                                 Victim::consumer},
                                std::max(kills / 2, 5)),
                       sum);
  need_horizon(*cluster, sum);
}

}  // namespace stoa::crash
