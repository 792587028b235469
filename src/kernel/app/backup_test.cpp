// Two toy apps in a data folder or on PostgreSQL, backed up and restored.

#include "kernel/app/backup.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <utility>

#include "kernel/app/databases.h"
#include "kernel/app/master_key.h"
#include "kernel/app/restore.h"
#include "kernel/auth/secrets.h"
#include "kernel/files/local_blobs.h"
#include "kernel/model/codec.h"
#include "kernel/store/data_folder.h"
#include "kernel/store/store_testing.h"
#include "kernel/testing/stoa.h"

namespace stoa::safekeeping {
namespace {

namespace fs = std::filesystem;
using store::Blob;
using store::Connection;
using store::Value;
using store::testing::TempFolder;
using testing::PostgresTestDatabase;

const std::vector<embedded::File>& migrations() {
  static constexpr std::string_view sql =
      "create table coins (id {int} primary key not null, name {text} not null) strict;";
  static const std::vector<embedded::File> all = {
      {"migrations/0001_coins.sql", {sql.data(), sql.data() + sql.size()}}};
  return all;
}

std::vector<App> vaults() {
  std::vector<App> all;
  all.push_back(App("vault_a", "Coins", migrations()));
  all.push_back(App("vault_b", "More coins", migrations()));
  return all;
}

std::string content_of(const fs::path& file) {
  std::ostringstream bytes;
  bytes << std::ifstream(file, std::ios::binary).rdbuf();
  return bytes.str();
}

void put_content(const fs::path& file, std::string_view bytes) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

int mode_of(const fs::path& path) {
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return static_cast<int>(status.st_mode & 0777);
}

// An installation, and room for its backups.
struct Vaults {
  explicit Vaults(const std::string& url = {}) {
    config.data = folder / "data";
    config.database_url = url;
    fs::create_directories(config.data);
    for (const App& app : vaults()) with(app, [](Connection&) {});
    load_master_key(config);
  }
  Vaults(const Vaults&) = delete;

  void with(const App& app, const store::Work& work) const {
    const auto postgres = reach_postgres(config);
    store::ReadPool readers;
    const auto database = open_database(config, app.name(), postgres.get(), readers, {});
    migrate(*database, app);
    database->write_now(work);
  }
  void add(int n, std::string_view name) const {
    for (const App& app : vaults())
      with(app, [&](Connection& connection) {
        connection.run("insert into coins values ($1, $2)",
                       std::vector<Value>{std::int64_t{n}, name}, {});
      });
  }
  // Keeps the bytes as an upload does; where they are.
  fs::path add_file(std::string_view bytes) const {
    const files::SpoolFolder spool(config.data / "files" / "spool");
    files::Spooled file(spool.path());
    file.write(bytes);
    file.finish();
    files::LocalBlobs blobs(config.data / "files" / "blobs" / "vault_a");
    blobs.put(file.sha256(), file);
    with(vaults()[0], [&](Connection& connection) {
      const Uuid id = make_uuid_v7(wall_clock());
      connection.run(
          "insert into _files (id, sha256, size, content_type, name, version, created, updated) "
          "values ($1, $2, 5, 'text/plain', '', 1, 0, 0)",
          std::vector<Value>{Blob{id.view()}, std::string_view(file.sha256())}, {});
    });
    return blobs.path_of(file.sha256());
  }
  std::string coins(std::size_t app = 0) const {
    std::string all;
    with(vaults()[app], [&](Connection& connection) {
      all.clear();
      connection.run("select name from coins order by id", {}, [&](const store::Row& row) {
        all += std::string(std::get<std::string_view>(row.at(0))) + " ";
        return true;
      });
    });
    return all;
  }

  BackupManifest back_up(const std::string& name = "backup", BackupOptions options = {}) const {
    options.folder = folder / name;
    return backup(vaults(), config, options, [](const std::string&) {});
  }
  Restored bring_back(const std::string& name = "backup") const {
    return restore(vaults(), config, {.backup = folder / name}, [](const std::string&) {});
  }
  // Refused, and nothing has become of the data.
  void check_refused(const std::string& why) const {
    const auto before = coins();
    std::string said;
    try {
      bring_back();
    } catch (const std::runtime_error& error) {
      said = error.what();
    }
    INFO(said);
    CHECK(said.find(why) != said.npos);
    CHECK(coins() == before);
    for (const auto& entry : fs::directory_iterator(config.data.parent_path()))
      CHECK(entry.path().string().find(".restoring") == std::string::npos);
  }

  TempFolder folder;
  Config config;
};

// As somebody would who changes a backup and knows how it is made.
void forge_sums(const fs::path& backup, const std::string& line) {
  auto manifest = read_manifest(backup);
  const auto sums = content_of(backup / sums_name) + line + "\n";
  put_content(backup / sums_name, sums);
  manifest.sums_sha256 = auth::hash_secret(sums);
  put_content(backup / manifest_name, to_json(manifest));
}

}  // namespace

TEST("backup: what was there comes back, what came later goes, and the old folder stays") {
  Vaults home;
  home.add(1, "florin");
  home.add_file("hello");
  const auto manifest = home.back_up();
  CHECK(manifest.apps.size() == 2);
  CHECK(manifest.apps[0].migration == 1);
  CHECK(manifest.files == 3);
  home.add(2, "ducat");
  const auto blob = home.add_file("later");
  const auto restored = home.bring_back();
  CHECK(home.coins(0) == "florin ");
  CHECK(home.coins(1) == "florin ");
  const std::string hash = auth::hash_secret("hello");
  const auto blobs = home.config.data / "files" / "blobs" / "vault_a";
  CHECK(content_of(blobs / files::place_of(hash)) == "hello");
  CHECK_FALSE(fs::exists(blob));
  CHECK(restored.key == KeyFit::fits);
  CHECK(mode_of(home.config.data) == 0700);
  CHECK(mode_of(home.config.data / "vault_a.db") == 0600);
  home.config.data = restored.kept;
  CHECK(home.coins() == "florin ducat ");
}

TEST("backup: it is for its owner only, and its sums can be checked by others") {
  Vaults home;
  home.add_file("hello");
  home.back_up();
  const fs::path folder = home.folder / "backup";
  CHECK(mode_of(folder) == 0700);
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    CHECK(mode_of(entry.path()) == (entry.is_directory() ? 0700 : 0600));
  CHECK(std::system(fmt::format("cd '{}' && sha256sum --check --status --strict {}",
                                folder.string(), sums_name)
                        .c_str()) == 0);
  CHECK_FALSE(fs::exists(folder / key_path));
}

TEST("backup: the master key goes along when asked for, and another one is noticed") {
  Vaults home;
  CHECK_FALSE(home.back_up().has_keys);
  CHECK(home.back_up("with keys", {.with_keys = true}).has_keys);
  const auto key = content_of(home.config.data / key_path);
  fs::remove_all(home.config.data);
  CHECK(home.bring_back().key == KeyFit::missing);
  load_master_key(home.config);
  CHECK(home.bring_back().key == KeyFit::other);
  CHECK(home.bring_back("with keys").key == KeyFit::fits);
  CHECK(content_of(home.config.data / key_path) == key);
}

TEST("backup: one that was interrupted is none, and nothing is added to it") {
  Vaults home;
  home.add(1, "florin");
  CHECK_THROWS_WITH(backup(vaults(), home.config, {.folder = home.folder / "backup"},
                           [](const std::string&) { throw std::runtime_error("no power"); }),
                    "no power");
  CHECK(fs::exists(home.folder / "backup" / "databases" / "vault_a.db"));
  home.check_refused("is no backup, or one that was interrupted");
  CHECK_THROWS_WITH(home.back_up(), doctest::Contains("is not empty"));
}

TEST("backup: one that was changed is refused") {
  Vaults home;
  home.add(1, "florin");
  home.add_file("hello");
  home.back_up();
  const fs::path folder = home.folder / "backup";
  const auto database = content_of(folder / "databases" / "vault_a.db");
  const std::string blob = blob_path("vault_a", auth::hash_secret("hello"));

  put_content(folder / "databases" / "vault_a.db", database + "!");
  home.check_refused("vault_a.db is not as the backup wrote it");
  put_content(folder / "databases" / "vault_a.db", database);

  put_content(folder / blob, "hullo");
  home.check_refused("is not as the backup wrote it");
  fs::remove(folder / blob);
  home.check_refused("opening");
  fs::create_symlink("/etc/hostname", folder / blob);
  home.check_refused("opening");
  fs::remove(folder / blob);
  put_content(folder / blob, "hello");

  put_content(folder / sums_name, content_of(folder / sums_name) + "\n");
  home.check_refused("SHA256SUMS is not as the backup wrote it");
  put_content(folder / manifest_name, "{}");
  home.check_refused("cannot be read");
}

TEST("backup: files that are none of a backup's are refused, wherever they lead") {
  Vaults home;
  home.back_up();
  const fs::path folder = home.folder / "backup";
  const auto sums = content_of(folder / sums_name), manifest = content_of(folder / manifest_name);
  const std::string hash = auth::hash_secret("hello");
  for (const std::string path :
       {"../outside", "/etc/passwd", "databases/../../x.db", "databases/x/y.db", "databases/.db",
        "files/vault_a/../../../x", "files/vault_a/ff/x", "keys/other", "stoa.lock",
        "files/vault_a/2c/" /* and then no hash */}) {
    INFO(path);
    forge_sums(folder, hash + "  " + path);
    home.check_refused("has a line that no backup has");
    put_content(folder / sums_name, sums);
    put_content(folder / manifest_name, manifest);
  }
}

TEST("backup: one of a newer program is refused") {
  Vaults home;
  home.with(vaults()[1], [](Connection& connection) {
    connection.run("insert into _migrations values (2, '0002_later.sql', '', 0)", {}, {});
  });
  home.back_up();
  home.check_refused("vault_b: The database has migration 2, this program knows 1");
  auto manifest = read_manifest(home.folder / "backup");
  manifest.format = 2;
  put_content(home.folder / "backup" / manifest_name, to_json(manifest));
  home.check_refused("was made by a newer Stoa (format 2)");
}

TEST("backup: nothing is restored under a server, but it may be backed up") {
  Vaults home;
  home.add(1, "florin");
  const auto server = store::DataFolder::own(home.config.data);
  REQUIRE(server);
  home.back_up();
  home.check_refused("Another Stoa runs on the folder");
}

TEST("backup: bytes that are lost are told of, and left out only when asked") {
  Vaults home;
  fs::remove(home.add_file("hello"));
  CHECK_THROWS_WITH(home.back_up(), doctest::Contains("are not there"));
  CHECK(home.back_up("without", {.without_missing = true}).missing == 1);
  home.bring_back("without");
}

TEST("backup: bytes that are damaged are told of") {
  Vaults home;
  put_content(home.add_file("hello"), "hullo");
  CHECK_THROWS_WITH(home.back_up(), doctest::Contains("is damaged"));
}

TEST("backup: what is backed up is not collected meanwhile") {
  Vaults home;
  const auto blob = home.add_file("hello");
  fs::last_write_time(blob, fs::file_time_type::clock::now() - std::chrono::hours(50));
  home.back_up();
  const auto age = fs::file_time_type::clock::now() - fs::last_write_time(blob);
  CHECK(age < std::chrono::hours(1));
}

TEST("backup: one of PostgreSQL is of one moment and becomes SQLite") {
  const auto postgres = PostgresTestDatabase::make();
  if (!postgres) {
    MESSAGE("left out: there is no PostgreSQL");
    return;
  }
  Vaults home(postgres->url());
  home.add(1, "florin");
  home.add_file("hello");
  // What is committed once the copying has begun is of a later moment, also for the second app.
  bool late = false;
  const auto manifest =
      backup(vaults(), home.config, {.folder = home.folder / "backup"}, [&](const std::string&) {
        if (std::exchange(late, true)) return;
        home.add(2, "ducat");
      });
  CHECK(late);
  CHECK(manifest.database == "postgres");
  CHECK(home.coins() == "florin ducat ");
  Vaults other;
  restore(vaults(), other.config, {.backup = home.folder / "backup"}, [](const std::string&) {});
  CHECK(other.coins(0) == "florin ");
  CHECK(other.coins(1) == "florin ");
  const auto blobs = other.config.data / "files" / "blobs" / "vault_a";
  CHECK(content_of(blobs / files::place_of(auth::hash_secret("hello"))) == "hello");
}

}  // namespace stoa::safekeeping
