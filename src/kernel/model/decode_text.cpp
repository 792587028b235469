#include "kernel/model/codec.h"
#include "kernel/model/json_reader.h"
#include "kernel/model/scalars.h"
#include "kernel/model/text_faults.h"
#include "kernel/model/utf8.h"

namespace stoa {
namespace {

std::optional<Fault> set_boolean(void* value, std::string_view text) {
  if (text != "true" && text != "false") return Fault{"wrong_type", "true or false is expected."};
  *static_cast<bool*>(value) = text == "true";
  return std::nullopt;
}

std::optional<Fault> set_scalar(const Type& type, void* value, std::string_view text) {
  if (find_invalid_utf8(text) != std::string_view::npos) {
    return Fault{"invalid_unicode", "This is not UTF-8."};
  }
  if (text.find('\0') != std::string_view::npos) return text_fault(TextFlaw::nul);
  if (type.kind == Kind::boolean) return set_boolean(value, text);
  if (is_text_like(type.kind)) return set_text(type, value, text);
  bool number = !text.empty() && json_number_length(text) == text.size();
  if (number && is_number_like(type.kind)) return set_number(type, value, text);
  return Fault{"wrong_type", "This must be " + expected(type) + "."};
}

}  // namespace

void decode_text(const Type& type, void* value, std::string_view text, const std::string& pointer,
                 std::vector<FieldError>& errors) {
  if (type.kind == Kind::optional) {
    return decode_text(*type.element, type.optional->emplace(value), text, pointer, errors);
  }
  if (auto fault = set_scalar(type, value, text)) {
    errors.push_back({pointer, std::string(fault->code), std::move(fault->message)});
  }
}

}  // namespace stoa
