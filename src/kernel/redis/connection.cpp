#include "kernel/redis/connection.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/write.hpp>

namespace stoa::redis {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using boost::asio::ip::tcp;

constexpr auto silence = 1s;  // of our own; then it is asked whether it is still there
constexpr auto grace = 50ms;  // for an answer that lies here unread
constexpr std::size_t most_waiting = 10'000, most_output = 8 << 20;

}  // namespace

Connection::Connection(asio::io_context& io, asio::ssl::context& tls, const Options& options,
                       Words channels, Events events)
    : options_(options),
      channels_(std::move(channels)),
      events_(std::move(events)),
      resolver_(io),
      stream_(io, tls),
      timer_(io) {}

// What comes back after the end is of no interest, but must find this still there.
template <typename Handler>
auto Connection::guarded(Handler handler) {
  return [self = shared_from_this(), handler](const Error& error, auto&&... more) {
    if (self->closed_) return;
    if (error) return self->close(error.message());
    handler(more...);
  };
}

// ---- beginning ----------------------------------------------------------------------------------

void Connection::open() {
  watch(Clock::now() + options_.connect);
  const std::string& host = options_.address.host;
  Error error;
  const auto address = asio::ip::make_address(host, error);
  if (!error) {
    const tcp::endpoint place(address, options_.address.port);
    return reach(tcp::resolver::results_type::create(place, host, ""));
  }
  resolver_.async_resolve(host, std::to_string(options_.address.port),
                          tcp::resolver::numeric_service,
                          guarded([this](const auto& places) { reach(places); }));
}

void Connection::reach(const tcp::resolver::results_type& places) {
  asio::async_connect(stream_.next_layer(), places, guarded([this](const auto&) {
                        Error ignored;
                        stream_.next_layer().set_option(tcp::no_delay(true), ignored);
                        options_.address.tls ? shake_hands() : greet();
                      }));
}

void Connection::shake_hands() {
  const std::string& host = options_.address.host;
  Error error;
  asio::ip::make_address(host, error);
  const bool named = static_cast<bool>(error);
  if (named && !SSL_set_tlsext_host_name(stream_.native_handle(), host.c_str()))
    return close("the name of the server cannot be sent");
  stream_.set_verify_callback(asio::ssl::host_name_verification(host));
  stream_.async_handshake(asio::ssl::stream_base::client, guarded([this] { greet(); }));
}

// Says who we are and which protocol; PING is the first that a server refuses which is still
// reading its data in.
void Connection::greet() {
  connected_ = true;
  armed_.reset();
  read();
  const Address& at = options_.address;
  Words hello = {"HELLO", "3"};
  if (!at.password.empty())
    hello.insert(hello.end(), {"AUTH", at.user.empty() ? "default" : at.user, at.password});
  hello.insert(hello.end(), {"SETNAME", "stoa"});
  expect_in_greeting(hello, false);
  if (at.database != 0) expect_in_greeting({"SELECT", std::to_string(at.database)}, false);
  for (const std::string& channel : channels_) subscribe({"SUBSCRIBE", channel});
  expect_in_greeting({"PING"}, true);
  flush();
}

void Connection::expect_in_greeting(const Words& command, bool last) {
  auto done = [this, name = command[0], last](std::optional<Value> value) {
    if (!value || closed_) return;
    if (value->kind == Value::Kind::error) {
      const std::string code = error_code(*value);
      const bool old = name == "HELLO" && (code == "ERR" || code == "NOPROTO");
      return close(old ? "it knows no RESP3: Redis 6 or newer is needed"
                       : "it answers " + name + " with " + code);
    }
    if (last) events_.ready();
  };
  send(command, done);
}

// ---- commands -----------------------------------------------------------------------------------

void Connection::send(const Words& command, Done done) { queue(command, std::move(done), false); }

void Connection::subscribe(const Words& command) { queue(command, {}, true); }

void Connection::queue(const Words& command, Done done, bool subscription) {
  if (closed_ || waiting_.size() >= most_waiting || output_.size() >= most_output) {
    if (done) done(std::nullopt);
    return;
  }
  encode(command, output_);
  waiting_.push_back({std::move(done), Clock::now() + options_.answer, subscription});
  watch();
}

void Connection::flush() {
  if (closed_ || writing_ || output_.empty()) return;
  writing_ = true;
  on_its_way_.clear();
  on_its_way_.swap(output_);
  auto written = guarded([this](std::size_t) {
    writing_ = false;
    flush();
  });
  if (options_.address.tls)
    asio::async_write(stream_, asio::buffer(on_its_way_), std::move(written));
  else
    asio::async_write(stream_.next_layer(), asio::buffer(on_its_way_), std::move(written));
}

// ---- answers ------------------------------------------------------------------------------------

void Connection::read() {
  auto got = guarded([this](std::size_t bytes) { take(bytes); });
  if (options_.address.tls)
    stream_.async_read_some(asio::buffer(input_), std::move(got));
  else
    stream_.next_layer().async_read_some(asio::buffer(input_), std::move(got));
}

void Connection::take(std::size_t bytes) {
  heard_ = Clock::now();
  try {
    reader_.feed({input_.data(), bytes});
    while (!closed_) {
      auto value = reader_.next();
      if (!value) break;
      take(std::move(*value));
    }
  } catch (const ProtocolError& error) {
    return close(std::string("it does not speak RESP: ") + error.what());
  }
  if (!closed_) read();
}

// Answers come in the order of their commands. SUBSCRIBE is answered by a push in that order, or by
// an error like any other command.
void Connection::take(Value value) {
  if (value.kind == Value::Kind::push) {
    if (value.items.empty()) return;
    if (value.items[0].text == "message") return events_.message(value);
    const bool answers = value.items[0].text == "subscribe" || value.items[0].text == "unsubscribe";
    if (!answers) return;
  }
  const bool push = value.kind == Value::Kind::push;
  if (waiting_.empty() || (push && !waiting_.front().subscription))
    return close("it says what nobody asked");
  Waiting answered = std::move(waiting_.front());
  waiting_.pop_front();
  overdue_ = false;
  if (answered.subscription && !push)
    return close("it answers SUBSCRIBE with " + error_code(value));
  if (answered.done) answered.done(std::move(value));
}

// ---- time, and the end --------------------------------------------------------------------------

void Connection::watch(Clock::time_point due) {
  if (armed_ && *armed_ <= due) return;  // it looks again then
  armed_ = due;
  timer_.expires_at(due);
  timer_.async_wait([self = shared_from_this()](const Error& error) {
    if (error || self->closed_) return;
    self->armed_.reset();
    self->look_at_clock();
  });
}

void Connection::watch() {
  watch(waiting_.empty() ? std::max(heard_, Clock::now() - silence) + silence
                         : waiting_.front().until);
}

void Connection::look_at_clock() {
  if (!connected_) return close("it does not answer");
  const auto now = Clock::now();
  if (waiting_.empty() && now - heard_ >= silence) {
    send({"PING"}, {});
    flush();
  }
  if (waiting_.empty() || waiting_.front().until > now) return watch();
  // This process itself may have been held up: what lies in the socket is read first.
  if (overdue_) return close("it does not answer");
  overdue_ = true;
  watch(now + grace);
}

void Connection::close(const std::string& why) {
  if (closed_) return;
  const auto self = shared_from_this();
  closed_ = true;
  Error ignored;
  timer_.cancel();
  resolver_.cancel();
  stream_.next_layer().close(ignored);
  for (Waiting& one : std::exchange(waiting_, {}))
    if (one.done) one.done(std::nullopt);
  events_.over(why);
}

}  // namespace stoa::redis
