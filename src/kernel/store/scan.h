// All rows of a select, however many, in the memory of a few hundred.
//
// For commands that read a whole database. Called by the thread that holds the session.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string_view>

#include "kernel/store/connection.h"

namespace stoa::store {

// As many rows travel together.
inline constexpr std::size_t rows_at_once = 500;
// The time that reading or writing so many may take.
inline constexpr std::chrono::minutes scan_patience{10};

// Gives each row to `sink`, in the transaction that the caller has opened. The sink may use other
// sessions. Throws StoreError.
void scan(Session& session, std::string_view select, const std::function<void(const Row&)>& sink);

}  // namespace stoa::store
