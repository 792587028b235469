// The names that files come with and go out with.
//
// Pure functions; any thread. A name is never part of a path here: bytes are kept under their hash.
#pragma once

#include <string>
#include <string_view>

namespace stoa::files {

// The name that somebody gave to a file, fit to be shown and to be saved under: the last part of a
// path, of UTF-8, without control characters and without those that turn the direction of writing,
// without dots at its ends, of 200 bytes at most. "" when nothing is left.
std::string safe_name(std::string_view given);

// A Content-Disposition field (RFC 6266): the name in ASCII, and as it is (RFC 8187) where that is
// not all of it. "" names nothing.
std::string content_disposition(bool attachment, std::string_view name);

}  // namespace stoa::files
