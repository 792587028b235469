#include "kernel/model/decoding.h"

namespace stoa {

std::string Path::pointer() const {
  if (is_root()) return {};
  auto text = up_->pointer() + '/';
  if (!is_key_) return text + std::to_string(index_);
  for (char c : key_) {
    if (c == '~') {
      text += "~0";
    } else if (c == '/') {
      text += "~1";
    } else {
      text += c;
    }
  }
  return text;
}

void FieldErrors::add(const Path& at, Fault fault) {
  if (full()) return;
  if (errors_.size() < most) {
    errors_.push_back({at.pointer(), std::string(fault.code), std::move(fault.message)});
  } else {
    errors_.push_back(
        {"", "too_many_errors",
         "There are more bad fields; only the first " + std::to_string(most) + " are listed."});
  }
}

void FieldErrors::throw_any() {
  if (!errors_.empty()) throw Refusal{problems::validation_failed, {}, std::move(errors_)};
}

}  // namespace stoa
