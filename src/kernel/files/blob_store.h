// Where the bytes of files are kept, each under the name of their hash.
//
// One an app, owned by the kernel. LocalBlobs keeps them in a folder; an S3 bucket would stand
// behind the same five functions, and nothing above knows of paths. Any thread that may block,
// several at once: never a lane's.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/files/spool.h"
#include "kernel/model/file_bytes.h"
#include "kernel/model/types.h"

namespace stoa::files {

// "<sha256>", or "<sha256>.<what was made of it>" for what can be made again.
using BlobName = std::string;

struct Kept {
  Timestamp at;        // when it was kept, later than any time before
  bool fresh = false;  // it was not there before
};

class BlobStore {
 public:
  virtual ~BlobStore() = default;
  // Keeps what was spooled: it survives a crash once this returns. What is there already is not
  // written again, but counts as kept now.
  virtual Kept put(const BlobName& name, const Spooled& spooled) = 0;
  // nullptr when there is none. Goes on giving bytes though the blob is removed meanwhile.
  virtual std::shared_ptr<FileBytes> open(const BlobName& name) = 0;
  // Removes a blob unless it was kept after `latest`. Whether it is gone now.
  virtual bool remove(const BlobName& name, Timestamp latest) = 0;
  // Up to `limit` names behind `after` ("" is the beginning), in order.
  virtual std::vector<BlobName> list(const BlobName& after, std::size_t limit) = 0;
};

}  // namespace stoa::files
