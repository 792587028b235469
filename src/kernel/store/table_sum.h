// How many rows a table has, and a checksum over all that they hold, whatever their order and
// whichever database they are in.
//
// Against mistakes and broken machines, not against somebody who may write to the database. A
// value; one thread at a time.
#pragma once

#include <cstdint>
#include <string>

#include "kernel/store/connection.h"

namespace stoa::store {

struct TableSum {
  std::uint64_t rows = 0, sum = 0;

  void add(const Row& row);
  bool operator==(const TableSum&) const = default;
};

// "10000 rows, 3f2a91c04be7d655"
std::string to_string(const TableSum& sum);

}  // namespace stoa::store
