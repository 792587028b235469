#include "kernel/observe/recent.h"

#include "kernel/testing/test.h"

namespace stoa::log {

TEST("recent: a line is kept without what an error says of itself") {
  remember(Level::warning, {7}, "events wait",
           {{"app", std::string_view("library")},
            {"error", std::string_view("no such table: nowhere")},
            {"attempts", std::int64_t{3}}});
  const auto lines = recent();
  REQUIRE(!lines.empty());
  CHECK(lines[0].at == Timestamp{7});
  CHECK(lines[0].level == Level::warning);
  CHECK(lines[0].message == "events wait");
  CHECK(lines[0].app == "library");
  CHECK(lines[0].request == "");
}

TEST("recent: the last ones, the newest first, and no more than there is room for") {
  for (std::size_t i = 0; i < most_recent + 10; ++i)
    remember(Level::error, {}, "a handler failed", {{"request", std::string_view("r1")}});
  const auto lines = recent();
  REQUIRE(lines.size() == most_recent);
  CHECK(lines[0].number == lines[1].number + 1);
  CHECK(lines.back().request == "r1");
}

}  // namespace stoa::log
