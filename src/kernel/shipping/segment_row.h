// The segments of a generation, one after the other, as far as each goes on from the one before.
//
// Used by one thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "kernel/shipping/segment.h"

namespace stoa::shipping {

// "segment-000001"
std::filesystem::path segment_path(const std::filesystem::path& folder, std::uint64_t number);
// The number in such a name; nullopt for another one.
std::optional<std::uint64_t> number_of(const std::filesystem::path& path, std::string_view kind);

// Reads block by block from the segment `first` on.
class SegmentRow {
 public:
  SegmentRow(std::filesystem::path folder, std::uint64_t first);
  // False at the end of what can be read.
  bool next();
  const SegmentReader& block() const { return *reader_; }

 private:
  bool open_next();

  const std::filesystem::path folder_;
  std::uint64_t number_;
  std::optional<SegmentReader> reader_;
};

// Up to when there is every commit from the segment `first` on; nullopt: nothing is. Reads on until
// it is as late as `wanted`.
std::optional<Timestamp> complete_until(const std::filesystem::path& folder, std::uint64_t first,
                                        std::optional<Timestamp> wanted = {});

// Puts the pages of all commits until then, from the segment `first` on, into the databases of
// their apps. They are of the state of some commit behind the beginning of `first`, or of an
// earlier one whose later commits are all there: a page that is put twice ends as its last commit
// has it. Throws std::runtime_error with a sentence, and std::system_error.
void replay(const std::filesystem::path& folder, std::uint64_t first, Timestamp until,
            const std::function<std::filesystem::path(const std::string& app)>& database_of);

}  // namespace stoa::shipping
