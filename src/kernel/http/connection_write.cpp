// The writing half of a Connection: try at once, wait for room only when there is none.
#include <algorithm>

#include "kernel/http/connection.h"
#include "kernel/http/finish.h"
#include "kernel/http/syntax.h"

namespace stoa::http {
namespace {

// Smaller bodies are copied behind the header: one buffer is cheaper to send than two.
constexpr std::size_t copied_body_bytes = 16 * 1024;
// After this much in one turn the other connections of the thread come first.
constexpr std::size_t turn_bytes = 256 * 1024;
// Room that is kept for the next header; more than that was an exception.
constexpr std::size_t spare_bytes = 64 * 1024;

}  // namespace

Response Connection::failure(Refusal refusal) const {
  Response response = problem_response(refusal, request_->id);
  finish(*request_, response);
  return response;
}

void Connection::say_continue() {
  head_ = "HTTP/1.1 100 Continue\r\n\r\n";
  write(After::read_on);
}

void Connection::send(Response response) {
  bool final = response.status >= 200 && response.status <= 999;
  bool upgrades = response.status == 101 && response.pushed;
  if (upgrades && !parser_.framing().http_1_1) {
    response = failure({problems::bad_request, "HTTP/1.0 knows no upgrade (RFC 9110 §7.8)."});
  }
  if (!final && !upgrades) response = failure({problems::internal_error});
  AnswerMode mode{.head = request_->method == "HEAD", .http_1_1 = parser_.framing().http_1_1};
  bool pushes = response.pushed && body_framing(response, mode) != BodyFraming::none;
  if (pushes) keep_alive_ = false;  // nothing that the client sends behind it is read
  if (pushes && !may_push()) {
    response = failure({problems::overloaded, {}, {}, 1});
    pushes = false;
  }
  auto framing = body_framing(response, mode);
  if (framing == BodyFraming::until_close || loop_.shared.stopping) keep_alive_ = false;
  if (same_text(response.headers.get("Connection"), "close")) keep_alive_ = false;
  mode.keep_alive = keep_alive_;

  head_ = std::move(loop_.output);
  head_.clear();
  write_header(head_, response, mode);
  response_ = std::move(response);
  framing_ = framing;
  stream_left_ = response_.stream_bytes.value_or(0);
  if (framing == BodyFraming::whole) {
    body_ = whole_body(response_);
    if (body_.size() <= copied_body_bytes) head_ += std::exchange(body_, {});
  }
  if (pushes) {
    prepare_push();
    return write(After::push);
  }
  bool streams = framing == BodyFraming::chunked || framing == BodyFraming::until_close ||
                 (framing == BodyFraming::counted && stream_left_ > 0);
  write(streams ? After::pull : keep_alive_ ? After::read_on : After::linger);
}

// The next piece of a stream is made on another thread, and only now that the last one is gone.
void Connection::pull() {
  state_ = State::pulling;
  deadline_ = Time::max();
  auto deliver = [mailbox = loop_.mailbox, to = weak_from_this()](auto piece) {
    mailbox->post([to, piece = std::move(piece)]() mutable {
      if (auto connection = to.lock()) connection->on_piece(std::move(piece));
    });
  };
  loop_.shared.puller.pull(response_.stream, std::move(deliver));
}

void Connection::on_piece(std::optional<std::string> piece) {
  if (state_ != State::pulling) return;
  if (!piece) return close();
  bool last = piece->empty();
  if (framing_ == BodyFraming::counted) {
    // What breaks the promise of Content-Length can only be cut.
    if (last || piece->size() > stream_left_) return close();
    stream_left_ -= piece->size();
    last = stream_left_ == 0;
  }
  if (framing_ == BodyFraming::chunked) {
    write_chunk(head_, *piece);
  } else {
    head_ = std::move(*piece);
  }
  write(!last ? After::pull : keep_alive_ ? After::read_on : After::linger);
  if (state_ == State::reading) process(carry_);
}

void Connection::write(After after) {
  after_ = after;
  state_ = State::writing;
  set_deadline(loop_.shared.options.write_timeout);
  flush();
}

void Connection::flush() {
  std::size_t turn = 0;
  while (head_sent_ < head_.size() || !body_.empty()) {
    if (turn > turn_bytes) return wait(Progress::wants_room, &Connection::on_room);
    auto head = std::string_view(head_).substr(head_sent_);
    auto [progress, n] = channel_.write(head, body_);
    if (progress == Progress::over) return close();
    if (progress != Progress::done) return wait(progress, &Connection::on_room);
    turn += n;
    auto of_head = std::min(n, head.size());
    head_sent_ += of_head;
    body_.remove_prefix(n - of_head);
    if (turn > n) set_deadline(loop_.shared.options.write_timeout);
  }
  on_written();
}

void Connection::on_room() {
  if (state_ != State::writing) return;
  set_deadline(loop_.shared.options.write_timeout);
  flush();
  if (state_ == State::reading) process(carry_);
}

void Connection::on_written() {
  head_sent_ = 0;
  if (head_.capacity() <= spare_bytes) loop_.output = std::move(head_);
  head_ = {};
  if (after_ == After::pull) return pull();
  if (after_ == After::push) return push();
  if (parser_.in_body()) {  // it was "100 Continue"
    state_ = State::reading;
    return;
  }
  request_.reset();
  response_ = {};
  if (after_ == After::linger || loop_.shared.stopping) return linger();
  state_ = State::reading;
  set_deadline(loop_.shared.options.idle_timeout);
}

}  // namespace stoa::http
