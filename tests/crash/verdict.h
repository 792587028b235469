// What a cycle found: how much was written, and what is not as it must be.
#pragma once

#include <string>
#include <vector>

namespace stoa::crash {

struct Verdict {
  int acknowledged = 0;                 // writes that were answered with success
  int in_flight = 0;                    // writes that were sent before the kill, not answered by it
  int kept = 0;                         // writes without an answer that are there all the same
  int refused = 0;                      // writes that were answered with: nothing was done
  int unknown = 0;                      // writes that were answered with: done or not
  int lost = 0;                         // acknowledged writes that are not there
  std::vector<std::string> complaints;  // empty when all is well; a loss is one

  void complain(std::vector<std::string> more) {
    for (std::string& one : more) complaints.push_back(std::move(one));
  }
  bool is_good() const { return complaints.empty(); }
  void lose(std::string what) {
    ++lost;
    complaints.push_back("lost: " + std::move(what));
  }
};

}  // namespace stoa::crash
