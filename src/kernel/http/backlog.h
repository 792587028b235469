// What one open stream has still to write: shared buffers, framed without being copied.
//
// A value of one Connection, used on its loop's thread only. All that waits when writing begins
// becomes one chunk, however many buffers it is.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/http/outlet.h"

namespace stoa::http {

class Backlog {
 public:
  explicit Backlog(bool chunked) : chunked_(chunked) {}

  void add(SharedBytes bytes) { waiting_.push_back(std::move(bytes)); }
  // Nothing comes after what is there.
  void end() { ended_ = true; }

  // The bytes to write next, in at most as many pieces as there is place for; 0: nothing for now.
  std::size_t next(std::span<std::string_view> pieces);
  // So many of them were written. Gives what the buffers that are done with have cost.
  std::size_t written(std::size_t bytes);
  // All was written, the end too.
  bool finished() const { return finished_; }

 private:
  bool begin();
  std::string_view piece(std::size_t at) const;
  std::size_t pieces() const { return batch_.size() + 2; }

  const bool chunked_;
  bool ended_ = false, finished_ = false;
  std::vector<SharedBytes> waiting_;
  // Being written: `head_`, the buffers, `tail_`; up to `offset_` in the piece `at_`.
  bool writing_ = false;
  std::string head_;
  std::string_view tail_;
  std::vector<SharedBytes> batch_;
  std::size_t at_ = 0, offset_ = 0;
};

}  // namespace stoa::http
