#include "kernel/live/topics.h"

#include "kernel/store/store_testing.h"
#include "kernel/testing/test.h"

namespace stoa::live {
namespace {

using store::testing::Outcomes;
using Strings = std::vector<std::string>;

// Hears, and waits for what it heard.
class Listening : public Ear {
 public:
  void hear(const http::WsMessage& message) override {
    const std::lock_guard lock(mutex_);
    const std::string& frame = *message.plain();
    heard_.push_back(frame.substr(2));  // behind a short frame's head
    changed_.notify_all();
  }
  Strings wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return heard_.size() >= count; });
    return heard_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  Strings heard_;
};

// Two apps of one process.
struct Process {
  store::testing::TempFolder folder;
  store::ReadPool pool;
  store::SqliteDatabase talk{{.file = folder / "talk.db"}, pool, {}};
  store::SqliteDatabase shop{{.file = folder / "shop.db"}, pool, {}};
  cluster::LocalFanout fanout;
  Topics topics{fanout, {{"talk", &talk}, {"shop", &shop}}};

  Process() { topics.start(); }
  static void push(store::Database& database, const std::string& topic, const std::string& text) {
    database.write_now([&](store::Connection& connection) { connection.push(topic, text); });
  }
};

}  // namespace

TEST("topics: news of a commit reach who follows the topic of that app, in their order") {
  Process process;
  const auto ear = std::make_shared<Listening>(), other = std::make_shared<Listening>();
  process.topics.follow(ear, "talk", {"hall", "room/1"});
  process.topics.follow(other, "shop", {"hall"});
  for (int i = 0; i < 50; ++i) process.push(process.talk, i % 2 ? "hall" : "room/1", "n");
  process.push(process.talk, "room/2", "of another room");
  process.push(process.shop, "hall", "of another app");
  process.push(process.talk, "hall", "the last");
  const Strings heard = ear->wait_for(51);
  CHECK(heard.size() == 51);
  CHECK(heard.back() == "the last");
  CHECK(other->wait_for(1) == Strings{"of another app"});
  CHECK(process.topics.stats().told == 52);
}

TEST("topics: of what was not committed nobody is told, whoever shares its commit") {
  Process process;
  const auto ear = std::make_shared<Listening>();
  process.topics.follow(ear, "talk", {"hall"});
  Outcomes outcomes;
  for (const bool fails : {false, true, false}) {
    auto work = [fails](store::Connection& connection) {
      connection.push("hall", fails ? "never" : "yes");
      if (fails) throw Refusal{stoa::problems::not_found};
    };
    process.talk.write({.work = work, .done = outcomes.done()});
  }
  outcomes.wait();
  process.push(process.talk, "hall", "the last");
  CHECK(ear->wait_for(3) == Strings{"yes", "yes", "the last"});
}

TEST("topics: whoever follows something else hears nothing of what was before") {
  Process process;
  const auto ear = std::make_shared<Listening>();
  process.topics.follow(ear, "talk", {"room/1"});
  process.topics.follow(ear, "talk", {"room/2"});
  process.push(process.talk, "room/1", "gone from here");
  process.push(process.talk, "room/2", "here");
  CHECK(ear->wait_for(1) == Strings{"here"});
  process.topics.follow(ear, "talk", {});
  process.topics.stop();
  process.push(process.talk, "room/2", "to nobody");
  CHECK(ear->wait_for(1) == Strings{"here"});
}

TEST("topics: what another process sends and nobody understands is nothing") {
  Process process;
  const auto ear = std::make_shared<Listening>();
  process.topics.follow(ear, "talk", {"hall", ""});
  for (const char* packed : {"", ":", "4:hal", "99999999:hall", "x:hall", "4:hall", "-1:hall no"})
    process.fanout.publish("push.talk", packed);
  process.fanout.publish("push.talk", "4:hallyes");
  CHECK(ear->wait_for(1) == Strings{"yes"});
}

TEST("topics: many follow, leave and are told at once") {
  Process process;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      for (int round = 0; round < 50; ++round) {
        const auto ear = std::make_shared<Listening>();
        process.topics.follow(ear, "talk", {"hall", "room/" + std::to_string(i)});
        process.push(process.talk, "room/" + std::to_string(i), "n");
        ear->wait_for(1);
        process.topics.follow(ear, "talk", {});
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(process.topics.stats().pushed == 200);
  CHECK(process.topics.stats().lost == 0);
}

}  // namespace stoa::live
