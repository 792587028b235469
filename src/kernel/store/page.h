// One page of a list, and what its client asks of it.
//
// A list counts its rows only when asked to and never skips any: a cursor holds the sort key of the
// last row seen. Values only; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kernel/model/describe.h"

namespace stoa {

enum class Count { none, exact, capped };
BOOST_DESCRIBE_ENUM(Count, none, exact, capped)

// The base of every list's input.
struct Paging {
  Default<Range<1, 100>, 20> limit = {};
  std::optional<Cursor> after = {};
  std::optional<Text<1, 2000>> filter = {};  // kernel/store/filter.h
  std::optional<Text<1, 200>> sort = {};     // kernel/store/list_order.h
  Default<Count, Count::none> count = {};
};
BOOST_DESCRIBE_STRUCT(Paging, (), (limit, after, filter, sort, count))

// How many rows a list has: all of them, or at least so many.
struct Total {
  std::int64_t rows = 0;
  bool capped = false;
};
BOOST_DESCRIBE_STRUCT(Total, (), (rows, capped))

// Counting stops here when it is capped.
inline constexpr std::int64_t most_counted = 10'000;

template <class T>
struct Page {
  std::vector<T> items = {};
  std::optional<Cursor> next = {};
  std::optional<Total> total = {};  // when asked for
  BOOST_DESCRIBE_CLASS(Page, (), (items, next, total), (), ())
};

// What a page has beside its rows.
struct PageEnds {
  std::optional<Cursor> next = {};
  std::optional<Total> total = {};
};

}  // namespace stoa
