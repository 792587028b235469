#include "kernel/store/commit_stream.h"

#include "kernel/store/store_testing.h"
#include "kernel/testing/test.h"

namespace stoa::store {
namespace {

using namespace std::chrono_literals;

PageCommit commit_at(Timestamp at, std::size_t bytes = 10) {
  return {.app = "shop", .at = at, .page_size = 512, .pages = 1, .frames = std::string(bytes, 'x')};
}

}  // namespace

TEST("commit stream: nobody listens, nothing is kept") {
  CommitStream stream;
  CHECK_FALSE(stream.begins());
  stream.open();
  CHECK(stream.begins());
  stream.close();
  CHECK_FALSE(stream.begins());
}

TEST("commit stream: it is complete until the oldest commit that is under way") {
  CommitStream stream;
  stream.open();
  const auto slow = stream.begins(), quick = stream.begins();
  REQUIRE(slow);
  REQUIRE(quick);
  CHECK(*slow < *quick);
  stream.ended(commit_at(*quick));
  const auto first = stream.take(0ms, 0ms);
  REQUIRE(first.commits.size() == 1);
  CHECK(first.complete_until < *slow);
  stream.ended(commit_at(*slow));
  const auto second = stream.take(0ms, 0ms);
  CHECK(second.commits.size() == 1);
  CHECK(second.complete_until > *quick);
  CHECK(*stream.begins() > second.complete_until);
}

TEST("commit stream: what came to nothing holds nothing back") {
  CommitStream stream;
  stream.open();
  const auto begun = stream.begins();
  stream.ended(*begun);
  CHECK(stream.take(0ms, 0ms).complete_until > *begun);
}

TEST("commit stream: more than there is room for is a loss, told once, and then nothing is kept") {
  CommitStream stream(100);
  stream.open();
  stream.ended(commit_at(*stream.begins(), 1'000));  // alone it passes
  CHECK(stream.take(0ms, 0ms).commits.size() == 1);
  stream.ended(commit_at(*stream.begins(), 90));
  stream.ended(commit_at(*stream.begins(), 90));
  CHECK_FALSE(stream.begins());
  CHECK_THROWS_WITH(stream.take(0ms, 0ms), "more is written than can be copied");
  CHECK(stream.take(0ms, 0ms).commits.empty());
  stream.open();
  CHECK(stream.begins());
}

}  // namespace stoa::store
