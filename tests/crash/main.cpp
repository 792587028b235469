// Is what was acknowledged there after a crash? Kills the server a hundred times and looks.
//
//   stoa_crash STOA ROOT [CYCLES [PART]]     the last line is "N passed, N failed, N skipped"
//
// ROOT is the folder of the project: its script/postgres starts PostgreSQL and kills it. PART is
// one of the four, else it is all of them.
//
// sqlite: A kill -9 in the middle of writing, again and again: nothing is lost, half done or done
// twice. The same on the lossy disk, where the kill is a power cut (store/lossy_vfs.h). And the
// power cut with store.synchronous off, which must lose something: if it does not, the second
// proves nothing. Last, damage done by hand, each kind of which must be noticed.
//
// postgres: The same server on PostgreSQL, and a kill -9 of the server, of PostgreSQL, while the
// server goes on, and of both.
//
// log: Somebody follows the log meanwhile, and is killed as well: at the end it has every row once,
// and the rows tell what was acknowledged. Again damage must be noticed, and a reader that takes
// the numbers of the log on PostgreSQL for its order must be caught.
//
// jobs: Processes that enqueue jobs and run them are killed: each job that was acknowledged has its
// effect once, on PostgreSQL with two at a time.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>

#include "jobs_worker.h"
#include "parts.h"

namespace stoa::crash {
namespace {

struct Options {
  std::filesystem::path binary, root;
  int cycles = 100;
  std::string part;
  bool wants(const char* name) const { return part.empty() || part == name; }
};

void run(const Options& options, Sum& sum) {
  if (options.wants("sqlite")) sqlite_part(options.binary, options.cycles, sum);
  if (options.part == "sqlite") return;
  std::optional<Cluster> cluster(std::in_place, options.root);
  if (!cluster->why_not().empty()) {
    std::printf("skipped on PostgreSQL: %s\n", cluster->why_not().c_str());
    cluster.reset();
  }
  Cluster* const postgres = cluster ? &*cluster : nullptr;
  if (options.wants("postgres")) postgres_part(options.binary, options.cycles, postgres, sum);
  if (options.wants("log")) log_part(options.binary, options.cycles, postgres, sum);
  if (options.wants("jobs")) jobs_part(options.cycles, postgres, sum);
}

int run_and_report(const Options& options) {
  setvbuf(stdout, nullptr, _IOLBF, 0);
  Sum sum;
  try {
    run(options, sum);
  } catch (const std::exception& e) {
    std::printf("FAIL  %s\n", e.what());
    sum.add(false);
  }
  std::printf("%d passed, %d failed, %d skipped\n", sum.passed, sum.failed, sum.skipped);
  return sum.failed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace stoa::crash

int main(int argc, char** argv) {
  if (argc > 1 && std::string_view(argv[1]) == "--jobs")
    return stoa::crash::work_on_jobs(argc, argv);
  const int cycles = argc > 3 ? std::atoi(argv[3]) : 100;
  const std::string part = argc > 4 ? argv[4] : "";
  const bool known =
      part.empty() || part == "sqlite" || part == "postgres" || part == "log" || part == "jobs";
  if (argc < 3 || cycles < 1 || !known) {
    std::fprintf(stderr, "stoa_crash STOA ROOT [CYCLES [sqlite|postgres|log|jobs]]\n");
    return 2;
  }
  return stoa::crash::run_and_report({argv[1], argv[2], cycles, part});
}
