// The rules of a text: its length, its characters, its pattern or format.
//
// Inside the model only. Any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "kernel/model/shape.h"

namespace stoa {

// Why a value is not as it must be: a FieldError without its place.
struct Fault {
  std::string_view code;
  std::string message;
};

// Normalises `text` and checks it against the type's rules.
std::optional<Fault> check_text(const Type& type, std::string& text);

}  // namespace stoa
