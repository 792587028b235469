// The last step of every answer: what HTTP owes the client whatever the route.
//
// Pure functions over a request and its answer; any thread.
#pragma once

#include "kernel/http/message.h"
#include "kernel/model/problem.h"

namespace stoa::http {

// Makes the answer ready to be written, in this order: X-Request-Id and the security headers;
// If-None-Match / If-Modified-Since on GET and HEAD -> 304; Range with If-Range on a 200 that says
// `Accept-Ranges: bytes` -> 206 or 416 (several ranges at once are answered with the whole, as RFC
// 9110 §14.2 allows); a file becomes a stream; gzip when accepted, worth it (over 1 KiB,
// compressible type) and not done yet, with Vary. HEAD keeps the headers, Content-Length included;
// the body is dropped by the server's writer.
void finish(const Request& request, Response& response);

// A problem document (RFC 9457) as an answer, with Retry-After where it is due.
Response problem_response(const Refusal& refusal, std::string_view request_id);

}  // namespace stoa::http
