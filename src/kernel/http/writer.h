// Answers as bytes: status line, header fields and framing of the body.
//
// Pure functions but for the cached Date, which each thread keeps for itself; any thread.
#pragma once

#include <string>
#include <string_view>

#include "kernel/http/message.h"

namespace stoa::http {

// What the writer must know of the request and of the connection.
struct AnswerMode {
  bool head = false;        // the request was HEAD: the header as for GET, and no body
  bool http_1_1 = true;     // the client understands chunks
  bool keep_alive = false;  // the connection stays open afterwards
};

// How the body follows the header that was written.
enum class BodyFraming { none, whole, counted, chunked, until_close };

BodyFraming body_framing(const Response& response, const AnswerMode& mode);

// Appends the header of the answer. Date, Content-Length, Transfer-Encoding and Connection are
// written here and nowhere else; fields that would break the header are left out.
void write_header(std::string& out, const Response& response, const AnswerMode& mode);

// The bytes of a whole body, wherever it is kept; and how many a body has that is whole or a file.
std::string_view whole_body(const Response& response);
std::uint64_t body_size(const Response& response);

// One piece of a chunked body; an empty piece ends it.
void write_chunk(std::string& out, std::string_view piece);
// The line before a piece of `size` bytes, behind which comes another end of line.
void begin_chunk(std::string& out, std::size_t size);

// The time as in the Date field: "Sun, 06 Nov 1994 08:49:37 GMT".
std::string_view http_date_now();

}  // namespace stoa::http
