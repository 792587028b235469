#include "kernel/model/envelope.h"

#include <utility>

#include "kernel/model/codec.h"
#include "kernel/model/json_reader.h"

namespace stoa {
namespace {

constexpr std::size_t longest_ref = 64;

[[noreturn]] void refuse_member(std::string pointer, std::string code, std::string message) {
  throw Refusal{
      problems::validation_failed, "", {{std::move(pointer), std::move(code), std::move(message)}}};
}

std::string read_type(JsonReader& in) {
  if (in.peek() != JsonKind::string)
    refuse_member("/type", "wrong_type", "A string is expected, the message's type.");
  return std::string(in.string().text);
}

// Kept as it came, so that its sender finds it again.
std::string read_ref(JsonReader& in) {
  const JsonKind kind = in.peek();
  const std::size_t from = in.offset();
  std::string ref;
  if (kind == JsonKind::string) {
    encode_string(in.string().text, ref);
  } else if (kind == JsonKind::number) {
    ref = in.number();
  }
  const bool whole = kind == JsonKind::string || ref.find_first_of(".eE") == ref.npos;
  if (ref.empty() || !whole || in.offset() - from > longest_ref + 2)
    refuse_member("/ref", "bad_format", "A ref is a string of at most 64 bytes or a whole number.");
  return ref;
}

}  // namespace

Envelope read_envelope(std::string_view json) {
  JsonReader in(json);
  if (in.peek() != JsonKind::object) {
    in.skip();  // what is no JSON at all says so
    in.end();
    refuse_member("", "wrong_type", "An object is expected, with a type.");
  }
  Envelope envelope;
  bool typed = false;
  JsonString key;
  for (in.begin_object(); in.next_member(key);) {
    if (key.text == "type") {
      if (std::exchange(typed, true))
        refuse_member("/type", "duplicate_field", "One type will do.");
      envelope.type = read_type(in);
    } else if (key.text == "ref") {
      if (!envelope.ref.empty()) refuse_member("/ref", "duplicate_field", "One ref will do.");
      envelope.ref = read_ref(in);
    } else {
      in.skip();
    }
  }
  in.end();
  if (!typed) refuse_member("/type", "required", "A message says its type.");
  return envelope;
}

std::string encode_message(std::string_view type, std::string_view ref) {
  std::string out = "{\"type\":";
  encode_string(type, out);
  if (!ref.empty()) out.append(",\"ref\":").append(ref);
  return out += '}';
}

std::string encode_message(std::string_view type, std::string_view ref, const Shape& shape,
                           const void* object) {
  std::string out = encode_message(type, ref), members;
  encode(shape, object, members);
  if (members.size() <= 2) return out;
  out.back() = ',';
  return out.append(members, 1);
}

std::string encode_error(std::string_view ref, const Refusal& refusal,
                         std::string_view request_id) {
  std::string out = encode_message("error", ref);
  out.back() = ',';
  if (refusal.retry_after_s > 0)
    out.append("\"retry_after\":").append(std::to_string(refusal.retry_after_s)).append(",");
  return out.append("\"problem\":").append(problem_json(refusal, request_id)).append("}");
}

}  // namespace stoa
