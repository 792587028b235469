#include "kernel/shipping/segment_row.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "kernel/files/system_call.h"
#include "kernel/store/control_socket.h"
#include "kernel/store/wal_frames.h"

namespace stoa::shipping {
namespace {

namespace fs = std::filesystem;

// A database that pages are put into, without SQLite.
class PageFile {
 public:
  explicit PageFile(const fs::path& path)
      : path_(path), file_(::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW)) {
    if (!file_) files::fail_by_errno("opening " + path.string());
    std::string head(20, '\0');
    if (::pread(file_.get(), head.data(), head.size(), 0) == static_cast<ssize_t>(head.size()))
      page_size_ = store::big_endian(head, 16) >> 16;
    if (page_size_ == 1) page_size_ = 65536;  // which its two bytes cannot hold
  }
  void put(const PageCommit& commit) {
    if (commit.page_size != page_size_)
      throw std::runtime_error(path_.string() + " has pages of another size than its commits.");
    store::each_frame(commit.frames, page_size_,
                      [&](std::uint32_t page, std::uint32_t, std::string_view,
                          std::string_view content) { put(page, content); });
    pages_ = commit.pages;
  }
  void finish() {
    const auto bytes = static_cast<off_t>(std::uint64_t{pages_} * page_size_);
    if (::ftruncate(file_.get(), bytes) < 0) files::fail_by_errno("cutting " + path_.string());
    if (::fsync(file_.get()) < 0) files::fail_by_errno("syncing " + path_.string());
  }

 private:
  void put(std::uint32_t page, std::string_view content) {
    std::uint64_t at = std::uint64_t{page - 1} * page_size_;
    while (!content.empty()) {
      const ssize_t written =
          ::pwrite(file_.get(), content.data(), content.size(), static_cast<off_t>(at));
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) files::fail_by_errno("writing " + path_.string());
      content.remove_prefix(static_cast<std::size_t>(written));
      at += static_cast<std::uint64_t>(written);
    }
  }

  const fs::path path_;
  const store::Descriptor file_;
  std::uint32_t page_size_ = 0, pages_ = 0;
};

}  // namespace

fs::path segment_path(const fs::path& folder, std::uint64_t number) {
  return folder / fmt::format("segment-{:06}", number);
}

std::optional<std::uint64_t> number_of(const fs::path& path, std::string_view kind) {
  const std::string name = path.filename();
  if (!name.starts_with(kind)) return {};
  std::uint64_t number = 0;
  const char* const end = name.data() + name.size();
  const auto read = std::from_chars(name.data() + kind.size(), end, number);
  if (read.ec != std::errc{} || read.ptr != end) return {};
  return number;
}

SegmentRow::SegmentRow(fs::path folder, std::uint64_t first)
    : folder_(std::move(folder)), number_(first) {
  reader_.emplace(segment_path(folder_, first));
  if (reader_->head() && reader_->head()->number != first) reader_.reset();
}

bool SegmentRow::next() {
  while (reader_) {
    if (reader_->next()) return true;
    if (!open_next()) return false;
  }
  return false;
}

bool SegmentRow::open_next() {
  if (!reader_->head()) return false;
  SegmentReader next(segment_path(folder_, number_ + 1));
  if (!next.head() || next.head()->number != number_ + 1) return false;
  if (next.head()->generation != reader_->head()->generation) return false;
  if (next.head()->chain != reader_->chain()) return false;
  reader_.emplace(std::move(next));
  ++number_;
  return true;
}

std::optional<Timestamp> complete_until(const fs::path& folder, std::uint64_t first,
                                        std::optional<Timestamp> wanted) {
  std::optional<Timestamp> until;
  SegmentRow row(folder, first);
  while (!(until && wanted && *until >= *wanted) && row.next())
    until = std::max(until.value_or(Timestamp{}), row.block().complete_until());
  return until;
}

// Commits of different apps stand in the order in which they came here, which is not quite that of
// their stamps: one that is too late does not end it, only a block that has everything does.
void replay(const fs::path& folder, std::uint64_t first, Timestamp until,
            const std::function<fs::path(const std::string& app)>& database_of) {
  std::map<std::string, PageFile> files;
  Timestamp complete = {};
  SegmentRow row(folder, first);
  while (complete < until && row.next()) {
    for (const auto& commit : row.block().commits()) {
      if (commit.at > until) continue;
      auto found = files.find(commit.app);
      if (found == files.end()) found = files.emplace(commit.app, database_of(commit.app)).first;
      found->second.put(commit);
    }
    complete = row.block().complete_until();
  }
  if (complete < until)
    throw std::runtime_error(folder.string() + " does not have all commits until then.");
  for (auto& [app, file] : files) file.finish();
}

}  // namespace stoa::shipping
