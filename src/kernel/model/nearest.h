// The known name that a mistyped one was most likely meant to be.
//
// Pure; any thread.
#pragma once

#include <span>
#include <string_view>

#include "kernel/model/shape.h"

namespace stoa {

// The nearest of some names; empty when none is near.
std::string_view nearest_name(std::span<const std::string_view> names, std::string_view typed);

// The nearest name of a field that an input may have; empty when none is near.
std::string_view nearest_name(const Shape& shape, std::string_view typed);

}  // namespace stoa
