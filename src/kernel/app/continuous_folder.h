// What a continuous backup keeps, and where:
//
//   files/<app>/ab/abcd…          bytes of files, for all that is below (FileShelf)
//   generation-20261201T100000.123456/
//     base-000001/                all databases at one moment: a backup without its files
//     segment-000001, …           what was committed since, without a gap
//     base-000057/                another base, with which the segment of its number begins
//
// Values and functions over a folder; any thread that may block, one that changes it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "kernel/model/types.h"

namespace stoa {

struct KeptBase {
  std::filesystem::path folder, generation;
  std::uint64_t first = 0;  // the segment that begins with it
  Timestamp from = {};      // the moment that it is of
};

// The folder of the continuous backup that is in this one, or is this one; nullopt: none is.
std::optional<std::filesystem::path> continuous_in(const std::filesystem::path& folder);
std::filesystem::path shelf_of(const std::filesystem::path& continuous);
std::filesystem::path generation_path(const std::filesystem::path& continuous, Timestamp begun);
std::filesystem::path base_path(const std::filesystem::path& generation, std::uint64_t first);

// Bases that are whole, the oldest first.
std::vector<KeptBase> kept_bases(const std::filesystem::path& continuous);
// Bytes of bases and segments, without those of files.
std::uint64_t bytes_kept(const std::filesystem::path& continuous);

// A moment that can be restored, and by what.
struct RestorePoint {
  KeptBase base = {};
  Timestamp at = {};
  Timestamp last = {};  // the last moment that can be
};
// Of `at`, or else the last moment. Throws std::runtime_error: a sentence that says which moments
// there are.
RestorePoint restore_point(const std::filesystem::path& continuous, std::optional<Timestamp> at);

// Removes what is needed for no moment from `since` on, and what was never finished; nothing of the
// generation that is under way but what is older than its bases. Gives the oldest moment kept.
std::optional<Timestamp> keep_since(const std::filesystem::path& continuous, Timestamp since,
                                    const std::filesystem::path& under_way);

// "20261130T211500.123456"
std::string time_for_names(Timestamp at);

}  // namespace stoa
