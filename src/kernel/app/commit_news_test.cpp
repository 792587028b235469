#include "kernel/app/commit_news.h"

#include <algorithm>
#include <atomic>

#include "kernel/testing/test.h"

namespace stoa {
namespace {

// Its signals are all that is asked of it.
class SilentDatabase final : public store::Database {
 public:
  void write(store::WriteJob) override {}
  void read(store::ReadJob) override {}
  store::Dialect dialect() const override { return store::Dialect::postgres; }
  store::DatabaseStats stats() const override { return {}; }
};

// The other processes: what they are told, and what they tell.
class Others final : public cluster::Fanout {
 public:
  void publish(std::string_view channel, std::string_view) override { FAIL(channel); }
  void publish_to_others(std::string_view channel, std::string_view) override {
    const std::lock_guard lock(mutex_);
    told_.emplace_back(channel);
    changed_.notify_all();
  }
  void listen(const std::string& channel, Receive receive) override {
    here_.listen(channel, std::move(receive));
  }
  void tell(std::string_view channel) { here_.publish(channel, ""); }
  std::size_t wait_for(const std::string& channel) {
    std::unique_lock lock(mutex_);
    const auto count = [&] { return std::count(told_.begin(), told_.end(), channel); };
    changed_.wait(lock, [&] { return count() > 0; });
    return told_.size();
  }
  std::size_t told() {
    const std::lock_guard lock(mutex_);
    return told_.size();
  }

 private:
  cluster::LocalFanout here_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> told_;
};

struct TwoApps {
  TwoApps() {
    for (const char* name : {"library", "shop"}) {
      MountedApp& app = apps.emplace_back(App(name, name, {}));
      app.database = std::make_unique<SilentDatabase>();
    }
  }
  store::Signals& signals(std::size_t app) { return apps[app].database->signals(); }
  std::deque<MountedApp> apps;
  Others others;
};

}  // namespace

TEST("commit news: the others are told whose log and whose jobs a commit brought") {
  TwoApps site;
  CommitNews news(site.apps, site.others);
  site.signals(0).log.tell();
  CHECK(site.others.wait_for("log.library") == 1);
  site.signals(1).jobs.tell();
  CHECK(site.others.wait_for("jobs.shop") == 2);
}

TEST("commit news: many commits at once are told of together") {
  TwoApps site;
  CommitNews news(site.apps, site.others);
  for (int i = 0; i < 100'000; ++i) site.signals(0).log.tell();
  site.signals(1).jobs.tell();
  site.others.wait_for("jobs.shop");
  CHECK(site.others.told() < 10'000);
}

TEST("commit news: what another tells is heard here, and not told again") {
  TwoApps site;
  std::atomic<int> heard = 0;
  site.signals(0).log.listen(&heard, [&] { ++heard; });
  {
    CommitNews news(site.apps, site.others);
    site.others.tell("log.library");
    site.others.tell("jobs.library");
    site.others.tell("log.shop");
    CHECK(heard == 1);
    site.signals(1).jobs.tell();
    CHECK(site.others.wait_for("jobs.shop") == 1);
  }
  site.others.tell("log.library");
  site.signals(0).log.tell();
  CHECK(heard == 2);
  CHECK(site.others.told() == 1);
}

TEST("commit news: commits and news may come while it ends") {
  TwoApps site;
  std::atomic<bool> over = false;
  std::thread committing([&] {
    while (!over) site.signals(0).log.tell();
  });
  std::thread telling([&] {
    while (!over) site.others.tell("log.library");
  });
  for (int i = 0; i < 50; ++i) CommitNews(site.apps, site.others);
  over = true;
  committing.join();
  telling.join();
}

}  // namespace stoa
