#include "kernel/app/socket_session.h"

#include "kernel/app/answer.h"
#include "kernel/app/projections.h"
#include "kernel/model/envelope.h"
#include "kernel/observe/log.h"

namespace stoa {
namespace {

// So many messages may wait; then the client is not read until there are few again.
constexpr std::size_t most_waiting = 16, few_waiting = 4;
constexpr std::uint16_t not_who_they_were = 4401;

constexpr Problem unknown_message{422, "unknown_message", "This socket hears no such message."};
constexpr Problem binary_message{415, "binary_message", "A message is text, one JSON object."};

http::WsMessage framed(std::string_view text) { return {text, true}; }

}  // namespace

SocketSession::SocketSession(const SocketPlace& place, const MountedRoute& mounted, live::Who who,
                             Caller caller, std::string request_id, std::any state)
    : Guest(std::move(who)),
      place_(place),
      mounted_(mounted),
      handler_(*mounted.route.socket),
      caller_(std::move(caller)),
      actor_(caller_.principal.account.is_nil() ? "" : to_string(caller_.principal.account)),
      state_(std::move(state)),
      topics_(topics_of(state_)) {
  asked_.id = std::move(request_id);
}

SocketSession::~SocketSession() = default;

std::set<std::string> SocketSession::topics_of(const std::any& state) const {
  std::set<std::string> names;
  if (!handler_.topics) return names;
  for (const Topic& topic : handler_.topics(state)) names.insert(topic.name());
  return names;
}

// ---- coming and going ---------------------------------------------------------------------------

// Ready is said behind what makes it so: what its client reads then, and what it is told, leave no
// gap.
void SocketSession::opened(std::shared_ptr<http::WebSocket> socket) {
  const auto self = shared_from_this();
  ++place_.counts->open;
  ++place_.counts->opened;
  socket_ = std::move(socket);
  place_.topics->follow(self, mounted_.route.app, topics_);
  place_.watch->add(self);
  socket_->send(framed(encode_message("ready", "")));
}

void SocketSession::closed() {
  const auto self = shared_from_this();
  --place_.counts->open;
  place_.watch->remove(*this);
  bool begin = false;
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    place_.topics->follow(self, mounted_.route.app, {});
    begin = !std::exchange(busy_, true);
  }
  if (!begin) return;
  place_.under_way->begin();
  next();
}

// What waits is not done any more: it would be in the name of somebody who may not.
void SocketSession::cut() {
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
    waiting_.clear();
    if (std::exchange(held_, false)) socket_->go_on();
  }
  socket_->close(not_who_they_were, "you are not who you were");
}

// ---- hearing ------------------------------------------------------------------------------------

void SocketSession::received(std::string text, bool is_text) {
  auto item = read(text, is_text);
  ++place_.counts->messages;
  bool begin = false;
  {
    const std::lock_guard lock(mutex_);
    if (over_) return;
    waiting_.push_back(std::move(item));
    if (waiting_.size() >= most_waiting && !held_) {
      held_ = true;
      ++place_.counts->held;
      socket_->hold();
    }
    begin = !std::exchange(busy_, true);
  }
  if (!begin) return;
  place_.under_way->begin();
  next();
}

// All that can be said of a message without a transaction.
std::shared_ptr<SocketSession::Item> SocketSession::read(const std::string& text,
                                                         bool is_text) const {
  auto item = std::make_shared<Item>();
  try {
    if (!is_text) throw binary_message;
    Envelope envelope = read_envelope(text);
    item->ref = std::move(envelope.ref);
    item->message = handler_.find(envelope.type);
    if (!item->message) throw unknown_message;
    Object in(*item->message->type);
    decode(*item->message->type, in.get(), text, {.enveloped = true});
    item->in = std::move(in);
  } catch (const Problem& problem) {
    item->refusal = Refusal{problem};
  } catch (const Refusal& refusal) {
    item->refusal = refusal;
  }
  return item;
}

// The next that waits; nullptr when there is none, and then this is busy no more, or it is leaving.
std::shared_ptr<SocketSession::Item> SocketSession::take(bool& leaving) {
  const std::lock_guard lock(mutex_);
  if (waiting_.empty()) {
    leaving = closed_ && !std::exchange(left_, closed_);
    if (!leaving) busy_ = false;
    return nullptr;
  }
  auto item = std::move(waiting_.front());
  waiting_.pop_front();
  if (held_ && waiting_.size() <= few_waiting) {
    held_ = false;
    socket_->go_on();
  }
  return item;
}

void SocketSession::next() {
  const auto self = shared_from_this();
  for (;;) {
    bool leaving = false;
    const auto item = take(leaving);
    if (leaving) return say_goodbye();
    if (!item) return place_.under_way->end();
    if (!item->refusal) return enter_lane(item);
    refuse(*item, *item->refusal);
  }
}

Cause SocketSession::cause(Timestamp now) const {
  return {.now = now,
          .actor = actor_,
          .trace = asked_.id,
          .sealer = mounted_.app->seal,
          .projections = mounted_.app->projections.get()};
}

void SocketSession::enter_lane(const std::shared_ptr<Item>& item) {
  const auto self = shared_from_this();
  auto done = [self, item](std::exception_ptr error) {
    self->finish(*item, std::move(error));
    self->next();
  };
  store::Database& database = *mounted_.app->database;
  if (item->message->lane == Lane::read) {
    auto work = [self, item](store::Connection& connection) {
      Read tx(connection, item->now, self->mounted_.app->projections.get());
      self->run(&tx, *item);
    };
    return database.read({.work = work, .done = done, .heavy = mounted_.route.heavy});
  }
  auto work = [self, item](store::Connection& connection) {
    Write tx(connection, self->cause(item->now));
    self->run(&tx, *item);
  };
  const std::string& whose = actor_.empty() ? caller_.origin.network : actor_;
  database.write({.work = work, .done = done, .principal = std::hash<std::string>{}(whose)});
}

// On a copy of the state: a run may be lost, and made again.
void SocketSession::run(void* tx, Item& item) const {
  item.state = state_;
  item.reply = item.message->call(tx, caller_, item.state, item.in.get());
  item.topics = topics_of(item.state);
}

// It follows what it is to follow before its client is told.
void SocketSession::finish(Item& item, std::exception_ptr error) {
  if (error) return refuse(item, refusal_of(error, mounted_, asked_));
  state_ = std::move(item.state);
  if (item.topics != topics_) {
    topics_ = std::move(item.topics);
    const std::lock_guard lock(mutex_);
    if (!closed_) place_.topics->follow(shared_from_this(), mounted_.route.app, topics_);
  }
  answer(item);
}

// ---- answering ----------------------------------------------------------------------------------

void SocketSession::answer(const Item& item) {
  if (item.message->reply) {
    socket_->send(framed(encode_message(item.message->reply_name, item.ref, *item.message->reply,
                                        item.reply.get())));
  } else if (!item.ref.empty()) {
    socket_->send(framed(encode_message("done", item.ref)));
  }
}

void SocketSession::refuse(const Item& item, const Refusal& refusal) {
  ++place_.counts->refused;
  socket_->send(framed(encode_error(item.ref, refusal, asked_.id)));
}

// Nobody hears whether that succeeds.
void SocketSession::say_goodbye() {
  if (!handler_.close) return next();
  const auto self = shared_from_this();
  auto work = [self, now = wall_clock()](store::Connection& connection) {
    Write tx(connection, self->cause(now));
    self->handler_.close(&tx, self->caller_, self->state_);
  };
  auto done = [self](std::exception_ptr error) {
    if (error) {
      const Refusal refusal = refusal_of(error, self->mounted_, self->asked_);
      log::warning("a socket was not closed as its app would",
                   {{"route", std::string_view(self->mounted_.route.name)},
                    {"problem", std::string_view(refusal.problem.code)}});
    }
    self->next();
  };
  mounted_.app->database->write({.work = work, .done = done});
}

}  // namespace stoa
