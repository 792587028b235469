// What the parts count and print.
#pragma once

#include <string>

#include "verdict.h"

namespace stoa::crash {

struct Sum {
  int passed = 0, failed = 0, skipped = 0;
  void add(bool good) { ++(good ? passed : failed); }
};

struct Totals {
  int cycles = 0, hit = 0;  // kills with unacknowledged writes in flight
  Verdict all;
  void add(const Verdict& verdict);
};

void report(const std::string& what, const Totals& totals);
void print_complaints(const std::string& what, const Verdict& verdict);

}  // namespace stoa::crash
