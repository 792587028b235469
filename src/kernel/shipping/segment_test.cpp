#include "kernel/shipping/segment.h"

#include <fstream>
#include <sstream>

#include "kernel/shipping/segment_row.h"
#include "kernel/store/store_testing.h"
#include "kernel/testing/test.h"

namespace stoa::shipping {
namespace {

namespace fs = std::filesystem;
using store::testing::TempFolder;

// A frame of a page of 512 bytes, as a write-ahead log has it.
std::string frame(std::uint32_t page, std::uint32_t pages, char content) {
  std::string bytes(24 + 512, content);
  for (std::size_t i = 0; i < 24; ++i) bytes[i] = '\0';
  bytes[3] = static_cast<char>(page);
  bytes[7] = static_cast<char>(pages);
  return bytes;
}

PageCommit commit(std::int64_t at, std::string frames, std::uint32_t pages) {
  return {.app = "todo", .at = {at}, .page_size = 512, .pages = pages, .frames = std::move(frames)};
}

std::string all_of(const fs::path& file) {
  std::ostringstream bytes;
  bytes << std::ifstream(file, std::ios::binary).rdbuf();
  return bytes.str();
}

void put_all(const fs::path& file, std::string_view bytes) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

// Three blocks, which are complete until 10, 20 and 30.
struct Written {
  explicit Written(const fs::path& folder, std::uint64_t number = 1, std::string before = {})
      : file(segment_path(folder, number)) {
    SegmentWriter writer(file, {.generation = {7}, .number = number, .chain = std::move(before)});
    sizes.push_back(writer.bytes());
    for (std::int64_t i = 1; i <= 3; ++i) {
      const auto one = commit(i * 10 - 1, frame(2, 2, static_cast<char>('a' + i)), 2);
      writer.add({&one, 1}, {i * 10});
      sizes.push_back(writer.bytes());
    }
    writer.sync();
    chain = writer.chain();
  }
  fs::path file;
  std::vector<std::uint64_t> sizes;  // after the head, and after each block
  std::string chain;
};

std::size_t blocks_in(const fs::path& file) {
  SegmentReader reader(file);
  std::size_t count = 0;
  while (reader.next()) {
    ++count;
    CHECK(reader.complete_until().micros == static_cast<std::int64_t>(count) * 10);
    CHECK(reader.commits().size() == 1);
  }
  CHECK_FALSE(reader.next());
  return count;
}

// A database of a head and a page, each of 512 bytes.
fs::path database_in(const TempFolder& folder) {
  std::string bytes(1024, 'z');
  bytes[16] = 2, bytes[17] = 0;
  put_all(folder / "todo.db", bytes);
  return folder / "todo.db";
}

}  // namespace

TEST("segment: what was added is read again") {
  const TempFolder folder;
  const Written written(folder / "");
  SegmentReader reader(written.file);
  REQUIRE(reader.head());
  CHECK(reader.head()->generation == Timestamp{7});
  CHECK(reader.head()->number == 1);
  REQUIRE(reader.next());
  const auto commits = reader.commits();
  REQUIRE(commits.size() == 1);
  CHECK(commits[0].app == "todo");
  CHECK(commits[0].at == Timestamp{9});
  CHECK(commits[0].pages == 2);
  CHECK(commits[0].frames == frame(2, 2, 'b'));
  CHECK(blocks_in(written.file) == 3);
}

TEST("segment: torn anywhere, it ends behind its last whole block") {
  const TempFolder folder;
  const Written written(folder / "");
  const std::string whole = all_of(written.file);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    put_all(written.file, whole.substr(0, size));
    std::size_t expected = 0;
    while (expected < 3 && written.sizes[expected + 1] <= size) ++expected;
    CHECK(blocks_in(written.file) == expected);
  }
}

TEST("segment: a bit that flipped ends it before its block") {
  const TempFolder folder;
  const Written written(folder / "");
  const std::string whole = all_of(written.file);
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 1 << at % 8);
    put_all(written.file, changed);
    std::size_t expected = 0;
    while (expected < 3 && written.sizes[expected + 1] <= at) ++expected;
    if (at < written.sizes[0]) expected = 0;
    CHECK(blocks_in(written.file) == expected);
  }
}

TEST("segment: a block that was left out, or comes from elsewhere, is not gone over") {
  const TempFolder folder;
  const Written written(folder / "");
  const std::string whole = all_of(written.file);
  const auto block = [&](std::size_t i) {
    return whole.substr(written.sizes[i], written.sizes[i + 1] - written.sizes[i]);
  };
  const std::string head = whole.substr(0, written.sizes[0]);
  put_all(written.file, head + block(1) + block(2));
  CHECK(blocks_in(written.file) == 0);
  put_all(written.file, head + block(0) + block(2));
  CHECK(blocks_in(written.file) == 1);
  const Written other(folder / "", 2, written.chain);
  put_all(other.file, all_of(other.file).substr(0, other.sizes[0]) + block(0));
  CHECK(blocks_in(other.file) == 0);
}

TEST("segment: a row goes on where a segment continues the one before, and nowhere else") {
  const TempFolder folder;
  const Written first(folder / "");
  {
    const Written second(folder / "", 2, first.chain);
    CHECK(complete_until(folder / "", 1) == Timestamp{30});
    SegmentRow row(folder / "", 1);
    int blocks = 0;
    while (row.next()) ++blocks;
    CHECK(blocks == 6);
    fs::remove(second.file);
  }
  const Written stranger(folder / "", 2, std::string(32, 'x'));
  SegmentRow row(folder / "", 1);
  int blocks = 0;
  while (row.next()) ++blocks;
  CHECK(blocks == 3);
  CHECK(complete_until(folder / "", 2) == Timestamp{30});
  CHECK_FALSE(complete_until(folder / "", 3));
}

TEST("segment: commits are put on a database until a moment, and not beyond") {
  const TempFolder folder;
  const Written written(folder / "");
  const auto at = [&](std::int64_t until) {
    const auto file = database_in(folder);
    replay(folder / "", 1, {until}, [&](const std::string& app) {
      CHECK(app == "todo");
      return file;
    });
    return all_of(file);
  };
  CHECK(at(9).substr(512) == std::string(512, 'b'));
  CHECK(at(18).substr(512) == std::string(512, 'b'));
  CHECK(at(19).substr(512) == std::string(512, 'c'));
  CHECK(at(30).substr(512) == std::string(512, 'd'));
  CHECK_THROWS_WITH(at(31), doctest::Contains("does not have all commits"));
}

TEST("segment: a database grows and shrinks with its commits") {
  const TempFolder folder;
  const auto file = database_in(folder);
  {
    SegmentWriter writer(segment_path(folder / "", 1), {.generation = {7}, .number = 1});
    const std::vector<PageCommit> commits = {commit(1, frame(2, 0, 'p') + frame(4, 4, 'q'), 4),
                                             commit(2, frame(2, 3, 'r'), 3)};
    writer.add(commits, {2});
  }
  const auto database_of = [&](const std::string&) { return file; };
  replay(folder / "", 1, {1}, database_of);
  CHECK(fs::file_size(file) == 4 * 512);
  CHECK(all_of(file).substr(3 * 512) == std::string(512, 'q'));
  replay(folder / "", 1, {2}, database_of);
  CHECK(fs::file_size(file) == 3 * 512);
  CHECK(all_of(file).substr(512, 512) == std::string(512, 'r'));
}

}  // namespace stoa::shipping
