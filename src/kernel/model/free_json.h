// Free-form JSON: checked, made compact, merged; its meaning is left to whoever keeps it.
//
// Inside the model only. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "kernel/model/decoding.h"
#include "kernel/model/json_reader.h"

namespace stoa {

// Reads one value and appends it to `out` without white space; strings and numbers stay as they
// are written. Duplicate keys,
// U+0000, lone surrogates and numbers that no double can hold go to `errors`.
void read_free_json(JsonReader& in, std::string& out, const Path& at, FieldErrors& errors);

// RFC 7396. Both texts are compact and free of errors, and so is the result.
std::string merge_json(std::string_view target, std::string_view patch);

}  // namespace stoa
