#include "kernel/http/chunked.h"

#include <algorithm>

#include "kernel/http/syntax.h"

namespace stoa::http {
namespace {

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  c = lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

}  // namespace

ChunkDecoder::Outcome ChunkDecoder::feed(std::string_view& input, std::string& body) {
  while (!input.empty()) {
    if (state_ == State::data) {
      auto n = static_cast<std::size_t>(std::min<std::uint64_t>(left_, input.size()));
      body.append(input.substr(0, n));
      input.remove_prefix(n);
      left_ -= n;
      if (left_ == 0) state_ = State::data_cr;
      continue;
    }
    Outcome outcome = step(input.front());
    input.remove_prefix(1);
    if (outcome != Outcome::need_more) return outcome;
  }
  return Outcome::need_more;
}

ChunkDecoder::Outcome ChunkDecoder::step(char c) {
  switch (state_) {
    case State::size_first:
    case State::size:
      return on_size(c);
    case State::extension:
      if (c == '\r') return go(State::size_lf);
      if (is_control(c) || ++overhead_ > overhead_limit_) return Outcome::malformed;
      return Outcome::need_more;
    case State::size_lf:
      return expect(c, '\n', left_ > 0 ? State::data : State::trailer_first);
    case State::data_cr:
      return expect(c, '\r', State::data_lf);
    case State::data_lf:
      return expect(c, '\n', State::size_first);
    default:
      return on_trailer(c);
  }
}

ChunkDecoder::Outcome ChunkDecoder::on_size(char c) {
  if (int value = hex_value(c); value >= 0) {
    if (state_ == State::size_first) {
      left_ = 0;
      digits_ = 0;
    }
    // Sixteen digits are all that 64 bits hold: a longer size wraps in a careless decoder.
    if (++digits_ > 16) return Outcome::malformed;
    left_ = left_ * 16 + static_cast<std::uint64_t>(value);
    return go(State::size);
  }
  if (state_ == State::size_first) return Outcome::malformed;
  if (c != '\r' && c != ';') return Outcome::malformed;
  if (left_ > body_limit_ - decoded_) return Outcome::too_large;
  decoded_ += left_;
  return go(c == ';' ? State::extension : State::size_lf);
}

ChunkDecoder::Outcome ChunkDecoder::on_trailer(char c) {
  if (state_ == State::end_lf) {
    return c == '\n' ? (state_ = State::done, Outcome::complete) : Outcome::malformed;
  }
  if (++overhead_ > overhead_limit_) return Outcome::malformed;
  switch (state_) {
    case State::trailer_first:
      if (c == '\r') return go(State::end_lf);
      return is_token_char(c) ? go(State::trailer_name) : Outcome::malformed;
    case State::trailer_name:
      if (c == ':') return go(State::trailer_value);
      return is_token_char(c) ? Outcome::need_more : Outcome::malformed;
    case State::trailer_value:
      if (c == '\r') return go(State::trailer_lf);
      return is_control(c) ? Outcome::malformed : Outcome::need_more;
    case State::trailer_lf:
      return expect(c, '\n', State::trailer_first);
    default:
      return Outcome::malformed;
  }
}

}  // namespace stoa::http
