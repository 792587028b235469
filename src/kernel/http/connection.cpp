#include "kernel/http/connection.h"

#include <boost/asio/post.hpp>

#include "kernel/http/finish.h"
#include "kernel/http/reply.h"

namespace stoa::http {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using namespace std::chrono_literals;

// How long a client that was told to go may still take to read the answer. Closing at once would
// reset the connection and could destroy the answer on its way.
constexpr auto linger_time = 2s;

std::string address_of(const Socket& socket) {
  error_code ec;
  auto end = socket.remote_endpoint(ec);
  if (ec) return {};
  auto address = end.address();
  bool mapped = address.is_v6() && address.to_v6().is_v4_mapped();
  return mapped ? asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string()
                : address.to_string();
}

}  // namespace

Connection::Connection(Loop& loop, Arrival arrival)
    : loop_(loop),
      channel_(std::move(arrival.socket), arrival.tls.get()),
      handler_(arrival.handler),
      refuse_(arrival.refuse),
      peer_(address_of(channel_.socket())),
      trusted_(loop.shared.proxies.trusts(peer_)),
      parser_(loop.shared.limits, loop.shared.hosts,
              [this](Request& request) { return admit(request); }) {}

void Connection::start() {
  if (!channel_.secure()) return greeted();
  state_ = State::greeting;
  set_deadline(loop_.shared.options.header_timeout);
  wait(Progress::wants_input, &Connection::shake_hands);
}

void Connection::shake_hands() {
  if (state_ != State::greeting) return;
  auto progress = channel_.shake_hands();
  switch (progress) {
    case Progress::done:
      return greeted();
    case Progress::wants_input:
    case Progress::wants_room:
      return wait(progress, &Connection::shake_hands);
    case Progress::plain_text:
      channel_.become_plain();
      loop_.malformed.add();
      request_ = take_request();
      return reject({problems::bad_request, "This port speaks HTTPS only."});
    case Progress::over:
      channel_.become_plain();  // OpenSSL has said why; a close at once could destroy it on its way
      loop_.tls_failed.add();
      return linger();
  }
}

// A request can be here already, behind the end of the handshake: no readiness would tell of it.
void Connection::greeted() {
  state_ = State::reading;
  if (refuse_) return refuse();
  set_deadline(loop_.shared.options.idle_timeout);
  channel_.secure() ? on_readable() : wait_for_input();
}

void Connection::refuse() {
  loop_.refused.add();
  request_ = take_request();
  reject({problems::overloaded, {}, {}, 1});
}

void Connection::set_deadline(std::chrono::milliseconds timeout) {
  deadline_ = std::chrono::steady_clock::now() + timeout;
}

void Connection::wait(Progress until, void (Connection::*then)()) {
  auto what = until == Progress::wants_room ? Socket::wait_write : Socket::wait_read;
  channel_.socket().async_wait(what, [self = shared_from_this(), then](error_code ec) {
    if (!ec) (self.get()->*then)();
  });
}

void Connection::wait_for_input(Progress until) {
  if (parser_.in_body() && !body_timed_) {
    body_timed_ = true;
    set_deadline(loop_.shared.options.body_timeout);
  } else if (parser_.started() && !header_timed_ && !body_timed_) {
    header_timed_ = true;
    set_deadline(loop_.shared.options.header_timeout);
  }
  if (channel_.holds_input()) {
    return asio::post(loop_.io, [self = shared_from_this()] { self->on_readable(); });
  }
  wait(until, &Connection::on_readable);
}

// Reads into the loop's buffer, which is free again when this returns: only what could not be
// consumed is copied into the connection.
void Connection::on_readable() {
  if (state_ != State::reading) return;
  auto [progress, n] = channel_.read(loop_.input.data(), loop_.input.size());
  if (progress == Progress::over) return close();
  if (progress != Progress::done) return wait_for_input(progress);
  std::string_view fresh(loop_.input.data(), n);
  if (carry_.empty()) return process(fresh);
  carry_ += fresh;
  process(carry_);
}

// Goes through the input as far as it will go. A loop rather than recursion: a thousand pipelined
// requests answered at once must not stand on the stack.
void Connection::process(std::string_view input) {
  while (state_ == State::reading) {
    auto [step, consumed] = parser_.feed(input);
    input.remove_prefix(consumed);
    switch (step) {
      case Parser::Step::need_more:
        keep(input);
        return wait_for_input();
      case Parser::Step::send_continue:
        say_continue();
        break;
      case Parser::Step::piece:
        spool(false);
        break;
      case Parser::Step::complete:
        parser_.sink() ? spool(true) : work();
        break;
      case Parser::Step::refused:
        loop_.malformed.add();
        request_ = take_request();
        reject(parser_.refusal());
        break;
    }
  }
  keep(input);
}

// An answer may have been the end of all reading, and `rest` lie in what was freed with it.
void Connection::keep(std::string_view rest) {
  bool over = state_ == State::lingering || state_ == State::closed;
  if (rest.empty() || over) {
    std::string().swap(carry_);
  } else if (carry_.empty()) {
    carry_.assign(rest);
  } else {
    carry_.erase(0, carry_.size() - rest.size());
  }
}

Intake Connection::admit(Request& request) const {
  if (!loop_.shared.admit) return {.max_bytes = loop_.shared.limits.body_bytes};
  tell_origin(request);
  return loop_.shared.admit(request);
}

// The sink works on a thread that may block. Nothing is read meanwhile: a slow disk slows its
// client down, and a piece is all that is in memory. A client has the time of a body for each
// piece.
void Connection::spool(bool last) {
  state_ = State::spooling;
  deadline_ = Time::max();
  body_timed_ = false;
  auto kept = [mailbox = loop_.mailbox, to = weak_from_this(), last](auto refusal) {
    mailbox->post([to, last, refusal = std::move(refusal)]() mutable {
      if (auto connection = to.lock()) connection->on_spooled(std::move(refusal), last);
    });
  };
  loop_.shared.puller.push(parser_.sink(), parser_.take_piece(), last, std::move(kept));
}

void Connection::on_spooled(std::optional<Refusal> refusal, bool last) {
  if (state_ != State::spooling) return;
  if (refusal) {
    request_ = take_request();
    return reject(std::move(*refusal));
  }
  state_ = State::reading;
  if (last) work();
  if (state_ == State::reading) process(carry_);
}

void Connection::tell_origin(Request& request) const {
  request.peer = peer_;
  request.secure = channel_.secure();
  if (trusted_) loop_.shared.proxies.apply(request);
}

std::shared_ptr<Request> Connection::take_request() {
  auto request = parser_.take();
  tell_origin(*request);
  return request;
}

// Hands the request to the handler. An answer that is given before the handler returns is sent
// from here, without a detour over the event loop.
void Connection::work() {
  loop_.requests.add();
  request_ = take_request();
  keep_alive_ = parser_.framing().keep_alive;
  header_timed_ = body_timed_ = false;
  deadline_ = Time::max();  // the handler takes the time that it takes
  state_ = State::working;

  working_inline_ = true;
  {
    auto reply = std::make_shared<Reply>(loop_.mailbox, weak_from_this());
    try {
      handler_(request_, [reply](Response response) { reply->give(std::move(response)); });
    } catch (...) {
      reply->give({});
    }
  }
  working_inline_ = false;
  if (!std::exchange(answered_inline_, false) || state_ != State::working) return;
  send(answer_ ? std::move(*answer_) : failure({problems::internal_error}));
  answer_.reset();
}

void Connection::on_answer(std::optional<Response> response) {
  if (state_ != State::working) return;
  if (working_inline_) {
    answered_inline_ = true;
    answer_ = std::move(response);
    return;
  }
  send(response ? std::move(*response) : failure({problems::internal_error}));
  if (state_ == State::reading) process(carry_);
}

void Connection::reject(Refusal refusal) {
  keep_alive_ = false;
  state_ = State::working;
  send(failure(std::move(refusal)));
}

// Says that nothing more comes, and reads on for a while what the client still sends.
void Connection::linger() {
  state_ = State::lingering;
  std::string().swap(carry_);
  set_deadline(linger_time);
  say_goodbye();
}

void Connection::say_goodbye() {
  if (state_ != State::lingering) return;
  auto progress = channel_.finish_sending();
  if (progress == Progress::over) return close();
  if (progress == Progress::wants_room) return wait(progress, &Connection::say_goodbye);
  wait(Progress::wants_input, &Connection::on_linger);
}

void Connection::on_linger() {
  if (state_ != State::lingering) return;
  if (!channel_.discard(loop_.input)) return close();
  wait(Progress::wants_input, &Connection::on_linger);
}

void Connection::on_tick(Time now) {
  if (state_ == State::pushing) push_->body->tick(now);
  if (now < deadline_) return;
  if (state_ == State::reading && parser_.started()) {
    loop_.timed_out.add();
    request_ = take_request();
    error_code ignored;
    channel_.socket().cancel(ignored);  // the wait for input
    return reject({problems::request_timeout});
  }
  bool slow = state_ == State::writing || state_ == State::pushing || state_ == State::greeting;
  if (slow) loop_.timed_out.add();
  close();
}

void Connection::drain() {
  keep_alive_ = false;
  bool idle = state_ == State::reading && !parser_.started() && carry_.empty();
  if (idle || state_ == State::greeting) close();
  if (state_ == State::pushing) end_push();
}

void Connection::close() {
  if (state_ == State::closed) return;
  auto self = shared_from_this();
  // Only between two requests: after half of an answer it would pass for a whole one.
  if (state_ == State::reading && channel_.secure()) channel_.finish_sending();
  state_ = State::closed;
  error_code ignored;
  channel_.socket().close(ignored);
  request_.reset();
  response_ = {};
  std::string().swap(carry_);
  leave_push();
  loop_.remove(*this);
}

}  // namespace stoa::http
