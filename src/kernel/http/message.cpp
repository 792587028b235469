#include "kernel/http/message.h"

#include "kernel/http/syntax.h"

namespace stoa::http {

std::string_view Headers::get(std::string_view name) const {
  for (const Header& field : fields_) {
    if (same_text(field.name, name)) return field.value;
  }
  return {};
}

bool Headers::has(std::string_view name) const {
  for (const Header& field : fields_) {
    if (same_text(field.name, name)) return true;
  }
  return false;
}

std::string Headers::combined(std::string_view name) const {
  std::string all;
  bool first = true;
  for (const Header& field : fields_) {
    if (!same_text(field.name, name)) continue;
    if (!first) all += ", ";
    all += field.value;
    first = false;
  }
  return all;
}

void Headers::add(std::string_view name, std::string_view value) {
  // Most messages carry 8 to 16 fields; growing from one would move them four times.
  if (fields_.capacity() == 0) fields_.reserve(12);
  fields_.push_back({std::string(name), std::string(value)});
}

// The first field of that name takes the value, any further ones go.
void Headers::set(std::string_view name, std::string_view value) {
  bool placed = false;
  std::erase_if(fields_, [&](Header& field) {
    if (!same_text(field.name, name)) return false;
    if (placed) return true;
    field.value.assign(value);
    placed = true;
    return false;
  });
  if (!placed) add(name, value);
}

}  // namespace stoa::http
