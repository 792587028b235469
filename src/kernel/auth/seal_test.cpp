#include "kernel/auth/seal.h"

#include <sys/stat.h>

#include <barrier>
#include <cstdlib>
#include <fstream>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

#include "kernel/testing/test.h"

namespace stoa::auth {
namespace {

namespace fs = std::filesystem;

// A folder that is gone at the end of the test.
struct Folder {
  Folder() {
    std::string pattern = (fs::temp_directory_path() / "stoa-seal-XXXXXX").string();
    path = mkdtemp(pattern.data());
  }
  ~Folder() { fs::remove_all(path); }
  fs::path path;
};

unsigned mode_of(const fs::path& path) {
  return static_cast<unsigned>(fs::status(path).permissions());
}

void write(const fs::path& file, const std::string& bytes, mode_t mode = 0600) {
  std::ofstream(file, std::ios::binary) << bytes;
  REQUIRE(::chmod(file.c_str(), mode) == 0);
}

std::string why_not(const fs::path& file, bool create = false) {
  try {
    Seal::load(file, create);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST("auth: what was sealed opens again, for the same purpose only") {
  const Folder folder;
  const Seal seal = Seal::load(folder.path / "keys/master", true);
  for (const std::string& plain : {std::string(), std::string("secret"), std::string(5000, '\0')}) {
    const std::string sealed = seal.seal(plain, "totp:1");
    CHECK(seal.open(sealed, "totp:1") == plain);
    CHECK_FALSE(seal.open(sealed, "totp:2"));
    CHECK_FALSE(seal.open(sealed, "totp:"));
    CHECK_FALSE(seal.open(sealed, ""));
    CHECK(sealed.find_first_of("=+/") == std::string::npos);
  }
  CHECK(seal.seal("secret", "mail") != seal.seal("secret", "mail"));
}

TEST("auth: what was altered does not open") {
  const Folder folder;
  const Seal seal = Seal::load(folder.path / "master", true);
  const std::string sealed = seal.seal("secret", "mail");
  for (std::size_t at = 0; at < sealed.size(); ++at) {
    for (const char c : {'A', 'B', '.', '='}) {
      std::string other = sealed;
      other[at] = c;
      if (other != sealed) CHECK_FALSE(seal.open(other, "mail"));
    }
    CHECK_FALSE(seal.open(sealed.substr(0, at), "mail"));
  }
  CHECK_FALSE(seal.open(sealed + "A", "mail"));
  CHECK_FALSE(seal.open(sealed + "AAAA", "mail"));
  CHECK_FALSE(Seal::load(folder.path / "another", true).open(sealed, "mail"));
}

TEST("auth: the master key is made once, for its owner only") {
  const Folder folder;
  fs::create_directory(folder.path / "data");
  const fs::path file = folder.path / "data/keys/master";
  const mode_t before = ::umask(0);
  const std::string sealed = Seal::load(file, true).seal("secret", "mail");
  ::umask(0777);
  Seal::load(folder.path / "data/others/master", true);
  ::umask(before);
  CHECK(mode_of(folder.path / "data/others") == 0700);
  CHECK(mode_of(folder.path / "data/others/master") == 0600);
  CHECK(mode_of(file) == 0600);
  CHECK(mode_of(file.parent_path()) == 0700);
  CHECK(fs::file_size(file) == 32);
  CHECK(Seal::load(file, true).open(sealed, "mail") == "secret");
  CHECK(Seal::load(file, false).open(sealed, "mail") == "secret");
  // Nothing is left of its making.
  CHECK(std::distance(fs::directory_iterator(file.parent_path()), {}) == 1);
}

TEST("auth: a master key that is not there is made only where that is wanted") {
  const Folder folder;
  CHECK(why_not(folder.path / "keys/master").starts_with("Cannot read the master key "));
  CHECK_FALSE(fs::exists(folder.path / "keys"));
}

TEST("auth: a folder that is there keeps its mode") {
  const Folder folder;
  REQUIRE(::chmod(folder.path.c_str(), 0750) == 0);
  Seal::load(folder.path / "master", true);
  CHECK(mode_of(folder.path) == 0750);
}

TEST("auth: a master key that others may read is refused") {
  const Folder folder;
  const fs::path file = folder.path / "master";
  for (const mode_t mode : {0640U, 0604U, 0610U, 0602U, 0666U, 0601U}) {
    write(file, std::string(32, 'k'), mode);
    CAPTURE(mode);
    CHECK(why_not(file, true).starts_with("Others than its owner may read the master key "));
  }
  write(file, std::string(32, 'k'), 0400);
  CHECK(why_not(file) == "");
}

TEST("auth: what is no master key is refused and left alone") {
  const Folder folder;
  const fs::path file = folder.path / "master";
  for (const std::string& bytes : {std::string(), std::string(31, 'k'), std::string(33, 'k'),
                                   std::string(100'000, 'k'), std::string(32, '\0')}) {
    write(file, bytes);
    CHECK(why_not(file, true) == file.string() + " is no master key: that is 32 random bytes.");
    CHECK(fs::file_size(file) == bytes.size());
  }
  CHECK(why_not(folder.path, true) != "");
  REQUIRE(::mkfifo((folder.path / "pipe").c_str(), 0600) == 0);
  CHECK(why_not(folder.path / "pipe", true).ends_with(" is not a file."));
}

TEST("auth: a folder that cannot be made is a sentence") {
  const Folder folder;
  write(folder.path / "file", "x");
  const std::string why = why_not(folder.path / "file/keys/master", true);
  CAPTURE(why);
  CHECK(why.starts_with("Cannot "));
  CHECK(why.ends_with("."));
}

TEST("auth: of many that start at once all get the same master key") {
  for (int round = 0; round < 50; ++round) {
    const Folder folder;
    const fs::path file = folder.path / "keys/master";
    std::vector<std::string> sealed(4);
    std::vector<std::thread> threads;
    std::barrier begin(4);
    for (std::string& mine : sealed) {
      threads.emplace_back([&] {
        begin.arrive_and_wait();
        try {
          mine = Seal::load(file, true).seal("secret", "mail");
        } catch (const std::runtime_error& error) {
          mine = error.what();
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    const Seal seal = Seal::load(file, false);
    for (const std::string& text : sealed) CHECK(seal.open(text, "mail") == "secret");
  }
}

}  // namespace stoa::auth
