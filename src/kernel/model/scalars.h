// One scalar of a Type from a text or a number: shared by JSON, paths and query strings.
//
// Owned by the model. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/model/shape.h"
#include "kernel/model/text_rules.h"

namespace stoa {

// The kinds that JSON writes as a string: text, id, timestamp, date, enumeration, decimal.
bool is_text_like(Kind kind);
// `text` is valid UTF-8 without U+0000.
std::optional<Fault> set_text(const Type& type, void* value, std::string_view text);

// integer, real, and a decimal that is whole. `text` is a number by JSON's grammar.
bool is_number_like(Kind kind);
std::optional<Fault> set_number(const Type& type, void* value, std::string_view text);

// What a value of this type looks like in JSON, for a message: "a string".
std::string expected(const Type& type);

// Integers of 4 or 8 bytes.
void store_integer(const Type& type, void* to, std::int64_t value);
std::int64_t load_integer(const Type& type, const void* from);

}  // namespace stoa
