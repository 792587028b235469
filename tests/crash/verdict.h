// What a cycle found: how much was written, and what is not as it must be.
#pragma once

#include <string>
#include <vector>

namespace stoa::crash {

struct Verdict {
  int acknowledged = 0;                 // writes that were answered with success
  int in_flight = 0;                    // writes that were sent before the kill and never answered
  int kept = 0;                         // of those, the ones that are there all the same
  int lost = 0;                         // acknowledged writes that are not there
  std::vector<std::string> complaints;  // empty when all is well; a loss is one

  bool is_good() const { return complaints.empty(); }
  void lose(std::string what) {
    ++lost;
    complaints.push_back("lost: " + std::move(what));
  }
};

}  // namespace stoa::crash
