// JSON and text to values and back, by Shape.
//
// decode() reports every bad field at once; encode() writes compact JSON. Nothing here knows a C++
// type of an app. Any thread.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/model/describe.h"
#include "kernel/model/problem.h"
#include "kernel/model/shape.h"

namespace stoa {

// Who wrote the JSON. A client is told of a key that nobody knows; a peer (an event, a webhook of
// a newer version) is not.
enum class Strictness { client, peer };

// What the JSON is: a whole value, or an RFC 7396 merge patch onto the value that is there. In a
// patch an absent key leaves its member alone and null empties an optional one (null for any other
// member is an error); nested objects and maps merge, lists are replaced.
// A nested object that a patch makes where there was none must be complete. patch_check is for a
// patch whose target is not known yet: all of merge_patch but that.
enum class Form { whole, merge_patch, patch_check };

struct DecodeOptions {
  Strictness strictness = Strictness::client;
  Form form = Form::whole;
  // Fields that come from elsewhere (the path): a key of that name in the JSON is refused, and its
  // absence is fine.
  std::function<bool(const Field&)> elsewhere = {};
  // The outermost object has keys of an envelope beside its own (kernel/model/envelope.h).
  bool enveloped = false;
};

// Decodes one JSON document into `object` of `shape`. Throws Refusal malformed_json (400: syntax,
// invalid UTF-8, depth over 64, with the byte offset in the detail) or validation_failed (422) with
// one FieldError for every bad field: unknown_field, duplicate_field, read_only (a managed field),
// required, wrong_type, and what check rules say (too_short, too_long, too_small, too_large,
// too_few, too_many, not_in_set, bad_format, check_digit, nul_character, invalid_unicode).
void decode(const Shape& shape, void* object, std::string_view json,
            const DecodeOptions& options = {});

// The same for a value that is not a struct.
void decode(const Type& type, void* value, std::string_view json,
            const DecodeOptions& options = {});

// Decodes one scalar (or the element of an optional) from a path segment or a query parameter,
// already percent-decoded. Appends to `errors` under `pointer` when it is not as it must be.
void decode_text(const Type& type, void* value, std::string_view text, const std::string& pointer,
                 std::vector<FieldError>& errors);

// Writes a value as compact JSON. Optionals that are empty become null.
void encode(const Shape& shape, const void* object, std::string& out);
void encode(const Type& type, const void* value, std::string& out);
// Writes a string as a JSON string, quotes included. `text` is valid UTF-8.
void encode_string(std::string_view text, std::string& out);

// Checks that `json` is one JSON value of at most 64 levels and returns it without white space.
// Throws as decode() does.
std::string compact_json(std::string_view json);

template <class T>
T from_json(std::string_view json, const DecodeOptions& options = {}) {
  T value{};
  decode(type_of<T>(), &value, json, options);
  return value;
}

template <class T>
std::string to_json(const T& value) {
  std::string out;
  encode(type_of<T>(), &value, out);
  return out;
}

// A merge patch of a T: what a PATCH handler takes. `fields` has the members that came from the
// path; apply() puts the changes onto a record.
template <class T>
struct Patch {
  T fields = {};
  std::string document = "{}";  // checked against T's shape when it came in

  void apply(T& record) const {
    decode(shape_of<T>(), &record, document, {.form = Form::merge_patch, .elsewhere = from_path});
  }
  std::function<bool(const Field&)> from_path = {};
};

}  // namespace stoa
