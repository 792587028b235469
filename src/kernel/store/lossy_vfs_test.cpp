// The disk whose power fails: a forked child writes and dies, the parent looks at what is left.
#include "kernel/store/lossy_vfs.h"

#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <random>

#include "kernel/store/sqlite.h"
#include "kernel/store/store_testing.h"
#include "kernel/testing/test.h"

namespace stoa::store::testing {
namespace {

namespace fs = std::filesystem;

// Does the work in a process of its own, whose end is the power cut: no connection is closed.
template <class Work>
bool until_power_cut(Work work) {
  const pid_t child = fork();
  if (child == 0) {
    try {
      register_lossy_vfs();
      _exit(work() ? 0 : 1);
    } catch (...) {
      _exit(2);
    }
  }
  int status = 0;
  return waitpid(child, &status, 0) == child && status == 0;
}

// Left open for ever: only a child that dies with it may call this.
SqliteConnection& lossy(const fs::path& file, bool synchronous = true, bool writer = true) {
  return *new SqliteConnection(
      {.file = file, .writer = writer, .synchronous_full = synchronous, .vfs = "lossy"});
}

// A row that is larger than a page, so that a commit is several writes.
void add(SqliteConnection& connection, std::int64_t n) {
  const Value value = n;
  connection.run("insert into t (n, text) values ($1, hex(zeroblob(5000)))", {&value, 1}, {});
}

bool make(const fs::path& file) {
  return until_power_cut([&] {
    lossy(file).run_script("create table t (n INTEGER primary key, text TEXT) strict");
    return true;
  });
}

// The sum of the rows, as the system's own disk has them.
std::int64_t left(const fs::path& file) {
  SqliteConnection plain({.file = file, .writer = true});
  CHECK(number(plain, "select integrity_check = 'ok' from pragma_integrity_check") == 1);
  return number(plain, "select coalesce(sum(n), 0) from t");
}

// A file as SQLite would use it, without SQLite.
struct RawFile {
  RawFile(const char* vfs_name, const fs::path& path) : name(path.string()) {
    sqlite3_vfs* const vfs = sqlite3_vfs_find(vfs_name);
    memory.resize(static_cast<std::size_t>(vfs->szOsFile));
    // As SQLite does: behind the path stand its parameters, of which there are none.
    name.append(4, '\0');
    const int flags = SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    REQUIRE(vfs->xOpen(vfs, name.c_str(), get(), flags, nullptr) == SQLITE_OK);
  }
  ~RawFile() { get()->pMethods->xClose(get()); }
  sqlite3_file* get() { return reinterpret_cast<sqlite3_file*>(memory.data()); }
  const sqlite3_io_methods* operator->() { return get()->pMethods; }

  std::string name;
  std::vector<char> memory;
};

std::string bytes_of(const fs::path& path) {
  std::string bytes(fs::file_size(path), '\0');
  std::ifstream(path, std::ios::binary)
      .read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return bytes;
}

}  // namespace

TEST("store: on the lossy disk a synced commit outlives a power cut, another does not") {
  const TempFolder folder;
  const auto file = folder / "test.db";
  REQUIRE(make(file));
  CHECK(until_power_cut([&] {
    add(lossy(file), 1);
    add(lossy(file, false), 10);
    return true;
  }));
  CHECK(left(file) == 1);
}

TEST("store: on the lossy disk a sync takes along what was written before it") {
  const TempFolder folder;
  const auto file = folder / "test.db";
  REQUIRE(make(file));
  CHECK(until_power_cut([&] {
    add(lossy(file, false), 10);
    add(lossy(file), 1);
    return true;
  }));
  CHECK(left(file) == 11);
}

TEST("store: on the lossy disk nothing is there before the first sync") {
  const TempFolder folder;
  const auto file = folder / "test.db";
  CHECK(until_power_cut([&] {
    auto& writer = lossy(file, false);
    writer.run_script("create table t (n INTEGER primary key, text TEXT) strict");
    add(writer, 1);
    return number(lossy(file, false, false), "select sum(n) from t") == 1;
  }));
  SqliteConnection plain({.file = file, .writer = true});
  CHECK(number(plain, "select count(*) from sqlite_schema") == 0);
}

TEST("store: connections to the lossy disk see each other's writes before they are synced") {
  const TempFolder folder;
  const auto file = folder / "test.db";
  REQUIRE(make(file));
  CHECK(until_power_cut([&] {
    auto& first = lossy(file, false);
    auto& second = lossy(file, false);
    auto& reader = lossy(file, true, false);
    bool agree = true;
    for (std::int64_t n = 1; n <= 20; ++n) {
      add(n % 2 ? first : second, n);
      agree = agree && number(reader, "select sum(n) from t") == n * (n + 1) / 2;
      if (n == 10) first.checkpoint(SqliteConnection::Checkpoint::truncate);
    }
    return agree &&
           number(reader, "select integrity_check = 'ok' from pragma_integrity_check") == 1;
  }));
  CHECK(left(file) == 0);
}

TEST("store: on the lossy disk a checkpoint keeps what was synced, whether it is synced or not") {
  for (const bool synchronous : {true, false}) {
    CAPTURE(synchronous);
    const TempFolder folder;
    const auto file = folder / "test.db";
    REQUIRE(make(file));
    CHECK(until_power_cut([&] {
      auto& writer = lossy(file);
      for (std::int64_t n = 1; n <= 10; ++n) add(writer, n);
      return lossy(file, synchronous).checkpoint(SqliteConnection::Checkpoint::truncate);
    }));
    CHECK(left(file) == 55);
  }
}

TEST("store: the lossy disk keeps a rollback journal's promise too") {
  for (const bool synchronous : {true, false}) {
    CAPTURE(synchronous);
    const TempFolder folder;
    const auto file = folder / "test.db";
    REQUIRE(make(file));
    CHECK(until_power_cut([&] {
      lossy(file).run_script("pragma journal_mode = delete");
      return true;
    }));
    CHECK(until_power_cut([&] {
      auto& connection = lossy(file);
      connection.run_script("pragma journal_mode = delete");
      connection.run_script(synchronous ? "pragma synchronous = full" : "pragma synchronous = off");
      for (std::int64_t n = 1; n <= 10; ++n) add(connection, n);
      return number(connection, "select sum(n) from t") == 55;
    }));
    CHECK(left(file) == (synchronous ? 55 : 0));
  }
}

TEST("store: through two handles the lossy disk holds what a string would, below what was synced") {
  register_lossy_vfs();
  const TempFolder folder;
  const auto path = folder / "raw";
  RawFile handles[] = {{"lossy", path}, {"lossy", path}};
  std::mt19937 random(7);
  const auto up_to = [&](int n) { return std::uniform_int_distribution<>(0, n)(random); };
  std::string now, synced;
  for (int i = 0; i < 5000; ++i) {
    RawFile& file = handles[up_to(1)];
    const int at = up_to(20'000), n = 1 + up_to(9000), what = up_to(9);
    const bool inside = at < static_cast<int>(now.size());
    if (what < 4) {
      const std::string text(n, static_cast<char>('a' + up_to(25)));
      CHECK(file->xWrite(file.get(), text.data(), n, at) == SQLITE_OK);
      now.resize(std::max<std::size_t>(now.size(), at + n));
      now.replace(at, n, text);
    } else if (what < 5 && inside) {
      CHECK(file->xTruncate(file.get(), at) == SQLITE_OK);
      now.resize(at);
    } else if (what < 6) {
      CHECK(file->xSync(file.get(), SQLITE_SYNC_NORMAL) == SQLITE_OK);
      synced = now;
    } else {
      std::string read(n, '?'), expected = inside ? now.substr(at, n) : "";
      const bool whole = expected.size() == read.size();
      expected.resize(n);
      CHECK(file->xRead(file.get(), read.data(), n, at) ==
            (whole ? SQLITE_OK : SQLITE_IOERR_SHORT_READ));
      CHECK(read == expected);
    }
    sqlite3_int64 size = 0;
    CHECK(handles[0]->xFileSize(handles[0].get(), &size) == SQLITE_OK);
    CHECK(size == static_cast<sqlite3_int64>(now.size()));
    CHECK(bytes_of(path) == synced);
  }
}

}  // namespace stoa::store::testing
