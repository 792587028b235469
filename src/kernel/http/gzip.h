// Compression of answers: whether the client takes gzip, and the compressing.
//
// Pure functions but for one zlib state that each thread keeps and reuses; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace stoa::http {

// What Accept-Encoding says, weights included (RFC 9110 §12.5.3).
struct AcceptedCodings {
  bool gzip = false;     // acceptable, and not liked less than the plain form
  bool identity = true;  // the plain form is acceptable
};
AcceptedCodings accepted_codings(std::string_view accept_encoding);

// Is a body of this Content-Type likely to shrink?
bool is_compressible(std::string_view content_type);

// Nothing when zlib has no memory; the plain form is then sent.
std::optional<std::string> gzip(std::string_view plain);

}  // namespace stoa::http
