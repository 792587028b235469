// One page of a list, and where the next begins (keyset pagination).
//
// A list never counts its rows and never skips any: a cursor holds the sort key of the last row
// seen. Values only; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kernel/model/describe.h"

namespace stoa {

// The base of every list's input.
struct Paging {
  Default<Range<1, 100>, 20> limit = {};
  std::optional<Cursor> after = {};
};
BOOST_DESCRIBE_STRUCT(Paging, (), (limit, after))

template <class T>
struct Page {
  std::vector<T> items = {};
  std::optional<Cursor> next = {};
  BOOST_DESCRIBE_CLASS(Page, (), (items, next), (), ())
};

}  // namespace stoa
