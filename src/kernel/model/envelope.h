// Messages of a socket: a JSON object that says by its "type" what else is in it, and by "ref",
// which its sender may choose, what an answer belongs to. {"type": "say", "ref": 7, "text": "hi"}
//
// Pure functions; any thread.
#pragma once

#include <string>
#include <string_view>

#include "kernel/model/problem.h"
#include "kernel/model/shape.h"

namespace stoa {

// Keys that no message has for its own.
inline bool is_of_envelope(std::string_view key) { return key == "type" || key == "ref"; }

struct Envelope {
  std::string type;
  std::string ref;  // as JSON: 7, or "a"; "" for none
};

// Throws Refusal: malformed_json, or validation_failed for a type that is missing or no string, and
// for a ref that is neither a string of 64 bytes nor a whole number.
Envelope read_envelope(std::string_view json);

// `ref`: as JSON, "" for none.
std::string encode_message(std::string_view type, std::string_view ref, const Shape& shape,
                           const void* object);
// Without anything in it.
std::string encode_message(std::string_view type, std::string_view ref);
// {"type": "error", "ref": 7, "problem": {…}}: the document that HTTP would answer with.
std::string encode_error(std::string_view ref, const Refusal& refusal, std::string_view request_id);

}  // namespace stoa
