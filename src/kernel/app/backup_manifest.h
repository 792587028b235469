// What a backup says of itself: manifest.json, and SHA256SUMS for each of its files.
//
//   manifest.json          written last: a folder without it is no backup
//   verified               when its bytes were last read again and compared, if they were
//   SHA256SUMS             as `sha256sum --check` reads it; its own hash stands in the manifest
//   databases/<app>.db     SQLite, whatever database it came from
//   files/<app>/ab/abcd…   the bytes that rows of _files name, under their hash
//   keys/master            only where it was asked for
//
// Values; read and written by the thread of a command.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/app/config.h"
#include "kernel/model/describe.h"

namespace stoa {

struct BackedUpApp {
  std::string name = {};
  std::int64_t migration = 0;  // the last one that was applied
};
BOOST_DESCRIBE_STRUCT(BackedUpApp, (), (name, migration))

// Of the configuration that it was taken with: what whoever restores it may have to set again.
struct BackedUpSettings {
  std::string public_url = {}, files_folder = {}, master_key_file = {};
};
BOOST_DESCRIBE_STRUCT(BackedUpSettings, (), (public_url, files_folder, master_key_file))

struct BackupManifest {
  std::int64_t format = 1;
  Timestamp taken_at = {};    // the moment that all of it is of
  std::string database = {};  // "sqlite" or "postgres"
  std::vector<BackedUpApp> apps = {};
  BackedUpSettings settings = {};
  bool has_keys = false;        // whether the master key is among the files
  std::string master_key = {};  // its fingerprint, "" when there was none
  std::int64_t missing = 0;     // files whose bytes were not to be found
  bool files_apart = false;     // a base of a continuous backup, which keeps the bytes of files
  std::int64_t files = 0, bytes = 0;
  std::string sums_sha256 = {};  // of SHA256SUMS
};
BOOST_DESCRIBE_STRUCT(BackupManifest, (),
                      (format, taken_at, database, apps, settings, has_keys, master_key, missing,
                       files_apart, files, bytes, sums_sha256))

inline constexpr std::string_view manifest_name = "manifest.json", sums_name = "SHA256SUMS";

struct BackedUpFile {
  std::string sha256, path;  // "databases/library.db"
};

std::string database_path(std::string_view app);
std::string blob_path(std::string_view app, const std::string& sha256);
inline constexpr std::string_view key_path = "keys/master";

// Something that only who has the master key can tell, "" where there is no key.
std::string fingerprint_of_key(const Config& config);

// Makes all that is in the folder durable first.
void write_manifest(const std::filesystem::path& folder, BackupManifest manifest,
                    const std::vector<BackedUpFile>& files);

// Throw std::runtime_error with a sentence for what is no backup, has been changed, or names files
// that are not a backup's own.
BackupManifest read_manifest(const std::filesystem::path& folder);
std::vector<BackedUpFile> read_sums(const std::filesystem::path& folder,
                                    const BackupManifest& manifest);

// Reads all of a backup again and compares it with its sums; then notes when that was. `progress`
// is called before each file, and what it throws ends it. Throws std::runtime_error with a
// sentence.
void verify(const std::filesystem::path& folder, const std::function<void()>& progress);
// When that was last done; nullopt for never.
std::optional<Timestamp> verified_at(const std::filesystem::path& folder);

}  // namespace stoa
