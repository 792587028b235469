#include "kernel/store/data_folder.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>
#include <string>

#include "kernel/store/store_testing.h"
#include "kernel/testing/test.h"

namespace stoa::store::testing {
namespace {

namespace fs = std::filesystem;

unsigned mode_of(const fs::path& path) {
  struct stat status = {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 07777;
}

// What another process says: its exit code.
template <typename Action>
int in_child(Action action) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(action());
  int status = 0;
  ::waitpid(child, &status, 0);
  return WEXITSTATUS(status);
}

std::string echo(const std::string& command) {
  if (command == "fail") throw std::runtime_error("it failed");
  return "you said " + command + "\nand more";
}

void check_round_trip(const fs::path& folder) {
  auto owned = DataFolder::own(folder);
  REQUIRE(owned);
  owned->serve(echo);
  CHECK(DataFolder::ask(folder, "status") == "you said status\nand more");
  CHECK_THROWS_WITH(DataFolder::ask(folder, "fail"), "it failed");
  CHECK(mode_of(folder / "stoa.sock") == 0600);
}

}  // namespace

TEST("store: one process owns a data folder") {
  TempFolder temp;
  const auto folder = temp / "deep/data";
  const auto is_free = [&] { return DataFolder::own(folder) ? 1 : 2; };
  auto owned = DataFolder::own(folder);
  REQUIRE(owned);
  CHECK(in_child(is_free) == 2);
  CHECK_FALSE(DataFolder::own(folder));
  DataFolder moved = std::move(*owned);
  CHECK(in_child(is_free) == 2);
  { const DataFolder last = std::move(moved); }
  CHECK(in_child(is_free) == 1);
}

TEST("store: the folder is its owner's only, under any umask") {
  TempFolder temp;
  for (const mode_t mask : {0000, 0277}) {
    const auto before = ::umask(mask);
    const auto folder = temp / std::to_string(mask);
    const auto owned = DataFolder::own(folder);
    ::umask(before);
    CHECK(mode_of(folder) == 0700);
    CHECK(mode_of(folder / "stoa.lock") == 0600);
  }
}

TEST("store: the owner answers on a socket, again after a process that died") {
  TempFolder temp;
  check_round_trip(temp / "data");
  CHECK_FALSE(fs::exists(temp / "data/stoa.sock"));
  in_child([&] {
    auto owned = DataFolder::own(temp / "data");
    owned->serve(echo);
    ::_exit(0);  // no destructor runs, the socket stays behind
    return 0;
  });
  CHECK(fs::exists(temp / "data/stoa.sock"));
  CHECK_THROWS_AS(DataFolder::ask(temp / "data", "status"), std::runtime_error);
  check_round_trip(temp / "data");
}

TEST("store: a path longer than a socket's address is no obstacle") {
  TempFolder temp;
  check_round_trip(temp / std::string(120, 'x'));
}

TEST("store: nobody there to ask is an error") {
  TempFolder temp;
  CHECK_THROWS_AS(DataFolder::ask(temp / "nothing", "status"), std::runtime_error);
}

}  // namespace stoa::store::testing
