// One connection to a Redis, from its making to its end: TCP or TLS, the greeting, commands in a
// pipeline and the messages between their answers (RESP3).
//
// Made by the Client; its thread alone. A connection that has ended is not used again.
#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "kernel/redis/address.h"
#include "kernel/redis/resp.h"

namespace stoa::redis {

struct Options {
  Address address = {};
  std::filesystem::path ca_file = {};       // whom to trust; empty: whom the system trusts
  std::chrono::milliseconds connect{2000};  // to connect, TLS included
  std::chrono::milliseconds answer{500};    // to a command: who takes longer is as good as away
};

// What came of a command, an error of the server's perhaps; nullopt when nothing did.
using Done = std::function<void(std::optional<Value>)>;

// What a connection tells its owner.
struct Events {
  std::function<void()> ready;                   // commands may be sent
  std::function<void(const Value&)> message;     // a push: "message", channel, text
  std::function<void(const std::string&)> over;  // and why; the last of all calls
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  // `options` and `tls` outlive it. It is ready once it has subscribed to `channels`.
  Connection(boost::asio::io_context& io, boost::asio::ssl::context& tls, const Options& options,
             Words channels, Events events);

  void open();
  // Queues a command; flush() sends what is queued. `done` is called once.
  void send(const Words& command, Done done);
  // The same for one channel of SUBSCRIBE or UNSUBSCRIBE, which a push answers.
  void subscribe(const Words& command);
  void flush();
  void close(const std::string& why);

 private:
  using Clock = std::chrono::steady_clock;
  using Error = boost::system::error_code;
  struct Waiting {
    Done done;
    Clock::time_point until;
    bool subscription;
  };

  void reach(const boost::asio::ip::tcp::resolver::results_type& places);
  void shake_hands();
  void greet();
  void expect_in_greeting(const Words& command, bool last);
  void queue(const Words& command, Done done, bool subscription);
  void read();
  void take(std::size_t bytes);
  void take(Value value);
  void watch(Clock::time_point due);
  void watch();
  void look_at_clock();
  template <typename Handler>
  auto guarded(Handler handler);

  const Options& options_;
  const Words channels_;
  Events events_;
  boost::asio::ip::tcp::resolver resolver_;
  boost::asio::ssl::stream<boost::asio::ip::tcp::socket> stream_;  // over plain TCP its inner layer
  boost::asio::steady_timer timer_;
  std::optional<Clock::time_point> armed_;
  Clock::time_point heard_ = {};
  bool connected_ = false, closed_ = false, writing_ = false, overdue_ = false;
  Reader reader_;
  std::array<char, 16 << 10> input_;
  std::string output_, on_its_way_;
  std::deque<Waiting> waiting_;
};

}  // namespace stoa::redis
