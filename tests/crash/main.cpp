// Is what was acknowledged there after a crash? Kills the server a hundred times and looks.
//
//   stoa_crash STOA [CYCLES]     the last line is "N passed, N failed, N skipped"
//
// Four parts. A kill -9 in the middle of writing, again and again: nothing is lost, half done or
// done twice. The same on the lossy disk, where the kill is a power cut (store/lossy_vfs.h). And
// the power cut with store.synchronous off, which must lose something: if it does not, the second
// part proves nothing. Last, damage done by hand, each kind of which must be noticed.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "campaign.h"

namespace stoa::crash {
namespace {

struct Sum {
  int passed = 0, failed = 0;
  void add(bool good) { ++(good ? passed : failed); }
};

struct Totals {
  int cycles = 0, hit = 0;  // kills with unacknowledged writes in flight
  Verdict all;
  void add(const Verdict& verdict) {
    ++cycles;
    hit += verdict.in_flight > 0 ? 1 : 0;
    all.acknowledged += verdict.acknowledged;
    all.in_flight += verdict.in_flight;
    all.kept += verdict.kept;
    all.lost += verdict.lost;
  }
};

void report(const std::string& what, const Totals& totals) {
  std::printf(
      "%s: %d kills, %d with writes in flight; %d writes acknowledged, %d lost; "
      "%d in flight, %d of them done\n",
      what.c_str(), totals.cycles, totals.hit, totals.all.acknowledged, totals.all.lost,
      totals.all.in_flight, totals.all.kept);
}

void print_complaints(const std::string& what, const Verdict& verdict) {
  std::printf("FAIL  %s: %zu complaints, %d losses\n", what.c_str(), verdict.complaints.size(),
              verdict.lost);
  std::size_t shown = 0;
  for (const std::string& complaint : verdict.complaints) {
    if (++shown <= 5) std::printf("      %.300s\n", complaint.c_str());
  }
}

// Each cycle is a test, and so are the end and the aim of the kills.
void lose_nothing(const std::string& what, Campaign& campaign, int cycles, Sum& sum) {
  Totals totals;
  const auto judge = [&](const std::string& when, const Verdict& verdict) {
    sum.add(verdict.is_good());
    if (verdict.is_good()) return;
    campaign.keep();
    print_complaints(what + ", " + when, verdict);
  };
  for (int cycle = 1; cycle <= cycles; ++cycle) {
    const Verdict verdict = campaign.cycle();
    totals.add(verdict);
    judge("cycle " + std::to_string(cycle) + " in " + campaign.folder().string(), verdict);
  }
  judge("the end in " + campaign.folder().string(), campaign.finish());
  report(what, totals);
  const bool aimed = totals.hit * 10 >= totals.cycles * 7;
  sum.add(aimed);
  if (!aimed) std::printf("FAIL  %s: too few kills with writes in flight\n", what.c_str());
}

// On a busy machine the kill can come before the first acknowledgement: then there is nothing yet
// that could be lost or damaged.
Verdict cycle_with_writes(Campaign& campaign) {
  Verdict verdict;
  do {
    verdict = campaign.cycle();
  } while (verdict.is_good() && verdict.acknowledged == 0);
  return verdict;
}

// A cycle that is synced, then one that is not: on a database that is not empty, edits and
// deletions are lost too.
void must_lose(const std::string& binary, int cycles, Sum& sum) {
  Totals totals;
  for (int cycle = 1; cycle <= cycles; ++cycle) {
    Campaign campaign(binary, {"STOA_STORE_VFS=lossy"});
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

constexpr const char* damages[] = {
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

void must_notice(const std::string& binary, Sum& sum) {
  for (const char* damage : damages) {
    Campaign campaign(binary, {});
    const Verdict before = cycle_with_writes(campaign);
    if (!before.is_good()) print_complaints("before the damage", before);
    if (before.is_good()) campaign.tamper(damage);
    const bool noticed = before.is_good() && !campaign.finish().is_good();
    sum.add(noticed);
    if (!noticed) std::printf("FAIL  not noticed: %s\n", damage);
  }
}

int run(const std::string& binary, int cycles) {
  setvbuf(stdout, nullptr, _IOLBF, 0);
  Sum sum;
  {
    Campaign campaign(binary, {});
    lose_nothing("kill -9", campaign, cycles, sum);
  }
  {
    Campaign campaign(binary, {"STOA_STORE_VFS=lossy"});
    lose_nothing("power cut", campaign, std::max(20, cycles / 5), sum);
  }
  must_lose(binary, 5, sum);
  must_notice(binary, sum);
  std::printf("%d passed, %d failed, 0 skipped\n", sum.passed, sum.failed);
  return sum.failed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace stoa::crash

int main(int argc, char** argv) {
  const int cycles = argc > 2 ? std::atoi(argv[2]) : 100;
  if (argc < 2 || cycles < 1) {
    std::fprintf(stderr, "stoa_crash STOA [CYCLES]\n");
    return 2;
  }
  return stoa::crash::run(argv[1], cycles);
}
