#include "kernel/files/local_blobs.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "kernel/files/durable.h"
#include "kernel/files/system_call.h"

namespace stoa::files {
namespace {

namespace fs = std::filesystem;

class Descriptor {
 public:
  Descriptor(const fs::path& path, int flags) : value_(::open(path.c_str(), flags | O_CLOEXEC)) {}
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return value_; }

 private:
  int value_;
};

// Held while a blob is kept or removed, so that nobody removes what somebody else has just found.
// flock() knows threads apart as well as processes, since each opens the folder for itself.
class FolderLock {
 public:
  explicit FolderLock(const fs::path& folder) : folder_(folder, O_RDONLY | O_DIRECTORY) {
    if (folder_.get() < 0) fail_by_errno("opening " + folder.string());
    while (::flock(folder_.get(), LOCK_EX) < 0) {
      if (errno != EINTR) fail_by_errno("locking " + folder.string());
    }
  }

 private:
  Descriptor folder_;
};

Timestamp time_of(const struct stat& status) {
  return {status.st_mtim.tv_sec * 1'000'000 + status.st_mtim.tv_nsec / 1'000};
}

Timestamp time_of(const fs::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) < 0) fail_by_errno("looking at " + path.string());
  return time_of(status);
}

void set_time(const fs::path& path, Timestamp at) {
  const timespec time{at.micros / 1'000'000, at.micros % 1'000'000 * 1'000};
  const timespec both[] = {time, time};
  if (::utimensat(AT_FDCWD, path.c_str(), both, 0) < 0) fail_by_errno("touching " + path.string());
}

class LocalFile : public FileBytes {
 public:
  LocalFile(const fs::path& path) : file_(path, O_RDONLY) {
    struct stat status {};
    if (file_.get() < 0 || ::fstat(file_.get(), &status) < 0)
      fail_by_errno("opening " + path.string());
    size_ = static_cast<std::uint64_t>(status.st_size);
  }
  std::uint64_t size() const override { return size_; }
  std::string read(std::uint64_t offset, std::size_t most) override {
    std::string bytes(most, '\0');
    ssize_t n = 0;
    do n = ::pread(file_.get(), bytes.data(), most, static_cast<off_t>(offset));
    while (n < 0 && errno == EINTR);
    if (n < 0) fail_by_errno("reading a blob");
    bytes.resize(static_cast<std::size_t>(n));
    return bytes;
  }

 private:
  Descriptor file_;
  std::uint64_t size_ = 0;
};

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(folder, none)) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

fs::path place_of(const BlobName& name) { return fs::path(name.substr(0, 2)) / name; }

fs::path LocalBlobs::path_of(const BlobName& name) const { return folder_ / place_of(name); }

// First the bytes are made durable, then their name: a name never stands for less than all of them.
Kept LocalBlobs::put(const BlobName& name, const Spooled& spooled) {
  const fs::path path = path_of(name), shelf = path.parent_path();
  if (::fsync(spooled.descriptor()) < 0) fail_by_errno("syncing " + spooled.path().string());
  make_folder(shelf);
  Kept kept{.at = wall_clock()};
  {
    const FolderLock lock(shelf);
    kept.fresh = ::link(spooled.path().c_str(), path.c_str()) == 0;
    if (!kept.fresh && errno != EEXIST) fail_by_errno("keeping " + path.string());
    if (!kept.fresh) kept.at = std::max(kept.at, time_of(path) + std::chrono::microseconds(1));
    set_time(path, kept.at);
  }
  sync_folder(shelf);
  return kept;
}

bool LocalBlobs::keep_longer(const BlobName& name) {
  const fs::path path = path_of(name);
  if (!fs::exists(path)) return false;
  const FolderLock lock(path.parent_path());
  if (!fs::exists(path)) return false;
  set_time(path, std::max(wall_clock(), time_of(path) + std::chrono::microseconds(1)));
  return true;
}

std::shared_ptr<FileBytes> LocalBlobs::open(const BlobName& name) try {
  return std::make_shared<LocalFile>(path_of(name));
} catch (const std::system_error& error) {
  if (error.code() == std::errc::no_such_file_or_directory) return nullptr;
  throw;
}

bool LocalBlobs::remove(const BlobName& name, Timestamp latest) {
  const fs::path path = path_of(name);
  if (!fs::exists(path)) return true;
  const FolderLock lock(path.parent_path());
  struct stat status {};
  if (::stat(path.c_str(), &status) < 0) return errno == ENOENT;
  if (time_of(status) > latest) return false;
  return ::unlink(path.c_str()) == 0 || errno == ENOENT;
}

std::vector<BlobName> LocalBlobs::list(const BlobName& after, std::size_t limit) {
  std::vector<BlobName> found;
  for (const std::string& shelf : names_in(folder_)) {
    if (shelf < after.substr(0, 2)) continue;
    for (std::string& name : names_in(folder_ / shelf)) {
      if (name <= after) continue;
      found.push_back(std::move(name));
      if (found.size() == limit) return found;
    }
  }
  return found;
}

}  // namespace stoa::files
