#include "kernel/cluster/fanout.h"

#include <doctest/doctest.h>

#include <vector>

namespace stoa::cluster {

TEST_CASE("fan-out: news reach the channel's listener, until it has gone") {
  LocalFanout fanout;
  std::vector<std::string> heard;
  fanout.listen("log.library", [&](std::string_view news) { heard.emplace_back(news); });
  fanout.publish("log.library", "one");
  fanout.publish("log.shop", "of others");
  fanout.listen("log.library", {});
  fanout.publish("log.library", "too late");
  CHECK(heard == std::vector<std::string>{"one"});
}

}  // namespace stoa::cluster
