// Media types: what a client accepts, what a file is.
//
// Pure functions; any thread.
#pragma once

#include <string_view>

namespace stoa {

// Whether an Accept field (RFC 9110 §12.5.1) lets JSON through; an empty one does.
bool accepts_json(std::string_view accept);
// The Content-Type of a file by its extension.
std::string_view content_type_of(std::string_view path);

}  // namespace stoa
