// Decodes a chunked request body (RFC 9112 §7.1), strictly and piece by piece.
//
// Owned by the Parser of one connection; used on that connection's I/O thread only. Written here
// rather than left to Beast, which lets bare LF into chunk extensions and asserts on some splits.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace stoa::http {

class ChunkDecoder {
 public:
  enum class Outcome { need_more, complete, malformed, too_large };

  // `body_limit` bounds the decoded bytes, `overhead_limit` all extensions and trailers together.
  ChunkDecoder(std::size_t body_limit, std::size_t overhead_limit)
      : body_limit_(body_limit), overhead_limit_(overhead_limit) {}

  // Takes bytes off the front of `input` and appends the decoded ones to `body`. After `complete`
  // what is left of `input` belongs to the next request. Extensions and trailers are dropped.
  Outcome feed(std::string_view& input, std::string& body);

 private:
  enum class State {
    size_first,
    size,
    extension,
    size_lf,
    data,
    data_cr,
    data_lf,
    trailer_first,
    trailer_name,
    trailer_value,
    trailer_lf,
    end_lf,
    done
  };
  Outcome step(char c);
  Outcome on_size(char c);
  Outcome on_trailer(char c);
  Outcome go(State next) {
    state_ = next;
    return Outcome::need_more;
  }
  Outcome expect(char c, char wanted, State next) {
    return c == wanted ? go(next) : Outcome::malformed;
  }

  std::size_t body_limit_;
  std::size_t overhead_limit_;
  std::size_t overhead_ = 0;
  std::size_t decoded_ = 0;  // announced by the chunks so far
  std::uint64_t left_ = 0;   // of the current chunk
  int digits_ = 0;
  State state_ = State::size_first;
};

}  // namespace stoa::http
