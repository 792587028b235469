// The columns of a list's rows that its client may name, to filter by them or to sort.
//
// They are members of what the route answers with, so that nobody asks about what they may not
// read. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kernel/model/shape.h"

namespace stoa {

struct ListColumn {
  std::string member;          // "price.amount", as a client writes it
  std::string name;            // "price": the column
  const Type* type = nullptr;  // never an optional
  bool nullable = false;
};

// Each scalar member of a row; a Money gives its amount and its currency. Not what a handler
// computes behind the statement (Computed), nor lists, maps, structs and free JSON.
const std::vector<ListColumn>& list_columns(const Shape& row);
// nullptr when there is none of that name.
const ListColumn* find_list_column(const Shape& row, std::string_view member);

// "This list has no member pric; did you mean price?"
std::string no_such_member(const Shape& row, std::string_view member,
                           std::string_view whose = "This list");

}  // namespace stoa
