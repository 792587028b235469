// Removes the bytes that no row names any more: of uploads that came to nothing, of files that
// their records let go.
#pragma once

#include <chrono>

#include "kernel/files/blob_store.h"
#include "kernel/store/database.h"

namespace stoa::files {

// So long may a request take between keeping its bytes and committing the row that names them; far
// longer than any does.
inline constexpr std::chrono::hours safe_age{1};

// One portion of the blobs behind `after`, which moves on. Whether there is more to do at once;
// once there is not, `after` is "" again. Waits for the read lane: not for a lane's thread.
bool collect_blobs(store::Database& database, BlobStore& blobs, BlobName& after, Timestamp now);

}  // namespace stoa::files
