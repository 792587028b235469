// Bytes that can be read from anywhere: those of a file, wherever it is kept.
//
// The answer that sends them holds it; one thread at a time, which may block.
#pragma once

#include <cstdint>
#include <string>

namespace stoa {

class FileBytes {
 public:
  virtual ~FileBytes() = default;
  virtual std::uint64_t size() const = 0;
  // Some bytes from `offset`, `most` at the most, none only at the end. Throws when they cannot be
  // had.
  virtual std::string read(std::uint64_t offset, std::size_t most) = 0;
};

}  // namespace stoa
