#include "kernel/model/fnv.h"

#include "kernel/testing/test.h"

namespace stoa {

// The values of RFC draft-eastlake-fnv: what was hashed by an older Stoa has the same hash.
TEST("model: FNV-1a is the one that others know") {
  CHECK(fnv("") == 0xcbf29ce484222325);
  CHECK(fnv("a") == 0xaf63dc4c8601ec8c);
  CHECK(fnv("foobar") == 0x85944171f73967e8);
  CHECK(fnv("bar", fnv("foo")) == fnv("foobar"));
}

}  // namespace stoa
