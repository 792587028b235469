#include "apps/todo/places.h"

#include <algorithm>
#include <random>
#include <vector>

#include "kernel/testing/test.h"

namespace stoa::todo {

TEST("todo: there is a place before, behind and between any two") {
  std::mt19937 random(7);
  std::vector<std::string> places;
  for (int i = 0; i < 3'000; ++i) {
    const auto at = random() % (places.size() + 1);
    const std::string before = at == 0 ? "" : places[at - 1];
    const std::string behind = at == places.size() ? "" : places[at];
    const std::string place = place_between(before, behind);
    CHECK(before < place);
    if (!behind.empty()) CHECK(place < behind);
    places.insert(places.begin() + static_cast<std::ptrdiff_t>(at), place);
  }
  CHECK(std::is_sorted(places.begin(), places.end()));
}

TEST("todo: places at the ends of a list stay short, those at one spot grow slowly") {
  std::string last, first, low = place_between("", ""), high = place_between(low, "");
  for (int i = 0; i < 10'000; ++i) {
    last = place_between(last, "");
    first = place_between("", first);
  }
  CHECK(last.size() == 6);
  CHECK(first.size() == 6);
  for (int i = 0; i < 1'000; ++i) high = place_between(low, high);
  CHECK(high.size() < 250);
}

TEST("todo: nothing is between a place and itself") {
  CHECK_THROWS(place_between("V", "V"));
  CHECK_THROWS(place_between("V", "V0"));
}

}  // namespace stoa::todo
