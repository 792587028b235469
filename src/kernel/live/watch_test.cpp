#include "kernel/live/watch.h"

#include <set>

#include "kernel/testing/test.h"

namespace stoa::live {
namespace {

using namespace std::chrono_literals;

// Everybody is who they say, until it is told otherwise.
class Doorman : public Authenticator {
 public:
  void authenticate(const Credentials& credentials, Found found) override {
    const std::lock_guard lock(mutex_);
    if (away_) return found({}, Refusal{stoa::problems::unavailable});
    found(gone_.contains(credentials.secret) ? Principal{} : principal_of(credentials), {});
  }
  void look_again(const std::vector<Credentials>& all, FoundOne found) override {
    {
      const std::lock_guard lock(mutex_);
      asked_.push_back(all.size());
      changed_.notify_all();
    }
    Authenticator::look_again(all, found);
  }
  static Principal principal_of(const Credentials& credentials) {
    return {.credential = credentials.kind, .roles = {credentials.secret}};
  }
  void end(const std::string& secret) {
    const std::lock_guard lock(mutex_);
    gone_.insert(secret);
  }
  void be_away(bool away) {
    const std::lock_guard lock(mutex_);
    away_ = away;
  }
  // How many it was asked about, in each of the next questions.
  std::vector<std::size_t> wait_for_questions(std::size_t count) {
    std::unique_lock lock(mutex_);
    asked_.clear();
    changed_.wait(lock, [&] { return asked_.size() >= count; });
    return asked_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::set<std::string> gone_;
  std::vector<std::size_t> asked_;
  bool away_ = false;
};

struct Visitor : Guest {
  using Guest::Guest;
  void cut() override { was_cut = true; }
  std::atomic<bool> was_cut = false;
};

struct Hall {
  Doorman doorman;
  std::shared_ptr<Watch> watch = std::make_shared<Watch>(&doorman, 2ms);
  Hall() { watch->start(); }
  ~Hall() { watch->stop(); }

  std::shared_ptr<Visitor> enter(const std::string& secret) {
    const Credentials shown{Credential::token, secret};
    const auto visitor = std::make_shared<Visitor>(
        Who{.credentials = shown, .principal = Doorman::principal_of(shown)});
    watch->add(visitor);
    return visitor;
  }
};

}  // namespace

TEST("watch: all callers are one question, each of them once") {
  Hall hall;
  std::vector<std::shared_ptr<Visitor>> all;
  for (int i = 0; i < 60; ++i) all.push_back(hall.enter("caller " + std::to_string(i % 20)));
  const auto asked = hall.doorman.wait_for_questions(3);
  CHECK(asked[1] == 20);
  CHECK(asked[2] == 20);
}

TEST("watch: who is not who they were is cut wherever they are connected, and nobody else") {
  Hall hall;
  const auto ann = hall.enter("ann"), ann_too = hall.enter("ann"), bob = hall.enter("bob");
  hall.doorman.wait_for_questions(2);
  CHECK_FALSE(ann->was_cut);
  hall.doorman.end("ann");
  while (hall.watch->cut() < 2) std::this_thread::yield();
  CHECK(ann->was_cut);
  CHECK(ann_too->was_cut);
  CHECK_FALSE(bob->was_cut);
  CHECK(hall.doorman.wait_for_questions(2)[1] == 1);  // they are watched no more
}

TEST("watch: while nobody can say who somebody is, they stay") {
  Hall hall;
  hall.doorman.be_away(true);
  const auto ann = hall.enter("ann");
  hall.doorman.end("ann");
  hall.doorman.wait_for_questions(3);
  CHECK_FALSE(ann->was_cut);
  hall.doorman.be_away(false);
  while (hall.watch->cut() < 1) std::this_thread::yield();
  CHECK(ann->was_cut);
}

TEST("watch: who showed nothing is not asked about, and who has left neither") {
  Hall hall;
  const auto nobody = std::make_shared<Visitor>(Who{});
  hall.watch->add(nobody);
  const auto ann = hall.enter("ann"), bob = hall.enter("bob");
  hall.watch->remove(*bob);
  CHECK(hall.doorman.wait_for_questions(2)[1] == 1);
}

}  // namespace stoa::live
