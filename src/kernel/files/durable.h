// Files and folders that nobody else may read and that survive a crash.
//
// Each function throws std::system_error. Any thread that may block.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace stoa::files {

// What a file holds, in short.
struct Digest {
  std::string sha256;  // in hexadecimal digits
  std::uint64_t bytes = 0;
  bool operator==(const Digest&) const = default;
};

// The folder and those above it that are missing, 0700.
void make_folder(const std::filesystem::path& folder);
// Makes the names in it durable.
void sync_folder(const std::filesystem::path& folder);
// The same of all folders below it, and of itself.
void sync_folders(const std::filesystem::path& root);

// Copies a regular file to where none is, 0600. Never by a symbolic link.
Digest copy_file(const std::filesystem::path& from, const std::filesystem::path& to);
// A file that somebody else has written, which ends as one that was copied here: 0600 and synced.
Digest settle_file(const std::filesystem::path& file);
// What a regular file holds, by reading all of it.
Digest digest_of(const std::filesystem::path& file);
// Makes a file of bytes in memory, as copy_file() does.
Digest write_file(const std::filesystem::path& to, std::string_view bytes);

}  // namespace stoa::files
