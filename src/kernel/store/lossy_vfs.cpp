#include "kernel/store/lossy_vfs.h"

#include <sqlite3.h>

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace stoa::store {
namespace {

// What the process believes a file holds, and which of its blocks the file below does not have. All
// handles on a path share one; it is whole in memory, as the databases of tests are small.
class Content {
 public:
  int load(sqlite3_file* below);
  int read(char* to, std::size_t n, std::size_t at) const;
  void write(const char* from, std::size_t n, std::size_t at);
  void truncate(std::size_t size);
  int sync(sqlite3_file* below, int flags);
  std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return bytes_.size();
  }

 private:
  static constexpr std::size_t block_size = 4096;
  int hand_down(sqlite3_file* below);

  mutable std::mutex mutex_;
  std::string bytes_;
  std::set<std::size_t> unsynced_;  // blocks by number
  std::optional<std::size_t> cut_;  // the smallest size since the last sync, if one was set
};

int Content::load(sqlite3_file* below) {
  sqlite3_int64 size = 0;
  const int code = below->pMethods->xFileSize(below, &size);
  if (code != SQLITE_OK || size == 0) return code;
  bytes_.resize(static_cast<std::size_t>(size));
  return below->pMethods->xRead(below, bytes_.data(), static_cast<int>(size), 0);
}

// SQLite wants zeros for what lies beyond the end.
int Content::read(char* to, std::size_t n, std::size_t at) const {
  const std::lock_guard lock(mutex_);
  const std::size_t there = at < bytes_.size() ? bytes_.copy(to, n, at) : 0;
  std::fill_n(to + there, n - there, '\0');
  return there < n ? SQLITE_IOERR_SHORT_READ : SQLITE_OK;
}

void Content::write(const char* from, std::size_t n, std::size_t at) {
  const std::lock_guard lock(mutex_);
  if (bytes_.size() < at + n) bytes_.resize(at + n);
  std::copy_n(from, n, bytes_.begin() + static_cast<std::ptrdiff_t>(at));
  for (std::size_t block = at / block_size; block * block_size < at + n; ++block) {
    unsynced_.insert(block);
  }
}

void Content::truncate(std::size_t size) {
  const std::lock_guard lock(mutex_);
  bytes_.resize(size);
  if (size > 0) unsynced_.insert((size - 1) / block_size);  // writing it sets the size below
  cut_ = std::min(cut_.value_or(size), size);
}

int Content::hand_down(sqlite3_file* below) {
  const std::lock_guard lock(mutex_);
  int code = SQLITE_OK;
  if (cut_) code = below->pMethods->xTruncate(below, static_cast<sqlite3_int64>(*cut_));
  for (const std::size_t block : unsynced_) {
    const std::size_t at = block * block_size;
    if (code != SQLITE_OK || at >= bytes_.size()) break;
    const std::size_t n = std::min(block_size, bytes_.size() - at);
    code = below->pMethods->xWrite(below, &bytes_[at], static_cast<int>(n),
                                   static_cast<sqlite3_int64>(at));
  }
  if (code != SQLITE_OK) return code;
  unsynced_.clear();
  cut_.reset();
  return SQLITE_OK;
}

// The sync itself holds no lock: readers go on meanwhile, as they do on a real disk.
int Content::sync(sqlite3_file* below, int flags) {
  const int code = hand_down(below);
  return code != SQLITE_OK ? code : below->pMethods->xSync(below, flags);
}

// The contents by path, kept when the last handle goes: to close a file does not sync it.
std::mutex contents_mutex;
std::map<std::string, std::shared_ptr<Content>> contents;

// SQLite allocates szOsFile bytes: this, and behind it the file of the VFS below.
struct File {
  sqlite3_file base;
  std::shared_ptr<Content> content;
};

Content& content(sqlite3_file* f) { return *reinterpret_cast<File*>(f)->content; }
sqlite3_file* below(sqlite3_file* f) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<File*>(f) + 1);
}

int close(sqlite3_file* f) {
  const int code = below(f)->pMethods->xClose(below(f));
  reinterpret_cast<File*>(f)->~File();
  return code;
}

// What concerns the size below would act at once: it is advice, and may be unknown here.
int control(sqlite3_file* f, int op, void* argument) {
  const bool of_size =
      op == SQLITE_FCNTL_SIZE_HINT || op == SQLITE_FCNTL_CHUNK_SIZE || op == SQLITE_FCNTL_MMAP_SIZE;
  return of_size ? SQLITE_NOTFOUND : below(f)->pMethods->xFileControl(below(f), op, argument);
}

// Hands a call on as it is: locks and shared memory are not the disk's.
template <auto method, class... Arguments>
auto pass(sqlite3_file* f, Arguments... arguments) {
  return (below(f)->pMethods->*method)(below(f), arguments...);
}

std::size_t size_of(sqlite3_int64 n) { return static_cast<std::size_t>(n); }

// Version 2: shared memory for the write-ahead log, but no memory-mapped pages, which would show
// the file below.
using Methods = sqlite3_io_methods;
const Methods methods = {
    .iVersion = 2,
    .xClose = close,
    .xRead = [](sqlite3_file* f, void* to, int n, sqlite3_int64 at) -> int {
      return content(f).read(static_cast<char*>(to), size_of(n), size_of(at));
    },
    .xWrite = [](sqlite3_file* f, const void* from, int n, sqlite3_int64 at) -> int {
      return content(f).write(static_cast<const char*>(from), size_of(n), size_of(at)), SQLITE_OK;
    },
    .xTruncate = [](sqlite3_file* f, sqlite3_int64 size) -> int {
      return content(f).truncate(size_of(size)), SQLITE_OK;
    },
    .xSync = [](sqlite3_file* f, int flags) { return content(f).sync(below(f), flags); },
    .xFileSize = [](sqlite3_file* f, sqlite3_int64* size) -> int {
      return *size = static_cast<sqlite3_int64>(content(f).size()), SQLITE_OK;
    },
    .xLock = pass<&Methods::xLock>,
    .xUnlock = pass<&Methods::xUnlock>,
    .xCheckReservedLock = pass<&Methods::xCheckReservedLock>,
    .xFileControl = control,
    .xSectorSize = pass<&Methods::xSectorSize>,
    .xDeviceCharacteristics = [](sqlite3_file* f) -> int {
      return pass<&Methods::xDeviceCharacteristics>(f) & SQLITE_IOCAP_POWERSAFE_OVERWRITE;
    },
    .xShmMap = pass<&Methods::xShmMap>,
    .xShmLock = pass<&Methods::xShmLock>,
    .xShmBarrier = pass<&Methods::xShmBarrier>,
    .xShmUnmap = pass<&Methods::xShmUnmap>,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

sqlite3_vfs* plain() {
  static sqlite3_vfs* const found = sqlite3_vfs_find(nullptr);
  return found;
}

std::shared_ptr<Content> content_of(const std::string& path) {
  const std::lock_guard lock(contents_mutex);
  const auto known = contents.find(path);
  return known == contents.end() ? nullptr : known->second;
}

// Loads what is there when the process sees the file for the first time.
int open_content(const char* path, sqlite3_file* below, std::shared_ptr<Content>& opened) {
  const std::lock_guard lock(contents_mutex);
  opened = contents[path];
  if (opened) return SQLITE_OK;
  opened = std::make_shared<Content>();
  const int code = opened->load(below);
  if (code == SQLITE_OK) contents[path] = opened;
  return code;
}

// A file that is to outlive a power cut is wrapped; a temporary one is the plain VFS's own.
int open(sqlite3_vfs*, const char* path, sqlite3_file* f, int flags, int* out) {
  const int lasting = SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL;
  if (!path || !(flags & lasting)) return plain()->xOpen(plain(), path, f, flags, out);
  f->pMethods = nullptr;
  int code = plain()->xOpen(plain(), path, below(f), flags, out);
  if (code != SQLITE_OK) return code;
  std::shared_ptr<Content> opened;
  code = open_content(path, below(f), opened);
  new (f) File{.base = {&methods}, .content = std::move(opened)};
  return code;
}

// A name goes at once, though the folder may not be synced: the worst that a power cut can do.
int remove(sqlite3_vfs*, const char* path, int sync_folder) {
  {
    const std::lock_guard lock(contents_mutex);
    contents.erase(path);
  }
  return plain()->xDelete(plain(), path, sync_folder);
}

// To SQLite an empty file is none, and a file that was not synced yet is empty below.
int access(sqlite3_vfs*, const char* path, int flags, int* out) {
  const auto known = content_of(path);
  if (flags != SQLITE_ACCESS_EXISTS || !known) return plain()->xAccess(plain(), path, flags, out);
  *out = known->size() > 0;
  return SQLITE_OK;
}

}  // namespace

void register_lossy_vfs() {
  static sqlite3_vfs vfs = [] {
    sqlite3_vfs made = *plain();
    made.szOsFile += static_cast<int>(sizeof(File));
    made.pNext = nullptr;
    made.zName = "lossy";
    made.xOpen = open;
    made.xDelete = remove;
    made.xAccess = access;
    return made;
  }();
  sqlite3_vfs_register(&vfs, 0);
}

}  // namespace stoa::store
