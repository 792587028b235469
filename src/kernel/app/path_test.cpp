#include "kernel/app/path.h"

#include "kernel/app/media.h"
#include "kernel/testing/test.h"

namespace stoa {

TEST("app: percent-coding is undone, and what is none is refused") {
  CHECK(percent_decode("a%20b", false) == "a b");
  CHECK(percent_decode("a+b", false) == "a+b");
  CHECK(percent_decode("a+b", true) == "a b");
  CHECK(percent_decode("%C3%A9", false) == "é");
  for (auto bad : {"%", "%2", "%zz", "%00", "%ff", "%c3", "%ed%a0%80"}) {
    CHECK_MESSAGE(!percent_decode(bad, false), bad);
  }
}

TEST("app: a query is pairs, in order, names repeated") {
  auto pairs = parse_query("genre=a&genre=b&&x&y=1=2");
  REQUIRE(pairs);
  REQUIRE(pairs->size() == 4);
  CHECK((*pairs)[1] == std::pair<std::string, std::string>("genre", "b"));
  CHECK((*pairs)[2] == std::pair<std::string, std::string>("x", ""));
  CHECK((*pairs)[3] == std::pair<std::string, std::string>("y", "1=2"));
  CHECK_FALSE(parse_query("a=%"));
}

TEST("app: a path is its segments, its parameters their names") {
  CHECK(path_segments("/a/{id}").size() == 2);
  CHECK(path_segments("/a/").back().empty());
  CHECK(path_parameters("/a/{id}/b/{other}") == std::vector<std::string>{"id", "other"});
}

TEST("app: Accept lets JSON through when its most specific range does") {
  for (auto accept : {"", "*/*", "application/*", "application/json", "text/html, */*;q=0.1",
                      "Application/JSON; q=0.5"}) {
    CHECK_MESSAGE(accepts_json(accept), accept);
  }
  for (auto accept : {"text/html", "application/json;q=0, */*", "*/*;q=0.0", "application/xml"}) {
    CHECK_MESSAGE(!accepts_json(accept), accept);
  }
}

}  // namespace stoa
