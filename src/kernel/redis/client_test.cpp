#include "kernel/redis/client.h"

#include <condition_variable>
#include <future>

#include "kernel/http/test_certificate.h"
#include "kernel/redis/test_redis.h"
#include "kernel/testing/test.h"

namespace stoa::redis {
namespace {

using namespace std::chrono_literals;

// What a test waits for, for as long as a machine may hang.
template <typename Holds>
bool eventually(Holds holds) {
  for (int i = 0; i < 3000; ++i) {
    if (holds()) return true;
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

bool no_redis() {
  if (TestRedis::installed()) return false;
  MESSAGE("skipped: redis-server is not installed");
  return true;
}

// A machine that is busy with other things may take its time to answer.
Options patient(const std::string& url) {
  return {.address = parse_address(url), .answer = std::chrono::seconds(30)};
}

// A client that is connected.
struct Connected {
  explicit Connected(Options options) : client(std::move(options)) {
    client.start([this](std::string_view channel, std::string_view text) {
      const std::lock_guard lock(mutex);
      heard.push_back(std::string(channel) + ": " + std::string(text));
    });
    REQUIRE(eventually([&] { return client.stats().up; }));
  }
  explicit Connected(const TestRedis& redis) : Connected(patient(redis.url())) {}
  bool hears(const std::string& text) {
    return eventually([&] {
      const std::lock_guard lock(mutex);
      return std::find(heard.begin(), heard.end(), text) != heard.end();
    });
  }

  std::mutex mutex;
  std::vector<std::string> heard;
  Client client;
};

std::string text_of(const std::optional<Value>& value) { return value ? value->text : "(nothing)"; }

}  // namespace

TEST("redis: commands of many threads are answered, each with its own") {
  if (no_redis()) return;
  const TestRedis redis;
  Connected one(redis);
  CHECK(text_of(one.client.ask({"SET", "a", std::string("\r\n\0", 3)})) == "OK");
  CHECK(text_of(one.client.ask({"GET", "a"})) == std::string("\r\n\0", 3));
  std::atomic<int> right = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 200; ++i) {
        const std::string word = std::to_string(t * 1000 + i);
        if (text_of(one.client.ask({"ECHO", word})) == word) ++right;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(right == 800);
  CHECK(!one.client.troubled());
}

TEST("redis: an error is no answer, and is trouble for a while") {
  if (no_redis()) return;
  const TestRedis redis;
  Connected one(redis);
  CHECK(one.client.ask({"NO-SUCH-COMMAND"}) == std::nullopt);
  CHECK(one.client.troubled());
  CHECK(text_of(one.client.ask({"ECHO", "on"})) == "on");
}

TEST("redis: what is published is heard by who has subscribed, and by nobody else") {
  if (no_redis()) return;
  const TestRedis redis;
  Connected one(redis), two(redis);
  one.client.subscribe("news");
  one.client.subscribe("other");
  REQUIRE(eventually([&] { return two.client.ask({"PUBLISH", "other", "hello"})->integer == 1; }));
  CHECK(one.hears("other: hello"));
  two.client.send({"PUBLISH", "news", "late"});
  CHECK(one.hears("news: late"));
  one.client.unsubscribe("news");
  REQUIRE(eventually([&] {
    return two.client.ask({"PUBLISH", "news", "too late"})->integer == 0;
  }));
  CHECK(two.heard.empty());
}

TEST("redis: a Redis that goes is away at once, and found again with its subscriptions") {
  if (no_redis()) return;
  TestRedis redis;
  Connected one(redis);
  one.client.subscribe("news");
  redis.stop();
  CHECK(eventually([&] { return !one.client.stats().up; }));
  CHECK(one.client.troubled());
  CHECK(one.client.ask({"PING"}) == std::nullopt);
  std::promise<bool> failed;
  one.client.send({"PING"}, [&](std::optional<Value> value) { failed.set_value(!value); });
  CHECK(failed.get_future().get());
  redis.start();
  CHECK(eventually([&] { return one.client.stats().up; }));
  CHECK(one.client.ask({"PUBLISH", "news", "again"})->integer == 1);
  CHECK(one.hears("news: again"));
}

TEST("redis: a Redis that hangs is away, asked or not, until it goes on") {
  if (no_redis()) return;
  const TestRedis redis;
  const Options impatient{.address = parse_address(redis.url())};
  Connected asked(impatient), silent(impatient);
  redis.freeze();
  CHECK(asked.client.ask({"PING"}) == std::nullopt);
  CHECK(eventually([&] { return !asked.client.stats().up && !silent.client.stats().up; }));
  redis.thaw();
  CHECK(eventually([&] { return asked.client.stats().up && silent.client.stats().up; }));
  CHECK(eventually([&] { return text_of(asked.client.ask({"ECHO", "on"})) == "on"; }));
}

TEST("redis: a password and a database are told before anything else") {
  if (no_redis()) return;
  const TestRedis redis({"--requirepass", "p@ss"});
  Options options = patient("redis://:p%40ss@127.0.0.1:" + std::to_string(redis.port()) + "/3");
  {
    Connected one(options);
    CHECK(text_of(one.client.ask({"SET", "a", "in three"})) == "OK");
  }
  options.address.database = 0;
  {
    Connected other(options);
    CHECK(other.client.ask({"GET", "a"})->kind == Value::Kind::null);
  }
  options.address.password = "wrong";
  Client refused(options);
  refused.start([](auto, auto) {});
  std::this_thread::sleep_for(100ms);
  CHECK(refused.stats().connects == 0);
}

TEST("redis: over TLS, with a certificate that is the server's and trusted") {
  if (no_redis()) return;
  const http::TestCertificate certificate("localhost"), another("localhost");
  const TestRedis redis({"--tls-cert-file", certificate.certificate().string(), "--tls-key-file",
                         certificate.key().string(), "--tls-auth-clients", "no"},
                        true);
  Options options = patient("rediss://localhost:" + std::to_string(redis.port()));
  options.ca_file = certificate.certificate();
  {
    Connected one(options);
    one.client.subscribe("news");
    REQUIRE(eventually([&] { return one.client.ask({"PUBLISH", "news", "safe"})->integer == 1; }));
    CHECK(one.hears("news: safe"));
    CHECK(text_of(one.client.ask({"ECHO", std::string(100'000, 'x')})).size() == 100'000);
  }
  Options stranger = options, misnamed = options;
  stranger.ca_file = another.certificate();
  misnamed.address.host = "127.0.0.1";
  for (const Options& wrong : {stranger, misnamed}) {
    Client refused(wrong);
    refused.start([](auto, auto) {});
    std::this_thread::sleep_for(150ms);
    CHECK(refused.stats().connects == 0);
  }
  Options unreadable = options;
  unreadable.ca_file = "/no/such/file";
  CHECK_THROWS_AS(Client{unreadable}, std::runtime_error);
}

TEST("redis: what is under way when the client goes is answered") {
  if (no_redis()) return;
  const TestRedis redis;
  std::atomic<int> answered = 0;
  {
    Connected one(redis);
    redis.freeze();
    for (int i = 0; i < 50; ++i) one.client.send({"PING"}, [&](auto) { ++answered; });
  }
  CHECK(answered == 50);
  redis.thaw();
}

}  // namespace stoa::redis
