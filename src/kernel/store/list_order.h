// The order of a list: which members its rows are sorted by, and where a page begins in it.
//
// A list is walked by its key and never counts what it has passed (keyset pagination), so that rows
// which come and go neither shift the next page nor repeat on it. Values only; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/store/list_columns.h"
#include "kernel/store/sql.h"

namespace stoa {

struct SortKey {
  ListColumn column;
  bool descending = false;
};

// Every row has another key: the last column is unique.
using ListOrder = std::vector<SortKey>;

inline constexpr std::size_t most_sort_members = 4;
// In characters: a cursor holds the values of a row, and stands in an address.
inline constexpr std::int64_t longest_sort_text = 500;

// What a client asks for: "-created,title". The row's id comes last, in the direction of the first,
// so that no two rows are alike. Throws Refusal validation_failed at /sort.
ListOrder parse_sort(std::string_view text, const Shape& row);

// An app's own order of a list: "-popularity, id", whose last member is unique. Throws
// std::logic_error for what the row does not have.
ListOrder list_order(std::string_view text, const Shape& row);

// " order by "a" desc, "id" desc": rows without a value are the last, either way.
std::string order_by_sql(const ListOrder& order);

// Where a page ends: the values of its last row, as the JSON array that stands in a Cursor.
std::string key_of(const ListOrder& order, const Shape& row, const void* record);

// The condition for what stands behind that key. Throws Refusal validation_failed at /after when it
// is no key of this order.
std::string behind_key_sql(const ListOrder& order, std::string_view key, Parameters& parameters);

}  // namespace stoa
