#include "kernel/app/backup_manifest.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "kernel/app/master_key.h"
#include "kernel/auth/secrets.h"
#include "kernel/files/durable.h"
#include "kernel/files/local_blobs.h"
#include "kernel/model/codec.h"

namespace stoa {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t hash_digits = 64;
constexpr auto verified_name = "verified";
constexpr std::size_t most_manifest_bytes = 1 << 20;

bool all_in(std::string_view text, std::string_view alphabet) {
  return text.find_first_not_of(alphabet) == text.npos;
}

bool is_hash(std::string_view text) {
  return text.size() == hash_digits && all_in(text, "0123456789abcdef");
}

bool is_app_name(std::string_view text) {
  return !text.empty() && all_in(text, "abcdefghijklmnopqrstuvwxyz0123456789_");
}

// A path is taken apart and must come out as one that a backup has: so none leads elsewhere.
bool is_own(const BackedUpFile& file) {
  const std::string_view path = file.path;
  if (path == key_path) return true;
  const auto slash = path.find('/');
  if (slash == path.npos) return false;
  const auto app = path.substr(slash + 1, path.find_first_of("./", slash + 1) - slash - 1);
  if (!is_app_name(app)) return false;
  return path == database_path(app) || path == blob_path(app, file.sha256);
}

BackedUpFile file_of(const std::string& line) {
  BackedUpFile file;
  if (line.size() > hash_digits + 2 && line.compare(hash_digits, 2, "  ") == 0)
    file = {.sha256 = line.substr(0, hash_digits), .path = line.substr(hash_digits + 2)};
  if (is_hash(file.sha256) && is_own(file)) return file;
  throw std::runtime_error(
      fmt::format("{} has a line that no backup has: \"{}\".", sums_name, line.substr(0, 200)));
}

}  // namespace

std::string database_path(std::string_view app) { return fmt::format("databases/{}.db", app); }

std::string blob_path(std::string_view app, const std::string& sha256) {
  return fmt::format("files/{}/{}", app, files::place_of(sha256).string());
}

std::string fingerprint_of_key(const Config& config) {
  const auto path = master_key_path(config);
  if (!fs::exists(path)) return {};
  return auth::Seal::load(path, false).fingerprint("backup");
}

void write_manifest(const fs::path& folder, BackupManifest manifest,
                    const std::vector<BackedUpFile>& files) {
  std::string sums;
  for (const auto& file : files) sums += fmt::format("{}  {}\n", file.sha256, file.path);
  manifest.sums_sha256 = files::write_file(folder / sums_name, sums).sha256;
  files::sync_folders(folder);
  const fs::path unfinished = folder / "manifest.unfinished";
  files::write_file(unfinished, to_json(manifest) + "\n");
  fs::rename(unfinished, folder / manifest_name);
  files::sync_folder(folder);
}

BackupManifest read_manifest(const fs::path& folder) {
  std::ifstream file(folder / manifest_name, std::ios::binary);
  if (!file)
    throw std::runtime_error(
        fmt::format("{} is no backup, or one that was interrupted: it has no {}.", folder.string(),
                    manifest_name));
  std::string text(most_manifest_bytes, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  try {
    // A later format may have members that this program does not know: its number says it better.
    auto manifest = from_json<BackupManifest>(text, {.strictness = Strictness::peer});
    if (manifest.format == 1) return manifest;
    throw std::runtime_error(
        fmt::format("{} was made by a newer Stoa (format {}).", folder.string(), manifest.format));
  } catch (const Refusal&) {
    throw std::runtime_error(
        fmt::format("{} of {} cannot be read.", manifest_name, folder.string()));
  }
}

std::vector<BackedUpFile> read_sums(const fs::path& folder, const BackupManifest& manifest) {
  const fs::path path = folder / sums_name;
  std::ifstream stream(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (auth::hash_secret(text) != manifest.sums_sha256)
    throw std::runtime_error(path.string() + " is not as the backup wrote it.");
  std::vector<BackedUpFile> files;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) files.push_back(file_of(line));
  return files;
}

void verify(const fs::path& folder, const std::function<void()>& progress) {
  for (const auto& file : read_sums(folder, read_manifest(folder))) {
    progress();
    if (files::digest_of(folder / file.path).sha256 != file.sha256)
      throw std::runtime_error(
          fmt::format("{} is not as the backup wrote it.", (folder / file.path).string()));
  }
  const fs::path unfinished = folder / "verified.unfinished";
  fs::remove(unfinished);
  files::write_file(unfinished, to_string(wall_clock()) + "\n");
  fs::rename(unfinished, folder / verified_name);
  files::sync_folder(folder);
}

std::optional<Timestamp> verified_at(const fs::path& folder) {
  std::ifstream file(folder / verified_name);
  std::string time;
  if (!std::getline(file, time)) return {};
  return parse_timestamp(time);
}

}  // namespace stoa
