#include "report.h"

#include <cstdio>

namespace stoa::crash {

void Totals::add(const Verdict& verdict) {
  ++cycles;
  hit += verdict.in_flight > 0 ? 1 : 0;
  all.acknowledged += verdict.acknowledged;
  all.in_flight += verdict.in_flight;
  all.kept += verdict.kept;
  all.lost += verdict.lost;
  all.refused += verdict.refused;
  all.unknown += verdict.unknown;
}

void report(const std::string& what, const Totals& totals) {
  std::printf(
      "%s: %d kills, %d with writes in flight; %d writes acknowledged, %d lost; %d in flight, "
      "%d done without an answer",
      what.c_str(), totals.cycles, totals.hit, totals.all.acknowledged, totals.all.lost,
      totals.all.in_flight, totals.all.kept);
  if (totals.all.refused + totals.all.unknown > 0)
    std::printf("; %d refused, %d left unknown", totals.all.refused, totals.all.unknown);
  std::printf("\n");
}

void print_complaints(const std::string& what, const Verdict& verdict) {
  std::printf("FAIL  %s: %zu complaints, %d losses\n", what.c_str(), verdict.complaints.size(),
              verdict.lost);
  std::size_t shown = 0;
  for (const std::string& complaint : verdict.complaints) {
    if (++shown <= 5) std::printf("      %.300s\n", complaint.c_str());
  }
}

}  // namespace stoa::crash
