// Reads what a lane has just committed out of SQLite's write-ahead log, for a CommitStream.
//
// The lane does it by itself, between its COMMIT and whatever it does next: so no checkpoint can
// have let the frames be written over, and nobody must be made to wait for that. They still are in
// the system's cache. Owned by a SqliteCommitter, called by its thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "kernel/store/commit_stream.h"
#include "kernel/store/control_socket.h"

namespace stoa::store {

class WalTap {
 public:
  WalTap(const std::filesystem::path& database, CommitStream& stream);

  // Before a COMMIT.
  void begins() { at_ = stream_.begins(); }
  // After it, when the log holds so many bytes of frames.
  void committed(std::uint64_t frame_bytes);
  void failed();

 private:
  struct Head {
    std::uint32_t page_size = 0;
    std::string salts = {};
  };
  std::optional<Head> read_head();
  std::string read_log(std::uint64_t offset, std::uint64_t bytes);
  std::optional<PageCommit> read_commit(std::uint64_t frame_bytes);

  const std::string app_;
  const std::filesystem::path log_;
  CommitStream& stream_;
  Descriptor file_;
  std::optional<Timestamp> at_;
  std::string salts_;       // of the log as it was at the last look; others are another log
  std::uint64_t read_ = 0;  // bytes of its frames that were committed then
};

}  // namespace stoa::store
