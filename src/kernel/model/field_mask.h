// Which members of an answer a client wants: `fields=title,authors.name`.
//
// Values only; any thread.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/model/problem.h"
#include "kernel/model/shape.h"

namespace stoa {

// The wanted members, each with what is wanted of it; without any, all are.
struct FieldMask {
  std::map<std::string, FieldMask, std::less<>> members = {};
  bool all() const { return members.empty(); }
};

inline constexpr std::size_t most_mask_members = 100;

// "title,authors.name", names of `shape` and of what its members hold. Appends what is wrong with
// it to `errors`, at /fields.
FieldMask parse_field_mask(std::string_view text, const Shape& shape,
                           std::vector<FieldError>& errors);

// Writes a value as encode() does, without what is not wanted.
void encode(const Type& type, const void* value, const FieldMask& mask, std::string& out);

}  // namespace stoa
