// Problems: every answer that says no, as a constant (RFC 9457).
//
// A Problem is a named constant of an app or of the kernel; a handler throws it, a route lists it,
// OpenAPI documents it. A Refusal carries a Problem outwards together with what only this request
// knows: the bad fields, the time to wait. Values only; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace stoa {

// A reason to say no. `code` is stable and for programs; `title` is a sentence for people.
struct Problem {
  int status;
  std::string_view code;
  std::string_view title;
  friend bool operator==(const Problem& a, const Problem& b) { return a.code == b.code; }
};

// One bad field of an input: where (RFC 6901 JSON Pointer into the body, or "query.limit"-like
// names for parameters as "/limit"), a stable code, and a sentence.
struct FieldError {
  std::string pointer;
  std::string code;
  std::string message;
};

// What is thrown and sent: a problem with its particulars. Not a std::exception on purpose: a
// handler's `catch (std::exception&)` must not swallow a refusal.
struct Refusal {
  Problem problem;
  std::string detail = {};              // one more sentence, about this request
  std::vector<FieldError> errors = {};  // for validation_failed
  int retry_after_s = 0;                // seconds; sent as Retry-After when above 0
};

// The application/problem+json document of a refusal. `request_id` becomes `instance`
// ("urn:stoa:request:<id>") when not empty.
std::string problem_json(const Refusal& refusal, std::string_view request_id);

namespace problems {
inline constexpr Problem bad_request{400, "bad_request", "The request is not valid HTTP."};
inline constexpr Problem malformed_json{400, "malformed_json", "The body is not valid JSON."};
inline constexpr Problem malformed_form{400, "malformed_form",
                                        "The body is not the multipart form that it says it is."};
inline constexpr Problem not_found{404, "not_found", "There is nothing at this address."};
inline constexpr Problem method_not_allowed{405, "method_not_allowed",
                                            "This address does not answer to this method."};
inline constexpr Problem not_acceptable{406, "not_acceptable",
                                        "This route answers in JSON, which Accept rules out."};
inline constexpr Problem request_timeout{408, "request_timeout",
                                         "The request took too long to arrive."};
inline constexpr Problem body_too_large{413, "body_too_large", "The body is larger than allowed."};
inline constexpr Problem uri_too_long{414, "uri_too_long", "The address is longer than allowed."};
inline constexpr Problem unsupported_media_type{415, "unsupported_media_type",
                                                "This route takes application/json."};
inline constexpr Problem wrong_file_type{415, "wrong_file_type",
                                         "This route does not take files of this kind."};
inline constexpr Problem range_not_satisfiable{416, "range_not_satisfiable",
                                               "The range lies outside of the file."};
inline constexpr Problem expectation_failed{417, "expectation_failed",
                                            "Only Expect: 100-continue is understood."};
inline constexpr Problem misdirected_request{421, "misdirected_request",
                                             "This server does not answer for that host name."};
inline constexpr Problem validation_failed{422, "validation_failed",
                                           "Some fields are not as they must be."};
inline constexpr Problem picture_unreadable{422, "picture_unreadable",
                                            "No smaller picture can be made of this file."};
inline constexpr Problem header_too_large{431, "header_too_large",
                                          "The header is larger than allowed."};
inline constexpr Problem internal_error{500, "internal_error",
                                        "Something went wrong here; it is in the log."};
inline constexpr Problem not_implemented{501, "not_implemented",
                                         "This transfer coding is not understood."};
inline constexpr Problem overloaded{503, "overloaded", "Too much work is waiting; try again soon."};
inline constexpr Problem unavailable{503, "unavailable",
                                     "The database is away; nothing was done, try again soon."};
inline constexpr Problem outcome_unknown{
    503, "outcome_unknown",
    "The database went away while this was being stored: look before you do it again."};
inline constexpr Problem query_too_costly{503, "query_too_costly",
                                          "This read took longer than a read may take."};
inline constexpr Problem shutting_down{503, "shutting_down", "The server is stopping."};
inline constexpr Problem version_not_supported{505, "version_not_supported",
                                               "Only HTTP/1.1 and HTTP/1.0 are spoken here."};
}  // namespace problems

}  // namespace stoa
