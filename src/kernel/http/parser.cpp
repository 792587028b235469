#include "kernel/http/parser.h"

#include <algorithm>

#include "kernel/http/request_id.h"
#include "kernel/http/syntax.h"

namespace stoa::http {
namespace {

// Room for a method, a version and the spaces beside the target in the request line.
constexpr std::size_t request_line_slack = 64;
// A length is a promise of the client; memory is set aside only for what is likely to come.
constexpr std::uint64_t max_reserved_body = 64 * 1024;
// A sink is given so much at a time: enough that the way to it and back does not show.
constexpr std::size_t piece_bytes = 64 * 1024;

}  // namespace

Parser::Result Parser::feed(std::string_view input) {
  auto offered = input.size();
  Step step = in_body() ? feed_body(input) : feed_header(input);
  return {step, offered - input.size()};
}

std::shared_ptr<Request> Parser::take() {
  if (!request_) request_ = std::make_shared<Request>();
  if (request_->id.empty()) request_->id = new_request_id();
  phase_ = Phase::idle;
  skipped_line_ = false;
  scanned_ = line_start_ = 0;
  request_->sink = std::move(intake_.sink);
  intake_ = {};
  return std::move(request_);
}

Parser::Step Parser::refuse(Refusal refusal) {
  refusal_ = std::move(refusal);
  return Step::refused;
}

Parser::Step Parser::feed_header(std::string_view& input) {
  if (phase_ == Phase::idle) {
    // RFC 9112 §2.2: an empty line that some clients send after a body is ignored, once.
    if (input.starts_with("\r\n") && !skipped_line_) {
      input.remove_prefix(2);
      skipped_line_ = true;
    }
    if (input.empty() || (input == "\r" && !skipped_line_)) return Step::need_more;
    phase_ = Phase::header;
    request_ = std::make_shared<Request>();
    framing_ = {};
  }
  std::size_t end = 0;
  if (!find_header_end(input, end)) return Step::refused;
  if (end == 0) return Step::need_more;
  auto refusal = read_header(input.substr(0, end), limits_, hosts_, *request_, framing_);
  if (refusal) return refuse(std::move(*refusal));
  input.remove_prefix(end);
  Step step = begin_body(input);
  return step == Step::need_more ? feed_body(input) : step;
}

// Looks for the empty line, going on where the last look ended; `end` stays 0 while it has not
// come. False when a line is broken: a bare LF or a folded line must not even reach Beast, which
// waits for more after the first and quietly unfolds the second.
bool Parser::find_header_end(std::string_view input, std::size_t& end) {
  for (;;) {
    if (line_start_ < input.size()) {
      char first = input[line_start_];
      if (!is_token_char(first) && !(first == '\r' && line_start_ > 0)) {
        refuse({problems::bad_request, "A line of the header begins with what no name contains."});
        return false;
      }
    }
    auto lf = input.find('\n', scanned_);
    auto seen = lf == input.npos ? input.size() : lf + 1;
    if (line_start_ == 0 && seen > limits_.target_bytes + request_line_slack) {
      refuse({problems::uri_too_long});
      return false;
    }
    if (seen > limits_.header_bytes) {
      refuse({problems::header_too_large});
      return false;
    }
    scanned_ = seen;
    if (lf == input.npos) return true;
    if (input[lf - 1] != '\r') {
      refuse({problems::bad_request, "A line ends without a carriage return."});
      return false;
    }
    if (lf - line_start_ == 1) {
      end = lf + 1;
      return true;
    }
    line_start_ = lf + 1;
  }
}

Parser::Step Parser::begin_body(std::string_view rest) {
  phase_ = Phase::body;
  request_->id = request_->id.empty() ? new_request_id() : std::move(request_->id);
  bool has_body = framing_.chunked || framing_.content_length > 0;
  intake_ = has_body && admit_ ? admit_(*request_) : Intake{.max_bytes = limits_.body_bytes};
  if (intake_.unread) {
    framing_.keep_alive = false;
    return Step::complete;
  }
  if (framing_.content_length > intake_.max_bytes) return refuse({problems::body_too_large});
  body_left_ = framing_.content_length;
  if (framing_.chunked) {
    chunks_ = ChunkDecoder(intake_.max_bytes, limits_.header_bytes);
  } else {
    request_->body.reserve(std::min(framing_.content_length, max_reserved_body));
  }
  // A client that sends its body without waiting needs no invitation (RFC 9110 §10.1.1).
  return framing_.expects_continue && rest.empty() ? Step::send_continue : Step::need_more;
}

Parser::Step Parser::feed_body(std::string_view& input) {
  Step step = framing_.chunked ? feed_chunks(input) : feed_length(input);
  bool full = intake_.sink && request_->body.size() >= piece_bytes;
  return step == Step::need_more && full ? Step::piece : step;
}

Parser::Step Parser::feed_length(std::string_view& input) {
  auto n = static_cast<std::size_t>(std::min<std::uint64_t>(body_left_, input.size()));
  request_->body.append(input.substr(0, n));
  input.remove_prefix(n);
  body_left_ -= n;
  return body_left_ == 0 ? Step::complete : Step::need_more;
}

Parser::Step Parser::feed_chunks(std::string_view& input) {
  switch (chunks_.feed(input, request_->body)) {
    case ChunkDecoder::Outcome::complete:
      return Step::complete;
    case ChunkDecoder::Outcome::need_more:
      return Step::need_more;
    case ChunkDecoder::Outcome::too_large:
      return refuse({problems::body_too_large});
    case ChunkDecoder::Outcome::malformed:
      break;
  }
  return refuse({problems::bad_request, "The chunks of the body are malformed."});
}

}  // namespace stoa::http
