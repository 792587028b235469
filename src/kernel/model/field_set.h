// The set of an object's fields that a document has named so far.
//
// Inside the model only; a value of one thread. Nearly every struct fits into one word.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace stoa {

class FieldSet {
 public:
  explicit FieldSet(std::size_t fields) {
    if (fields > 64) more_.resize(fields - 64);
  }
  bool has(std::size_t i) const { return i < 64 ? first_ >> i & 1 : more_[i - 64]; }
  // False when it was there.
  bool insert(std::size_t i) {
    if (has(i)) return false;
    if (i < 64) {
      first_ |= std::uint64_t{1} << i;
    } else {
      more_[i - 64] = true;
    }
    return true;
  }

 private:
  std::uint64_t first_ = 0;
  std::vector<bool> more_;
};

}  // namespace stoa
