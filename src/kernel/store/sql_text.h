// Rewriting SQL text without touching what is quoted or commented in it.
//
// Pure functions; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace stoa::store {

// Where the literal, quoted name or comment that begins at `at` ends; `at` itself if none does.
std::size_t skip_verbatim(std::string_view sql, std::size_t at);

// `$N` as SQLite's `?N`. SQLite reads `$2` as a *name* and numbers names by first appearance, so
// `select $2, $1` would swap its parameters.
std::string number_parameters(std::string_view sql);

}  // namespace stoa::store
