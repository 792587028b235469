// The routes of a collection: its records, listed, read, made, changed, removed and brought back.
//
// Made when a definition is; each call knows its collection. Their handlers are for the lanes.
#pragma once

#include <memory>

#include "apps/collections/collection.h"

namespace stoa::collections {

// Those of a collection, or those of a view, which only reads.
App routes_of(const std::shared_ptr<const Collection>& collection);

inline constexpr Problem not_removed{409, "not_removed", "This record has not been removed."};

}  // namespace stoa::collections
