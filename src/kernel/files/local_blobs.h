// Blobs in a folder: <folder>/ab/abcdef…, a file each, which is never changed once it is there.
//
// Several processes may share the folder. Any thread that may block.
#pragma once

#include <filesystem>

#include "kernel/files/blob_store.h"

namespace stoa::files {

// Where a blob is below its folder: "ab/abcdef…".
std::filesystem::path place_of(const BlobName& name);

class LocalBlobs : public BlobStore {
 public:
  // Makes the folder (0700) when it is needed. On the same file system as what is spooled.
  explicit LocalBlobs(const std::filesystem::path& folder)
      : folder_(std::filesystem::absolute(folder)) {}

  Kept put(const BlobName& name, const Spooled& spooled) override;
  std::shared_ptr<FileBytes> open(const BlobName& name) override;
  bool remove(const BlobName& name, Timestamp latest) override;
  // Has a blob that is there count as kept now, so that it is not collected for a while (safe_age);
  // whether it is there.
  bool keep_longer(const BlobName& name);
  std::filesystem::path path_of(const BlobName& name) const;
  std::vector<BlobName> list(const BlobName& after, std::size_t limit) override;

 private:
  const std::filesystem::path folder_;
};

}  // namespace stoa::files
