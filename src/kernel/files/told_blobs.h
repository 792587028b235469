// A BlobStore that tells of each blob that is put into another one.
//
// Owned by the kernel in the other one's stead. Any thread that may block.
#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "kernel/files/blob_store.h"

namespace stoa::files {

class ToldBlobs : public BlobStore {
 public:
  using Told = std::function<void(const BlobName&)>;

  ToldBlobs(std::unique_ptr<BlobStore> store, Told told)
      : store_(std::move(store)), told_(std::move(told)) {}

  Kept put(const BlobName& name, const Spooled& spooled) override {
    const Kept kept = store_->put(name, spooled);
    told_(name);
    return kept;
  }
  std::shared_ptr<FileBytes> open(const BlobName& name) override { return store_->open(name); }
  bool remove(const BlobName& name, Timestamp latest) override {
    return store_->remove(name, latest);
  }
  std::vector<BlobName> list(const BlobName& after, std::size_t limit) override {
    return store_->list(after, limit);
  }

 private:
  const std::unique_ptr<BlobStore> store_;
  const Told told_;
};

}  // namespace stoa::files
