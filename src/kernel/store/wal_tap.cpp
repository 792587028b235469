#include "kernel/store/wal_tap.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <exception>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "kernel/store/wal_frames.h"

namespace stoa::store {

WalTap::WalTap(const std::filesystem::path& database, CommitStream& stream)
    : app_(database.stem().string()), log_(database.string() + "-wal"), stream_(stream) {}

// SQLite takes no lock on this file, so that closing ours takes none away from it.
std::string WalTap::read_log(std::uint64_t offset, std::uint64_t bytes) {
  if (!file_) file_ = Descriptor(::open(log_.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file_) throw_errno("opening " + log_.string());
  std::string read(bytes, '\0');
  std::size_t have = 0;
  while (have < read.size()) {
    const ssize_t n = ::pread(file_.get(), read.data() + have, read.size() - have,
                              static_cast<off_t>(offset + have));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) throw_errno("reading " + log_.string());
    if (n == 0) break;
    have += static_cast<std::size_t>(n);
  }
  read.resize(have);
  return read;
}

// nullopt where the log is empty.
std::optional<WalTap::Head> WalTap::read_head() {
  const std::string head = read_log(0, wal_head_bytes);
  if (head.size() < wal_head_bytes) return {};
  return Head{.page_size = big_endian(head, 8), .salts = head.substr(16, 8)};
}

// SQLite begins its log anew under other salts, once all of it is in the database; that may have
// been for this very commit.
std::optional<PageCommit> WalTap::read_commit(std::uint64_t frame_bytes) {
  const auto head = read_head();
  if (!head || head->salts != salts_) read_ = 0;
  salts_ = head ? head->salts : "";
  const std::uint64_t from = std::exchange(read_, head ? frame_bytes : 0);
  if (!at_ || read_ <= from) return {};
  PageCommit commit{.app = app_, .at = *at_, .page_size = head->page_size};
  commit.frames = read_log(wal_head_bytes + from, read_ - from);
  commit.pages = check_frames(commit.frames, commit.page_size, salts_);
  return commit;
}

void WalTap::committed(std::uint64_t frame_bytes) {
  try {
    if (auto commit = read_commit(frame_bytes)) return stream_.ended(std::move(*commit));
    failed();
  } catch (const std::exception& error) {
    if (at_) stream_.ended_unread(*at_, error.what());
  }
}

void WalTap::failed() {
  if (at_) stream_.ended(*at_);
}

}  // namespace stoa::store
