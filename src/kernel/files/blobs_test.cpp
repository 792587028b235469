// The bytes of files in a folder: how they come in, are kept, are found again and go.

#include <fcntl.h>
#include <sys/stat.h>

#include <fstream>
#include <thread>

#include "kernel/files/collect.h"
#include "kernel/files/local_blobs.h"
#include "kernel/model/problem.h"
#include "kernel/testing/test.h"

namespace stoa::files {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

// SHA-256 of "hello".
const std::string hello = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

fs::path new_folder() {
  std::string pattern = (fs::temp_directory_path() / "stoa-files-XXXXXX").string();
  REQUIRE(mkdtemp(pattern.data()));
  return pattern;
}

struct Folder {
  ~Folder() { fs::remove_all(path); }
  fs::path path = new_folder();
  SpoolFolder spool{path / "spool"};
  LocalBlobs blobs{path / "blobs"};

  std::unique_ptr<Spooled> spooled(std::string_view bytes) {
    auto file = std::make_unique<Spooled>(spool.path());
    file->write(bytes);
    file->finish();
    return file;
  }
  std::string keep(std::string_view bytes) {
    auto file = spooled(bytes);
    blobs.put(file->sha256(), *file);
    return file->sha256();
  }
  long waiting() const {
    return std::distance(fs::directory_iterator(spool.path()), fs::directory_iterator());
  }
};

void make_older(const fs::path& path, std::chrono::hours age) {
  fs::last_write_time(path, fs::file_time_type::clock::now() - age);
}

}  // namespace

TEST("files: what is spooled is hashed on its way and leaves nothing behind") {
  Folder folder;
  {
    Spooled file(folder.spool.path());
    file.write("hel");
    file.write("lo");
    file.finish();
    CHECK(file.size() == 5);
    CHECK(file.sha256() == hello);
    CHECK(file.head() == "hello");
    CHECK(folder.waiting() == 1);
  }
  CHECK(folder.waiting() == 0);
}

TEST(
    "files: what a crash left in the spool folder is removed at the next start, what is new "
    "stays") {
  Folder folder;
  const auto old = folder.spool.path() / "old", fresh = folder.spool.path() / "fresh";
  std::ofstream(old) << "x";
  std::ofstream(fresh) << "x";
  make_older(old, 2h);
  SpoolFolder again(folder.spool.path());
  CHECK_FALSE(fs::exists(old));
  CHECK(fs::exists(fresh));
}

TEST("files: a blob is read from anywhere, also while it is removed") {
  Folder folder;
  CHECK(folder.keep("hello") == hello);
  auto file = folder.blobs.open(hello);
  REQUIRE(file);
  CHECK(folder.blobs.remove(hello, wall_clock()));
  CHECK(file->size() == 5);
  CHECK(file->read(1, 3) == "ell");
  CHECK(file->read(4, 100) == "o");
  CHECK(file->read(5, 100) == "");
  CHECK(folder.blobs.open(hello) == nullptr);
  CHECK(folder.blobs.remove(hello, wall_clock()));
}

TEST("files: the same bytes are kept once, and count as kept when they come again") {
  Folder folder;
  auto one = folder.spooled("hello"), two = folder.spooled("hello");
  const Kept first = folder.blobs.put(hello, *one);
  const Kept second = folder.blobs.put(hello, *two);
  CHECK(first.fresh);
  CHECK_FALSE(second.fresh);
  CHECK(second.at > first.at);
  CHECK(folder.blobs.list("", 10) == std::vector<BlobName>{hello});
  // The first, refused, may not take away what the second found.
  CHECK_FALSE(folder.blobs.remove(hello, first.at));
  CHECK(folder.blobs.open(hello));
  CHECK(folder.blobs.remove(hello, second.at));
}

TEST("files: many threads keep and remove one blob: who kept it last finds it") {
  Folder folder;
  std::vector<std::thread> threads;
  std::atomic<int> lost = 0;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) {
        auto file = folder.spooled("hello");
        const Kept kept = folder.blobs.put(hello, *file);
        // As the collector does with what is old: nothing here is, so nothing may go.
        folder.blobs.remove(hello, wall_clock() - safe_age);
        if (!folder.blobs.open(hello)) ++lost;
        if (kept.at.micros == 0) ++lost;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(lost == 0);
}

TEST("files: names are listed in order, page by page") {
  Folder folder;
  std::vector<BlobName> all;
  for (int i = 0; i < 20; ++i) all.push_back(folder.keep("blob " + std::to_string(i)));
  std::sort(all.begin(), all.end());
  std::vector<BlobName> found;
  for (std::string after;;) {
    auto page = folder.blobs.list(after, 7);
    found.insert(found.end(), page.begin(), page.end());
    if (page.size() < 7) break;
    after = page.back();
  }
  CHECK(found == all);
  CHECK(folder.blobs.list("", 100).size() == 20);
}

TEST("files: only its owner may look into the folders") {
  Folder folder;
  folder.keep("hello");
  for (const auto& path :
       {folder.spool.path(), folder.path / "blobs", folder.path / "blobs" / "2c"}) {
    CHECK((fs::status(path).permissions() & fs::perms::all) == fs::perms::owner_all);
  }
}

}  // namespace stoa::files
