#include "kernel/files/collect.h"

#include <algorithm>

#include "kernel/store/transaction.h"

namespace stoa::files {
namespace {

constexpr std::size_t portion = 500;

struct Named {
  std::string sha256 = {};
};
BOOST_DESCRIBE_STRUCT(Named, (), (sha256))

// The hashes of these blobs that a row names.
std::vector<std::string> named_of(store::Database& database, const std::vector<BlobName>& blobs) {
  std::vector<std::string> hashes, named;
  for (const BlobName& blob : blobs) hashes.push_back(blob.substr(0, blob.find('.')));
  database.read_now([&](store::Connection& connection) {
    named.clear();
    Read tx(connection, wall_clock());
    for (Named& row : tx.rows<Named>("select distinct sha256 from _files where sha256 {in $1}",
                                     any_of(hashes))) {
      named.push_back(std::move(row.sha256));
    }
  });
  std::sort(named.begin(), named.end());
  return named;
}

}  // namespace

// A row can be added only by a request that has kept the bytes within safe_age. So what is older
// and has no row now will have none, unless it is kept again: remove() looks at its time once more.
bool collect_blobs(store::Database& database, BlobStore& blobs, BlobName& after, Timestamp now) {
  const std::vector<BlobName> found = blobs.list(after, portion);
  after = found.size() == portion ? found.back() : BlobName();
  if (found.empty()) return false;
  const std::vector<std::string> named = named_of(database, found);
  for (const BlobName& blob : found) {
    const std::string hash = blob.substr(0, blob.find('.'));
    if (!std::binary_search(named.begin(), named.end(), hash)) blobs.remove(blob, now - safe_age);
  }
  return !after.empty();
}

}  // namespace stoa::files
