#include "kernel/http/connection.h"

#include <boost/asio/buffer.hpp>

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
  return ec ? std::string() : end.address().to_string();
}

}  // namespace

Connection::Connection(Loop& loop, Socket socket)
    : loop_(loop),
      socket_(std::move(socket)),
      peer_(address_of(socket_)),
      parser_(loop.shared.limits, loop.shared.hosts) {
  error_code ignored;
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  socket_.non_blocking(true, ignored);
}

void Connection::start() {
  set_deadline(loop_.shared.options.idle_timeout);
  wait_for_input();
}

void Connection::refuse() {
  loop_.refused.add();
  request_ = parser_.take();
  reject({problems::overloaded, {}, {}, 1});
}

void Connection::set_deadline(std::chrono::milliseconds timeout) {
  deadline_ = std::chrono::steady_clock::now() + timeout;
}

void Connection::wait_for_input() {
  if (parser_.in_body() && !body_timed_) {
    body_timed_ = true;
    set_deadline(loop_.shared.options.body_timeout);
  } else if (parser_.started() && !header_timed_ && !body_timed_) {
    header_timed_ = true;
    set_deadline(loop_.shared.options.header_timeout);
  }
  socket_.async_wait(Socket::wait_read, [self = shared_from_this()](error_code ec) {
    if (!ec) self->on_readable();
  });
}

// Reads into the loop's buffer, which is free again when this returns: only what could not be
// consumed is copied into the connection.
void Connection::on_readable() {
  if (state_ == State::lingering) return on_linger();
  if (state_ != State::reading) return;
  error_code ec;
  auto n = socket_.read_some(asio::buffer(loop_.input), ec);
  if (ec == asio::error::would_block) return wait_for_input();
  if (ec) return close();
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
      case Parser::Step::complete:
        work();
        break;
      case Parser::Step::refused:
        loop_.malformed.add();
        request_ = parser_.take();
        reject(parser_.refusal());
        break;
    }
  }
  keep(input);
}

void Connection::keep(std::string_view rest) {
  if (rest.empty()) {
    std::string().swap(carry_);
  } else if (carry_.empty()) {
    carry_.assign(rest);
  } else {
    carry_.erase(0, carry_.size() - rest.size());
  }
}

// Hands the request to the handler. An answer that is given before the handler returns is sent
// from here, without a detour over the event loop.
void Connection::work() {
  loop_.requests.add();
  auto request = parser_.take();
  request->peer = peer_;
  request_ = request;
  keep_alive_ = parser_.framing().keep_alive;
  header_timed_ = body_timed_ = false;
  deadline_ = Time::max();  // the handler takes the time that it takes
  state_ = State::working;

  working_inline_ = true;
  {
    auto reply = std::make_shared<Reply>(loop_.mailbox, weak_from_this());
    try {
      loop_.shared.handler(request_,
                           [reply](Response response) { reply->give(std::move(response)); });
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
  error_code ec;
  socket_.shutdown(Socket::shutdown_send, ec);
  if (ec) return close();
  state_ = State::lingering;
  std::string().swap(carry_);
  set_deadline(linger_time);
  wait_for_input();
}

void Connection::on_linger() {
  error_code ec;
  socket_.read_some(asio::buffer(loop_.input), ec);
  if (ec && ec != asio::error::would_block) return close();
  wait_for_input();
}

void Connection::on_tick(Time now) {
  if (now < deadline_) return;
  if (state_ == State::reading && parser_.started()) {
    loop_.timed_out.add();
    request_ = parser_.take();
    error_code ignored;
    socket_.cancel(ignored);  // the wait for input
    return reject({problems::request_timeout});
  }
  if (state_ == State::writing) loop_.timed_out.add();
  close();
}

void Connection::drain() {
  keep_alive_ = false;
  bool idle = state_ == State::reading && !parser_.started() && carry_.empty();
  if (idle) close();
}

void Connection::close() {
  if (state_ == State::closed) return;
  auto self = shared_from_this();
  state_ = State::closed;
  error_code ignored;
  socket_.close(ignored);
  request_.reset();
  response_ = {};
  std::string().swap(carry_);
  loop_.remove(*this);
}

}  // namespace stoa::http
