// What somebody asks of a list beside its client: whether it shows certain rows, which it shows, or
// what they come to.
//
// The list's own handler runs, with its rules and its client's filter, and is none the wiser: the
// page that it asks its transaction for is looked up under one more condition, or gives ids instead
// of rows, or nothing but their aggregates. Made for one Read (Read::probe), by whoever calls the
// handler.
#pragma once

#include <optional>
#include <vector>

#include "kernel/model/types.h"
#include "kernel/store/aggregate.h"

namespace stoa {

struct ListProbe {
  std::optional<std::vector<Uuid>> only = {};  // rows with these ids and no others
  std::size_t most_ids = 0;                    // not 0: the page is empty, its rows' ids are here
  std::vector<Uuid> ids = {};
  const Aggregating* aggregating = nullptr;  // the page is empty, what it comes to is here
  Aggregates aggregates = {};                // of the first page that is asked for
  bool asked = false;  // for a page whose rows have ids: otherwise none of this was heeded
};

}  // namespace stoa
