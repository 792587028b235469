// Request ids: what ties an answer, its log lines and a complaint together.
//
// Any thread; each thread counts for itself, so there is no lock and nothing shared.
#pragma once

#include <string>
#include <string_view>

namespace stoa::http {

// 1 to 64 of [A-Za-z0-9._-]: safe in a header, a log line and a URL.
bool is_request_id(std::string_view text);

// A new id of 13 characters, which std::string holds without allocating.
std::string new_request_id();

}  // namespace stoa::http
