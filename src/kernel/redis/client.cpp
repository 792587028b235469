#include "kernel/redis/client.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <condition_variable>
#include <stdexcept>

#include "kernel/observe/log.h"

namespace stoa::redis {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;

constexpr auto least_backoff = 50ms, most_backoff = 2000ms;
constexpr auto steady_after = 5s;  // a connection that lasted this long had no fault of its own
constexpr auto troubled_for = 10s, refusals_said_every = 60s;
constexpr std::size_t most_queued = 10'000;

}  // namespace

Client::Client(Options options)
    : options_(std::move(options)),
      tls_(asio::ssl::context::tls_client),
      work_(io_.get_executor()),
      retry_(io_) {
  if (!options_.address.tls) return;
  SSL_CTX_set_min_proto_version(tls_.native_handle(), TLS1_2_VERSION);
  tls_.set_verify_mode(asio::ssl::verify_peer);
  boost::system::error_code error;
  if (options_.ca_file.empty())
    tls_.set_default_verify_paths(error);
  else
    tls_.load_verify_file(options_.ca_file.string(), error);
  if (error)
    throw std::runtime_error("the authorities for Redis cannot be read: " +
                             options_.ca_file.string());
}

void Client::start(Message message) {
  message_ = std::move(message);
  asio::post(io_, [this] { connect(); });
  thread_ = std::thread([this] { io_.run(); });
}

void Client::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  asio::post(io_, [this] {
    if (connection_) connection_->close("the process ends");
    io_.stop();
  });
  if (thread_.joinable()) thread_.join();
  std::vector<Queued> left;
  {
    const std::lock_guard lock(mutex_);
    left.swap(queue_);
  }
  for (Queued& one : left)
    if (one.done) one.done(std::nullopt);
}

// ---- any thread ---------------------------------------------------------------------------------

void Client::send(Words command, Done done) {
  {
    const std::lock_guard lock(mutex_);
    if (up_ && !stopping_ && queue_.size() < most_queued) {
      queue_.push_back({std::move(command), std::move(done)});
      if (queue_.size() == 1) asio::post(io_, [this] { work_off(); });
      return;
    }
  }
  ++failed_;
  if (done) done(std::nullopt);
}

std::optional<Value> Client::ask(Words command) {
  struct Answer {
    std::mutex mutex;
    std::condition_variable came;
    bool there = false;
    std::optional<Value> value;
  };
  const auto answer = std::make_shared<Answer>();
  send(std::move(command), [answer](std::optional<Value> value) {
    const std::lock_guard lock(answer->mutex);
    answer->value = std::move(value);
    answer->there = true;
    answer->came.notify_one();
  });
  std::unique_lock lock(answer->mutex);
  answer->came.wait_for(lock, 2 * options_.answer, [&] { return answer->there; });
  if (answer->value && answer->value->kind == Value::Kind::error) return std::nullopt;
  return answer->value;
}

void Client::subscribe(const std::string& channel) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || !channels_.insert(channel).second) return;
  }
  asio::post(io_, [this, channel] {
    if (!up_) return;
    connection_->subscribe({"SUBSCRIBE", channel});
    connection_->flush();
  });
}

void Client::unsubscribe(const std::string& channel) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || channels_.erase(channel) == 0) return;
  }
  asio::post(io_, [this, channel] {
    if (!up_) return;
    connection_->subscribe({"UNSUBSCRIBE", channel});
    connection_->flush();
  });
}

bool Client::troubled() const {
  return !up_ || Clock::now() < Clock::time_point(Clock::duration(refused_)) + troubled_for;
}

Stats Client::stats() const {
  return {.up = up_,
          .connects = connects_,
          .commands = commands_,
          .failed = failed_,
          .messages = messages_};
}

// ---- the client's thread ------------------------------------------------------------------------

void Client::connect() {
  greeted_ = channels();
  connection_ =
      std::make_shared<Connection>(io_, tls_, options_, greeted_,
                                   Events{.ready = [this] { connected(); },
                                          .message = [this](const Value& push) { told(push); },
                                          .over = [this](const std::string& why) { lost(why); }});
  connection_->open();
}

void Client::connected() {
  ++connects_;
  up_since_ = Clock::now();
  {
    const std::lock_guard lock(mutex_);
    up_ = true;
  }
  // Those that came while it was greeted.
  for (const std::string& channel : channels()) {
    if (std::find(greeted_.begin(), greeted_.end(), channel) == greeted_.end())
      connection_->subscribe({"SUBSCRIBE", channel});
  }
  connection_->flush();
  note_change(true, "");
}

Words Client::channels() const {
  const std::lock_guard lock(mutex_);
  return {channels_.begin(), channels_.end()};
}

void Client::lost(const std::string& why) {
  bool stopping = false;
  {
    const std::lock_guard lock(mutex_);
    up_ = false;
    stopping = stopping_;
  }
  work_off();
  if (stopping) return;
  note_change(false, why);
  if (up_since_ && Clock::now() - *up_since_ > steady_after) backoff_ = 0ms;
  up_since_.reset();
  backoff_ = std::clamp<std::chrono::milliseconds>(backoff_ * 2, least_backoff, most_backoff);
  // Not all processes of a site at the same moment.
  const auto least = backoff_.count() / 2;
  retry_.expires_after(std::chrono::milliseconds(
      std::uniform_int_distribution<std::int64_t>(least, backoff_.count())(random_)));
  retry_.async_wait([this](const boost::system::error_code& error) {
    if (!error) connect();
  });
}

void Client::work_off() {
  std::vector<Queued> queue;
  {
    const std::lock_guard lock(mutex_);
    queue.swap(queue_);
  }
  for (Queued& one : queue) send_now(std::move(one));
  if (up_) connection_->flush();
}

void Client::send_now(Queued one) {
  ++commands_;
  auto done = [this, done = std::move(one.done)](std::optional<Value> value) {
    const bool refused = value && value->kind == Value::Kind::error;
    if (!value || refused) ++failed_;
    if (refused) note_refusal(*value);
    if (done) done(std::move(value));
  };
  if (!up_) return done(std::nullopt);
  connection_->send(one.command, std::move(done));
}

// A server that was the first and now only follows another says READONLY: by its name the new first
// may be found.
void Client::note_refusal(const Value& error) {
  const std::string code = error_code(error);
  const auto now = Clock::now();
  refused_ = now.time_since_epoch().count();
  if (!refusal_said_ || now - *refusal_said_ > refusals_said_every) {
    refusal_said_ = now;
    log::warning("Redis refuses commands: each process goes on by itself",
                 {{"code", std::string_view(code)}});
  }
  if (code == "READONLY") connection_->close("it answers READONLY");
}

void Client::note_change(bool up, const std::string& why) {
  if (said_up_ == up) return;
  said_up_ = up;
  const std::string at = options_.address.shown();
  if (up)
    log::info("Redis is there", {{"at", std::string_view(at)}});
  else
    log::warning("Redis is away: each process goes on by itself",
                 {{"at", std::string_view(at)}, {"why", std::string_view(why)}});
}

void Client::told(const Value& push) {
  ++messages_;
  if (push.items.size() == 3) message_(push.items[1].text, push.items[2].text);
}

}  // namespace stoa::redis
