#include "kernel/model/shape.h"

#include <cctype>
#include <mutex>
#include <new>

#include "kernel/model/describe.h"

namespace stoa {

const void* ShapeMemo::keep(std::size_t i, std::shared_ptr<const void> made) const {
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  if (const void* known = slots_.at(i)) return known;
  kept_[i] = std::move(made);
  slots_[i] = kept_[i].get();
  return kept_[i].get();
}

// Shapes are small and their names short: a walk over them beats a hash.
const Field* Shape::find(std::string_view field) const {
  for (const auto& candidate : fields) {
    if (candidate.name == field) return &candidate;
  }
  return nullptr;
}

const Field* Shape::find(FieldRole role) const {
  for (const auto& candidate : fields) {
    if (candidate.role == role) return &candidate;
  }
  return nullptr;
}

Object::Object(const Type& type) {
  auto align = std::align_val_t(type.align);
  void* memory = ::operator new(type.size, align);
  try {
    type.construct(memory, type);
  } catch (...) {
    ::operator delete(memory, align);
    throw;
  }
  memory_ = {memory, Deleter{&type}};
}

void Object::Deleter::operator()(void* memory) const {
  type->destroy(memory, *type);
  ::operator delete(memory, std::align_val_t(type->align));
}

namespace detail {
namespace {

// The text of T in "std::string type_name() [with T = X; ...]" (g++) or "... [T = X]" (clang).
std::string_view template_argument(std::string_view pretty) {
  if (auto at = pretty.find("T = "); at != std::string_view::npos) pretty.remove_prefix(at + 4);
  auto end = pretty.find_first_of(";]");
  return pretty.substr(0, end);
}

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

}  // namespace

std::string short_name(std::string_view pretty_function) {
  std::string name, word;
  for (char c : template_argument(pretty_function)) {
    if (is_word(c)) {
      word += c;
      continue;
    }
    // What ends at a bracket or a comma is a name; what ends at anything else is a qualifier.
    if (c == '<' || c == '>' || c == ',') name += word;
    word.clear();
  }
  return name + word;
}

}  // namespace detail
}  // namespace stoa
