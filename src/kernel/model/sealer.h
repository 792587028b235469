// What makes a text unreadable to whoever reads the rows or the files that it lies in.
//
// kernel/auth's Seal is one; what keeps secrets below that floor knows it by this. Any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace stoa {

class Sealer {
 public:
  virtual ~Sealer() = default;
  // `purpose` is bound in: what was sealed for one opens for no other.
  virtual std::string seal(std::string_view plain, std::string_view purpose) const = 0;
  // nullopt when it was altered, or sealed by another key or for another purpose.
  virtual std::optional<std::string> open(std::string_view sealed,
                                          std::string_view purpose) const = 0;
};

}  // namespace stoa
