#include "apps/collections/collection.h"

#include <algorithm>

namespace stoa::collections {

const Shape& Collection::without(std::uint64_t veil) const {
  if (veil == 0) return row->object();
  const std::lock_guard lock(mutex_);
  const Shape*& known = known_[veil];
  if (known) return *known;
  Shape part = row->object();
  std::erase_if(part.fields, [&](const Field& field) { return veil >> field.veil & 1; });
  return *(known = &parts_.declare(std::move(part)));
}

}  // namespace stoa::collections
