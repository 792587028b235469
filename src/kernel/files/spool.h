// Where a file lies while it comes in: in a folder of its own, hashed as it is written.
//
// A SpoolFolder is the kernel's, for any thread. A Spooled belongs to one request and is used by
// one thread at a time, which may block; it removes its file when it goes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "kernel/model/types.h"

struct evp_md_ctx_st;

namespace stoa::files {

class Spooled {
 public:
  explicit Spooled(const std::filesystem::path& folder);
  ~Spooled();
  Spooled(const Spooled&) = delete;
  Spooled& operator=(const Spooled&) = delete;

  // Throws Refusal: overloaded when the disk is full.
  void write(std::string_view bytes);
  // All has been written: size(), sha256() and path() are final from here on.
  void finish();

  std::int64_t size() const { return size_; }
  const std::string& sha256() const { return sha256_; }
  // The first bytes, enough to see of what kind it is.
  const std::string& head() const { return head_; }
  const std::filesystem::path& path() const { return path_; }
  int descriptor() const { return descriptor_; }

 private:
  struct FreeDigest {
    void operator()(evp_md_ctx_st*) const;
  };
  std::filesystem::path path_;
  int descriptor_ = -1;
  std::int64_t size_ = 0;
  std::string head_, sha256_;
  std::unique_ptr<evp_md_ctx_st, FreeDigest> digest_;
};

class SpoolFolder {
 public:
  // Makes the folder (0700) and removes what a crash left in it an hour ago or earlier: another
  // process may be at work in it, and what comes in is written to all the time.
  explicit SpoolFolder(std::filesystem::path folder);
  const std::filesystem::path& path() const { return folder_; }

 private:
  std::filesystem::path folder_;
};

}  // namespace stoa::files
