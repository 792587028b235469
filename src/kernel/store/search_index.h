// Makes what is found by words for records, some hundred at a time.
//
// Called by the thread that holds the session, in a transaction.
#pragma once

#include <string_view>
#include <vector>

#include "kernel/store/connection.h"

namespace stoa::store {

// As many records are indexed by one statement.
inline constexpr std::size_t indexed_at_once = 256;

// Runs `statement`, which takes ids as `{in $1}`, for all of them. Throws StoreError, perhaps when
// the session settles.
void index_records(Session& session, std::string_view statement, const std::vector<Uuid>& ids);

}  // namespace stoa::store
