// The request parser of one connection: bytes in, whole requests out, over and over.
//
// Knows no sockets. Owned by a Connection and used on its I/O thread only. It keeps no input: the
// caller offers what is not yet consumed again, with more behind it, until a header is complete;
// body bytes are taken as they come.
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <utility>

#include "kernel/http/chunked.h"
#include "kernel/http/header_block.h"
#include "kernel/http/message.h"

namespace stoa::http {

class Parser {
 public:
  enum class Step {
    need_more,      // offer the rest again when there is more of it
    send_continue,  // the client waits for "100 Continue"; send it and offer the rest again
    piece,          // the body's sink shall have take_piece(), then offer the rest again
    complete,       // take() the request, then begin again; a sink lacks take_piece() still
    refused,        // answer refusal() and close: what follows cannot be trusted
  };
  struct Result {
    Step step;
    std::size_t consumed;
  };

  // Asked before a body is read; the limits say what holds without.
  using AdmitBody = std::function<Intake(Request&)>;

  Parser(const Limits& limits, const HostNames& hosts, AdmitBody admit = {})
      : limits_(limits), hosts_(hosts), admit_(std::move(admit)) {}

  Result feed(std::string_view input);

  // The request so far, which has an id in any case; after `complete` it is whole.
  std::shared_ptr<Request> take();
  const std::shared_ptr<BodySink>& sink() const { return intake_.sink; }
  std::string take_piece() { return std::exchange(request_->body, {}); }
  const Refusal& refusal() const { return refusal_; }
  const Framing& framing() const { return framing_; }
  // Has a byte of a request been seen? Is the header complete?
  bool started() const { return phase_ != Phase::idle; }
  bool in_body() const { return phase_ == Phase::body; }

 private:
  enum class Phase { idle, header, body };

  Step feed_header(std::string_view& input);
  Step feed_body(std::string_view& input);
  Step feed_length(std::string_view& input);
  Step feed_chunks(std::string_view& input);
  bool find_header_end(std::string_view input, std::size_t& end);
  Step begin_body(std::string_view rest);
  Step refuse(Refusal refusal);

  const Limits& limits_;
  const HostNames& hosts_;
  const AdmitBody admit_;
  Phase phase_ = Phase::idle;
  bool skipped_line_ = false;   // an empty line before this request was forgiven
  std::size_t scanned_ = 0;     // of the header: looked at already
  std::size_t line_start_ = 0;  // of the header's current line
  std::shared_ptr<Request> request_;
  Framing framing_;
  Intake intake_;
  std::uint64_t body_left_ = 0;  // of a body whose length is known
  Refusal refusal_{problems::bad_request};
  ChunkDecoder chunks_{0, 0};
};

}  // namespace stoa::http
