// One client's connection: reads requests, has them answered one after the other, writes.
//
// Made by its Loop, which owns it together with the operations that wait for its socket; used on
// that loop's thread only. One request is in work at a time; what a client sends ahead waits in
// the socket and in `carry_`, which one read bounds. An idle connection holds no buffer at all, and
// neither does one with a stream open to which nothing is sent.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "kernel/http/backlog.h"
#include "kernel/http/loop.h"
#include "kernel/http/parser.h"
#include "kernel/http/writer.h"

namespace stoa::http {

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  using Time = std::chrono::steady_clock::time_point;

  Connection(Loop& loop, Arrival arrival);

  void start();
  void drain();  // the server is stopping
  void close();
  void on_tick(Time now);
  void on_answer(std::optional<Response> response);
  // What was sent to its Outlet; true: flush_pushed() is due once it has got all.
  bool take_pushed(Outgoing::Item item);
  void flush_pushed();

  void set_slot(std::size_t slot) { slot_ = slot; }
  std::size_t slot() const { return slot_; }

 private:
  // [greeting ->] reading [-> spooling -> reading ...] -> working -> writing [-> pulling -> writing
  // ...] -> reading | [pushing ->] lingering -> closed
  enum class State {
    greeting,
    reading,
    spooling,
    working,
    writing,
    pulling,
    pushing,
    lingering,
    closed
  };
  enum class After { read_on, pull, push, linger };  // what comes when all is written

  // Greeting (connection.cpp)
  void shake_hands();
  void greeted();
  void refuse();  // there are too many: say so and close

  // Reading (connection.cpp)
  void wait(Progress until, void (Connection::*then)());
  void wait_for_input(Progress until = Progress::wants_input);
  void on_readable();
  void process(std::string_view input);
  void keep(std::string_view rest);
  Intake admit(Request& request) const;
  void spool(bool last);
  void on_spooled(std::optional<Refusal> refusal, bool last);
  void tell_origin(Request& request) const;
  std::shared_ptr<Request> take_request();
  void work();
  void reject(Refusal refusal);
  void linger();
  void say_goodbye();
  void on_linger();
  void set_deadline(std::chrono::milliseconds timeout);

  // Writing (connection_write.cpp)
  void say_continue();
  void send(Response response);
  void pull();
  void on_piece(std::optional<std::string> piece);
  void write(After after);
  void flush();
  void on_room();
  void on_written();
  Response failure(Refusal refusal) const;

  // A body that stays open (connection_push.cpp)
  bool may_push();
  void prepare_push();
  void push();
  void on_push_room();
  void on_push_input();
  void await_push_input();
  void hear(std::string_view bytes);
  void end_push();
  void leave_push();

  Loop& loop_;
  Channel channel_;
  const Handler& handler_;
  const bool refuse_;
  const std::string peer_;
  const bool trusted_;  // a proxy that may say who its client is
  Parser parser_;
  State state_ = State::reading;
  After after_ = After::read_on;
  bool working_inline_ = false;  // the handler is on the stack
  bool keep_alive_ = true;
  BodyFraming framing_ = BodyFraming::none;
  std::uint64_t stream_left_ = 0;                   // of a stream whose length was promised
  bool header_timed_ = false, body_timed_ = false;  // the deadline is that of this phase
  Time deadline_ = Time::max();
  std::size_t slot_ = 0;
  std::string carry_;                       // read, but not yet consumed
  std::shared_ptr<const Request> request_;  // in work
  std::optional<Response> answer_;          // given while the handler was on the stack
  bool answered_inline_ = false;
  std::string head_;       // to write: header, chunk or interim answer
  Response response_;      // keeps a body that is being written, or the source
  std::string_view body_;  // to write after head_
  std::size_t head_sent_ = 0;

  struct Push {
    std::shared_ptr<PushedBody> body;
    std::shared_ptr<Outlet> outlet;
    Backlog backlog;
    bool opened = false;   // and is to be told of the end
    bool blocked = false;  // it waits for room
    bool ready = false;    // flush_pushed() is due
    bool held = false;     // nothing is read until it is told to go on
  };
  std::unique_ptr<Push> push_;
};

}  // namespace stoa::http
