// Which moments a folder of generations has, and what of it goes with time.

#include "kernel/app/continuous_folder.h"

#include <fstream>

#include "kernel/app/backup_manifest.h"
#include "kernel/app/file_shelf.h"
#include "kernel/auth/secrets.h"
#include "kernel/files/local_blobs.h"
#include "kernel/shipping/segment_row.h"
#include "kernel/store/store_testing.h"
#include "kernel/testing/test.h"

namespace stoa::retention {
namespace {

namespace fs = std::filesystem;
using store::testing::TempFolder;

constexpr std::int64_t second = 1'000'000;

Timestamp at(std::int64_t seconds) { return {1'800'000'000 * second + seconds * second}; }

// A generation of segments that are complete until one moment each, with bases.
struct Generation {
  Generation(const fs::path& continuous, std::int64_t begun)
      : begun(at(begun)), folder(generation_path(continuous, at(begun))) {
    fs::create_directories(folder);
  }
  Generation& segment(std::int64_t complete_until) {
    ++number;
    shipping::SegmentWriter writer(shipping::segment_path(folder, number),
                                   {.generation = begun, .number = number, .chain = chain});
    writer.add({}, at(complete_until));
    chain = writer.chain();
    return *this;
  }
  // Of this moment; the next segment begins with it.
  Generation& base(std::int64_t moment, bool whole = true) {
    const auto made = base_path(folder, number + 1);
    fs::create_directory(made);
    if (whole) write_manifest(made, {.taken_at = at(moment)}, {});
    return *this;
  }
  const Timestamp begun;
  const fs::path folder;
  std::uint64_t number = 0;
  std::string chain = {};
};

std::string refusal(const fs::path& continuous, std::optional<Timestamp> moment) {
  try {
    restore_point(continuous, moment);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST("continuous: a moment is had from the last base before it that leads there") {
  const TempFolder folder;
  const auto first = Generation(folder / "", 0).base(10).segment(20).base(30).segment(40);
  const auto second = Generation(folder / "", 50).base(60).segment(70);
  const auto base_of = [&](std::int64_t moment) {
    return restore_point(folder / "", at(moment)).base.folder;
  };
  CHECK(base_of(10) == base_path(first.folder, 1));
  CHECK(base_of(29) == base_path(first.folder, 1));
  CHECK(base_of(30) == base_path(first.folder, 2));
  CHECK(base_of(40) == base_path(first.folder, 2));
  CHECK(base_of(65) == base_path(second.folder, 1));
  const auto last = restore_point(folder / "", {});
  CHECK(last.at == at(70));
  CHECK(last.last == at(70));
  for (const std::int64_t missing : {9, 41, 59, 71}) {
    const auto why = refusal(folder / "", at(missing));
    INFO(why);
    CHECK(why.find("from " + to_string(at(10)) + " until " + to_string(at(40)) + ", from " +
                   to_string(at(60)) + " until " + to_string(at(70))) != why.npos);
  }
}

TEST("continuous: a segment that was changed is passed over from a later base on") {
  const TempFolder folder;
  const auto generation =
      Generation(folder / "", 0).base(10).segment(20).segment(30).base(35).segment(40);
  const auto changed = shipping::segment_path(generation.folder, 2);
  fs::resize_file(changed, fs::file_size(changed) - 1);
  CHECK(restore_point(folder / "", at(20)).base.folder == base_path(generation.folder, 1));
  CHECK(restore_point(folder / "", at(40)).base.folder == base_path(generation.folder, 3));
  CHECK(refusal(folder / "", at(25)) != "");
}

TEST("continuous: without a base that is whole there is no moment") {
  const TempFolder folder;
  Generation(folder / "", 0).base(10, false).segment(20);
  CHECK(refusal(folder / "", {}).find("has no base yet") != std::string::npos);
}

TEST("continuous: what no moment needs goes, and what one needs stays") {
  const TempFolder folder;
  const auto first = Generation(folder / "", 0).base(10).segment(20);
  const auto unfinished = Generation(folder / "", 30).base(31, false).segment(35);
  const auto second = Generation(folder / "", 50).base(60).segment(70).base(80).segment(90);
  const auto now = Generation(folder / "", 100).segment(110);

  CHECK(keep_since(folder / "", at(5), now.folder) == at(10));  // none is as old: all are needed
  CHECK(fs::exists(first.folder));
  CHECK_FALSE(fs::exists(unfinished.folder));
  CHECK(fs::exists(now.folder));

  CHECK(keep_since(folder / "", at(75), now.folder) == at(60));
  CHECK_FALSE(fs::exists(first.folder));
  CHECK(restore_point(folder / "", at(75)).at == at(75));

  CHECK(keep_since(folder / "", at(200), now.folder) == at(80));
  CHECK_FALSE(fs::exists(base_path(second.folder, 1)));
  CHECK_FALSE(fs::exists(shipping::segment_path(second.folder, 1)));
  CHECK(restore_point(folder / "", {}).at == at(90));
  CHECK(fs::exists(now.folder));
}

TEST("continuous: bytes of files are copied once, checked, and go when nothing names them") {
  const TempFolder folder;
  FileShelf shelf(folder / "files");
  const std::string hash = auth::hash_secret("hello");
  const fs::path from = folder / "hello";
  std::ofstream(from) << "hello";
  shelf.keep("todo", hash, from);
  const fs::path copy = shelf.path_of("todo", hash);
  CHECK(fs::file_size(copy) == 5);
  CHECK_THROWS_WITH(shelf.keep("todo", auth::hash_secret("other"), from),
                    doctest::Contains("is damaged"));
  CHECK_FALSE(fs::exists(shelf.path_of("todo", auth::hash_secret("other"))));
  const auto old = fs::file_time_type::clock::now() - std::chrono::hours(10);
  fs::last_write_time(copy, old);
  shelf.keep("todo", hash, from);  // named again
  shelf.forget_before(wall_clock() - std::chrono::hours(5));
  CHECK(fs::exists(copy));
  fs::last_write_time(copy, old);
  shelf.forget_before(wall_clock() - std::chrono::hours(5));
  CHECK_FALSE(fs::exists(copy));
}

}  // namespace stoa::retention
