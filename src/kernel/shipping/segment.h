// A segment: a file of commits, as a continuous backup appends them, of all apps in one row.
//
//   head    "stoa.segment\1" and zeros to 16 bytes; which generation and which of its segments; how
//           the segment before it ended
//   block   bytes packed, bytes unpacked, the moment up to which there is everything; its hash; the
//           commits, packed by zlib
//
// Numbers have 8 bytes, the lowest first. A hash is SHA-256 of the hash before it and of all else
// of its block: what is torn, changed, left out or of another segment does not go on from what
// stands before it, and is not read. Values over bytes; any thread, one at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kernel/store/commit_stream.h"

namespace stoa::shipping {

using store::PageCommit;

struct SegmentHead {
  Timestamp generation = {};
  std::uint64_t number = 0;  // from 1
  std::string chain = {};    // the last hash of the segment before it; "" of the first
};

// Appends to a file that it makes, for its owner only. Every call may throw std::system_error.
class SegmentWriter {
 public:
  SegmentWriter(const std::filesystem::path& file, const SegmentHead& head);
  ~SegmentWriter();
  SegmentWriter(const SegmentWriter&) = delete;

  void add(std::span<const PageCommit> commits, Timestamp complete_until);
  // All that was added survives a crash once this returns.
  void sync();
  std::uint64_t bytes() const { return bytes_; }
  const std::string& chain() const { return chain_; }

 private:
  void write(std::string_view bytes);

  const std::filesystem::path path_;
  int file_ = -1;
  std::uint64_t bytes_ = 0;
  std::string chain_;
};

// Reads one up to where it ends, is torn or was changed.
class SegmentReader {
 public:
  explicit SegmentReader(const std::filesystem::path& file);

  // nullopt: it is no segment.
  const std::optional<SegmentHead>& head() const { return head_; }
  // Of the block that next() has read.
  const std::string& chain() const { return chain_; }
  Timestamp complete_until() const { return complete_until_; }
  // False at the end of what can be read.
  bool next();
  // Its commits. Throws std::runtime_error where bytes that are as they were written make no sense.
  std::vector<PageCommit> commits() const;

 private:
  std::ifstream file_;
  std::uint64_t left_ = 0;  // bytes of the file that were not read yet
  std::optional<SegmentHead> head_;
  std::string chain_, packed_;
  std::uint64_t unpacked_ = 0;
  Timestamp complete_until_ = {};
};

}  // namespace stoa::shipping
