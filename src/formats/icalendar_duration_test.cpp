#include <doctest/doctest.h>

#include "formats/icalendar_time.h"

namespace stoa::formats {

TEST_CASE("icalendar: durations are read, and written the one way") {
  const std::pair<const char*, std::int64_t> known[] = {
      {"PT0S", 0},      {"PT15M", 900},         {"-PT15M", -900},
      {"P1D", 86'400},  {"-P2W", -14 * 86'400}, {"P1DT2H3M4S", 93'784},
      {"+PT1H", 3'600}, {"PT90M", 5'400}};
  for (const auto& [text, seconds] : known) {
    REQUIRE(duration_of(text).has_value());
    CHECK(duration_of(text)->count() == seconds);
    CHECK(duration_of(ical_duration(std::chrono::seconds(seconds)))->count() == seconds);
  }
  CHECK(ical_duration(std::chrono::seconds(-900)) == "-PT15M");
  CHECK(ical_duration(std::chrono::seconds(0)) == "PT0S");
  CHECK(ical_duration(std::chrono::seconds(2 * 86'400)) == "P2D");
  for (const char* text : {"", "P", "-", "PT", "15M", "P15M", "PT1D", "P1", "PTM", "P-1D", "PT1H2",
                           "P99999999999999999999D", "P1000000D"})
    CHECK_FALSE(duration_of(text).has_value());
}

}  // namespace stoa::formats
