// Conditional requests: entity tags, dates and ranges (RFC 9110 §13 and §14).
//
// Pure functions; any thread. finish() uses them, and so may whoever checks If-Match on a write.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/http/message.h"

namespace stoa::http {

// Does `list` ("*", or entity tags with commas) name `etag`? A tag that a client got with a
// compressed body ("abc-gzip") names the same state as the plain one. With `strong`, weak tags
// never match.
bool names_etag(std::string_view list, std::string_view etag, bool strong);

// The tag of the compressed form, which a strong tag must tell apart: "abc" becomes "abc-gzip".
std::string gzip_etag(std::string_view etag);

// What the preconditions of a GET or HEAD come to.
enum class Verdict { send, not_modified, failed };
Verdict judge(const Request& request, const Response& response);

// One byte range, both ends included.
struct ByteRange {
  std::uint64_t first;
  std::uint64_t last;
};
// `whole`: send everything, for the field is absent, malformed, or asks for several ranges.
struct RangeChoice {
  enum class Kind { whole, part, unsatisfiable } kind = Kind::whole;
  ByteRange range{0, 0};
};
RangeChoice choose_range(std::string_view range_field, std::uint64_t size);

// Does If-Range, when present, still name the answer in its uncompressed form?
bool range_still_valid(const Request& request, const Response& response);

}  // namespace stoa::http
