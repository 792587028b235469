#include <bit>
#include <cstring>

#include "kernel/model/shape.h"

namespace stoa {

// An enumeration is kept in as many bytes as its C++ type has; little-endian machines keep the low
// ones first, which is what the copies below rely on.
static_assert(std::endian::native == std::endian::little);

std::string_view enum_name(const Type& type, const void* value) {
  for (const EnumName& name : type.names) {
    if (std::memcmp(&name.value, value, type.size) == 0) return name.name;
  }
  return "";
}

bool set_enum(const Type& type, void* value, std::string_view name) {
  for (const EnumName& known : type.names) {
    if (known.name != name) continue;
    std::memcpy(value, &known.value, type.size);
    return true;
  }
  return false;
}

}  // namespace stoa
