// A disk that fails on demand: SQLite's own VFS behind one that counts the calls.
//
// For tests only. Reads, writes and truncations are "calls" and can be made to fail from the n-th
// on, once or for good; all writes or all syncs fail when told to. Any thread.
#pragma once

#include <sqlite3.h>

#include <atomic>
#include <string>

namespace stoa::store::testing {

class FaultVfs {
 public:
  FaultVfs();
  ~FaultVfs() { sqlite3_vfs_unregister(&vfs_); }
  FaultVfs(const FaultVfs&) = delete;
  FaultVfs& operator=(const FaultVfs&) = delete;

  const std::string& name() const { return name_; }
  void fail_at(int call, bool for_good = false) { count_ = 0, for_good_ = for_good, at_ = call; }
  void fail_writes_with(int code) { write_error_ = code; }
  void fail_writes() { writes_fail_ = true; }
  void fail_syncs() { syncs_fail_ = true; }
  void mend() { at_ = 0, writes_fail_ = syncs_fail_ = false; }
  bool failed() const { return at_ > 0 && count_ >= at_; }
  int syncs() const { return syncs_; }

 private:
  // SQLite allocates `size_of_file()` bytes: this, and behind it the file of the VFS below.
  struct File {
    sqlite3_file base;
    FaultVfs* owner;
    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
  };
  static File* file(sqlite3_file* f) { return reinterpret_cast<File*>(f); }
  static sqlite3_file* real(sqlite3_file* f) { return file(f)->real(); }
  static int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* f, int flags, int* out);
  static int close(sqlite3_file* f);
  static int sync(sqlite3_file* f, int flags);
  static const sqlite3_io_methods methods;

  // True when this call is one that is to fail.
  static bool fails(sqlite3_file* f) {
    auto& self = *file(f)->owner;
    if (self.at_ == 0) return false;
    const int n = ++self.count_;
    return self.for_good_ ? n >= self.at_ : n == self.at_;
  }

  inline static std::atomic<int> made_ = 0;
  const std::string name_ = "fault-" + std::to_string(++made_);
  sqlite3_vfs* const below_ = sqlite3_vfs_find(nullptr);
  sqlite3_vfs vfs_ = *below_;
  std::atomic<int> count_ = 0, at_ = 0, syncs_ = 0;
  std::atomic<int> write_error_ = SQLITE_IOERR_WRITE;
  std::atomic<bool> for_good_ = false, writes_fail_ = false, syncs_fail_ = false;
};

inline FaultVfs::FaultVfs() {
  vfs_.szOsFile = static_cast<int>(sizeof(File)) + below_->szOsFile;
  vfs_.pNext = nullptr;
  vfs_.zName = name_.c_str();
  vfs_.pAppData = this;
  vfs_.xOpen = open;
  sqlite3_vfs_register(&vfs_, 0);
}

inline int FaultVfs::open(sqlite3_vfs* vfs, const char* path, sqlite3_file* f, int flags,
                          int* out) {
  auto* const self = static_cast<FaultVfs*>(vfs->pAppData);
  file(f)->owner = self;
  f->pMethods = nullptr;
  const int code = self->below_->xOpen(self->below_, path, real(f), flags, out);
  if (real(f)->pMethods) f->pMethods = &methods;
  return code;
}

inline int FaultVfs::close(sqlite3_file* f) { return real(f)->pMethods->xClose(real(f)); }

inline int FaultVfs::sync(sqlite3_file* f, int flags) {
  auto& self = *file(f)->owner;
  ++self.syncs_;
  return self.syncs_fail_ ? SQLITE_IOERR_FSYNC : real(f)->pMethods->xSync(real(f), flags);
}

// Version 2: shared memory for the write-ahead log, but no memory-mapped pages.
inline const sqlite3_io_methods FaultVfs::methods = {
    .iVersion = 2,
    .xClose = close,
    .xRead = [](sqlite3_file* f, void* to, int n, sqlite3_int64 at) -> int {
      return fails(f) ? SQLITE_IOERR_READ : real(f)->pMethods->xRead(real(f), to, n, at);
    },
    .xWrite = [](sqlite3_file* f, const void* from, int n, sqlite3_int64 at) -> int {
      auto& self = *file(f)->owner;
      return fails(f) || self.writes_fail_ ? self.write_error_.load()
                                           : real(f)->pMethods->xWrite(real(f), from, n, at);
    },
    .xTruncate = [](sqlite3_file* f, sqlite3_int64 size) -> int {
      return fails(f) ? SQLITE_IOERR_TRUNCATE : real(f)->pMethods->xTruncate(real(f), size);
    },
    .xSync = sync,
    .xFileSize = [](sqlite3_file* f, sqlite3_int64* size) -> int {
      return real(f)->pMethods->xFileSize(real(f), size);
    },
    .xLock = [](sqlite3_file* f, int lock) -> int {
      return real(f)->pMethods->xLock(real(f), lock);
    },
    .xUnlock = [](sqlite3_file* f, int lock) -> int {
      return real(f)->pMethods->xUnlock(real(f), lock);
    },
    .xCheckReservedLock = [](sqlite3_file* f, int* out) -> int {
      return real(f)->pMethods->xCheckReservedLock(real(f), out);
    },
    .xFileControl = [](sqlite3_file* f, int op, void* arg) -> int {
      return real(f)->pMethods->xFileControl(real(f), op, arg);
    },
    .xSectorSize = [](sqlite3_file* f) -> int { return real(f)->pMethods->xSectorSize(real(f)); },
    .xDeviceCharacteristics = [](sqlite3_file* f) -> int {
      return real(f)->pMethods->xDeviceCharacteristics(real(f));
    },
    .xShmMap = [](sqlite3_file* f, int page, int size, int extend, void volatile** out) -> int {
      return real(f)->pMethods->xShmMap(real(f), page, size, extend, out);
    },
    .xShmLock = [](sqlite3_file* f, int at, int n, int flags) -> int {
      return real(f)->pMethods->xShmLock(real(f), at, n, flags);
    },
    .xShmBarrier = [](sqlite3_file* f) { real(f)->pMethods->xShmBarrier(real(f)); },
    .xShmUnmap = [](sqlite3_file* f, int remove) -> int {
      return real(f)->pMethods->xShmUnmap(real(f), remove);
    },
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

}  // namespace stoa::store::testing
