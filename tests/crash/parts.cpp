#include "parts.h"

#include <cstdio>

namespace stoa::crash {
namespace {

// Notices what is done to the database between two cycles.
void must_notice(const Setup& setup, const char* damage, Sum& sum) {
  Campaign campaign(setup);
  const Verdict before = cycle_with_writes(campaign);
  if (!before.is_good()) print_complaints("before the damage", before);
  if (before.is_good()) campaign.tamper(damage);
  const bool noticed = before.is_good() && !campaign.finish().is_good();
  sum.add(noticed);
  if (!noticed) std::printf("FAIL  not noticed: %s\n", damage);
}

// A cycle that is synced, then one that is not: on a database that is not empty, edits and
// deletions are lost too.
void must_lose(const std::filesystem::path& binary, int cycles, Sum& sum) {
  Totals totals;
  for (int cycle = 1; cycle <= cycles; ++cycle) {
    Campaign campaign({.binary = binary, .settings = {"STOA_STORE_VFS=lossy"}});
    const Verdict synced = cycle_with_writes(campaign);
    campaign.add_setting("STOA_STORE_SYNCHRONOUS=false");
    const Verdict unsynced = cycle_with_writes(campaign);
    totals.add(unsynced);
    const bool caught = synced.is_good() && unsynced.lost > 0;
    sum.add(caught);
    if (caught) continue;
    campaign.keep();
    print_complaints("nothing was lost without syncs in " + campaign.folder().string(), unsynced);
    if (!synced.is_good()) print_complaints("with syncs", synced);
  }
  report("power cut, not synced", totals);
}

constexpr const char* sqlite_damages[] = {
    "delete from authors where rowid = (select max(rowid) from authors)",
    "update authors set about = substr(about, 1, length(about) - 1) where rowid = (select "
    "max(rowid) from authors)",
    "update authors set version = version + 1 where rowid = (select max(rowid) from authors)",
    "insert into authors select randomblob(16), name, about, version, created, updated "
    "from authors limit 1",
    "insert into authors select randomblob(16), 'crash 0-0', about, version, created, updated "
    "from authors limit 1",
    "delete from authors_search where rowid = (select max(rowid) from authors)",
    "insert into authors_search (rowid, name) values (1000000, 'nobody')",
    "delete from authors_search_data where id > 10",
};

// The first two damage record and log alike, the others only one of those that belong together.
constexpr const char* postgres_damages[] = {
    "with one as (delete from authors where id = (select max(id::text)::uuid from authors) "
    "returning id) delete from _log where key in (select id::text from one)",
    "with one as (insert into authors select gen_random_uuid(), 'crash 0-0', about, 1, created, "
    "updated from authors limit 1 returning *), two as (insert into authors_search select id, "
    "search_document(name) from one) insert into _log (at, kind, key, entity, operation, payload) "
    "select 0, 'change', id, 'authors', 'insert', row_to_json(one) from one",
    "update authors set about = about || '.' where id = (select max(id::text)::uuid from authors)",
    "delete from authors_search where id = (select max(id::text)::uuid from authors)",
    "update authors_search set words = search_document('nobody') "
    "where id = (select max(id::text)::uuid from authors)",
    "delete from _log where seq = (select max(seq) from _log)",
    "delete from _log where seq = (select max(seq) from _log where operation = 'insert')",
    "insert into _log (at, kind, key, entity, operation, payload) select at, kind, key, entity, "
    "operation, payload from _log order by seq desc limit 1",
};

}  // namespace

void lose_nothing(const std::string& what, Campaign& campaign, const std::vector<Victim>& victims,
                  Sum& sum) {
  Totals totals;
  const auto judge = [&](const std::string& when, const Verdict& verdict) {
    sum.add(verdict.is_good());
    if (verdict.is_good()) return;
    campaign.keep();
    print_complaints(what + ", " + when + " in " + campaign.folder().string(), verdict);
  };
  for (const Victim victim : victims) {
    const Verdict verdict = campaign.cycle(victim);
    totals.add(verdict);
    judge("cycle " + std::to_string(totals.cycles), verdict);
  }
  judge("the end", campaign.finish());
  report(what, totals);
  const bool aimed = totals.hit * 10 >= totals.cycles * 7;
  sum.add(aimed);
  if (!aimed) std::printf("FAIL  %s: too few kills with writes in flight\n", what.c_str());
}

Verdict cycle_with_writes(Campaign& campaign, int writes) {
  Verdict verdict;
  int acknowledged = 0;
  do {
    verdict = campaign.cycle();
    acknowledged += verdict.acknowledged;
  } while (verdict.is_good() && acknowledged < writes);
  return verdict;
}

void sqlite_part(const std::filesystem::path& binary, int cycles, Sum& sum) {
  {
    Campaign campaign({.binary = binary});
    lose_nothing("kill -9", campaign, std::vector(cycles, Victim::server), sum);
  }
  {
    Campaign campaign({.binary = binary, .settings = {"STOA_STORE_VFS=lossy"}});
    lose_nothing("power cut", campaign, std::vector(std::max(20, cycles / 5), Victim::server), sum);
  }
  must_lose(binary, 5, sum);
  for (const char* damage : sqlite_damages) must_notice({.binary = binary}, damage, sum);
}

void postgres_part(const std::filesystem::path& binary, int cycles, Cluster* cluster, Sum& sum) {
  if (!cluster) {
    ++sum.skipped;
    return;
  }
  const Setup setup{.binary = binary, .cluster = cluster};
  const auto lose_nothing_to = [&](const std::string& what, Victim victim, int kills) {
    Campaign campaign(setup);
    lose_nothing(what, campaign, std::vector(std::max(kills, 1), victim), sum);
  };
  lose_nothing_to("kill -9 of the server on PostgreSQL", Victim::server, cycles / 5);
  lose_nothing_to("kill -9 of PostgreSQL", Victim::postgres, cycles / 10);
  lose_nothing_to("kill -9 of both", Victim::server_and_postgres, cycles / 20);
  for (const char* damage : postgres_damages) must_notice(setup, damage, sum);
}

}  // namespace stoa::crash
