// The half of a Connection whose answer stays open: what its Outlet is given is written as the
// client takes it, and all that is read is that the client has gone.
#include <array>

#include <boost/asio/post.hpp>

#include "kernel/http/connection.h"
#include "kernel/observe/log.h"

namespace stoa::http {
namespace {

constexpr std::size_t pieces_of_a_write = 64;
// After this much in one turn the other connections of the thread come first.
constexpr std::size_t pushed_turn_bytes = 256 * 1024;

}  // namespace

// Takes a place among the streams; leave_push() gives it back.
bool Connection::may_push() {
  auto& shared = loop_.shared;
  if (shared.stopping) return false;
  if (shared.streams.fetch_add(1) < shared.options.max_streams) return true;
  --shared.streams;
  loop_.streams_refused.add();
  return false;
}

void Connection::prepare_push() {
  auto outlet = std::make_shared<Outlet>(loop_.outgoing, weak_from_this(),
                                         loop_.shared.options.stream_room_bytes);
  push_.reset(new Push{std::move(response_.pushed), std::move(outlet),
                       Backlog(framing_ == BodyFraming::chunked)});
}

void Connection::push() {
  state_ = State::pushing;
  deadline_ = Time::max();
  // A stream may last for days: of the request nothing is needed any more.
  request_.reset();
  response_ = {};
  channel_.prepare_to_push(loop_.shared.options.write_timeout);
  auto self = shared_from_this();
  push_->opened = true;
  try {
    push_->body->opened(push_->outlet);
  } catch (const std::exception& error) {
    log::error("a stream could not begin", {{"error", std::string_view(error.what())}});
    return close();
  }
  if (loop_.shared.stopping) end_push();
  // Not from here: what the client has sent ahead is not sorted out yet.
  boost::asio::post(loop_.io, [self] { self->on_push_input(); });
}

void Connection::end_push() {
  push_->body->stopping();
  push_->outlet->end();
}

void Connection::hear(std::string_view bytes) {
  try {
    push_->body->received(bytes);
  } catch (const std::exception& error) {
    log::error("what came on an open connection broke it",
               {{"error", std::string_view(error.what())}});
    close();
  }
}

bool Connection::take_pushed(Outgoing::Item item) {
  if (state_ != State::pushing) return false;
  switch (item.what) {
    case Outgoing::What::bytes:
      push_->backlog.add(std::move(item.bytes));
      break;
    case Outgoing::What::end:
      push_->backlog.end();
      break;
    case Outgoing::What::cut:
      loop_.streams_cut.add();
      close();
      return false;
    case Outgoing::What::go_on:
      if (std::exchange(push_->held, false))
        boost::asio::post(loop_.io, [self = shared_from_this()] { self->on_push_input(); });
      return false;
  }
  return !push_->blocked && !std::exchange(push_->ready, true);
}

void Connection::flush_pushed() {
  if (state_ != State::pushing) return;
  push_->ready = false;
  if (push_->blocked) return;
  std::array<std::string_view, pieces_of_a_write> pieces;
  std::size_t turn = 0;
  while (auto count = push_->backlog.next(pieces)) {
    auto moved = turn > pushed_turn_bytes ? Moved{Progress::wants_room}
                                          : channel_.write(std::span(pieces).first(count));
    if (moved.progress == Progress::over) return close();
    if (moved.progress != Progress::done) {
      push_->blocked = true;
      if (turn > 0 || deadline_ == Time::max()) set_deadline(loop_.shared.options.write_timeout);
      return wait(moved.progress, &Connection::on_push_room);
    }
    turn += moved.bytes;
    push_->outlet->taken(push_->backlog.written(moved.bytes));
  }
  deadline_ = Time::max();
  if (!push_->backlog.finished()) return;
  leave_push();
  linger();
}

void Connection::on_push_room() {
  if (state_ != State::pushing) return;
  push_->blocked = false;
  flush_pushed();
}

// What the client sends is the body's to judge, but that it ends: then it is gone, in both
// directions, as nobody stays to listen to a stream whose socket was closed.
void Connection::on_push_input() {
  if (state_ == State::pushing && !carry_.empty()) hear(std::exchange(carry_, {}));
  if (state_ != State::pushing) return;
  auto [progress, n] = channel_.read(loop_.input.data(), loop_.input.size());
  if (progress == Progress::over) return close();
  if (progress == Progress::wants_room) return wait(progress, &Connection::on_push_input);
  if (progress == Progress::done) hear({loop_.input.data(), n});
  if (state_ != State::pushing) return;
  push_->held = push_->outlet->is_held();
  if (!push_->held) await_push_input();
}

void Connection::await_push_input() {
  if (!channel_.holds_input()) return wait(Progress::wants_input, &Connection::on_push_input);
  boost::asio::post(loop_.io, [self = shared_from_this()] { self->on_push_input(); });
}

void Connection::leave_push() {
  if (!push_) return;
  auto left = std::move(push_);
  --loop_.shared.streams;
  left->outlet->shut();
  if (left->opened) left->body->closed();
}

}  // namespace stoa::http
