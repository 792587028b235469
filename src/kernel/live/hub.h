// Live changes: from the logs of all apps to the streams that may see what changed.
//
// Owned by the kernel, from open() to stop(). One thread follows the logs: for each piece of a log
// it asks every group of streams once, and sends all of a group the same bytes. Another one gives
// all streams a sign of life. Both sleep while there are no streams. That whoever is not who they
// were when they came is cut, is the Watch's.
#pragma once

#include <atomic>
#include <set>
#include <thread>

#include "kernel/auth/seal.h"
#include "kernel/live/group.h"
#include "kernel/live/shares.h"
#include "kernel/live/stream.h"
#include "kernel/store/log_follower.h"

namespace stoa::live {

// For /metrics; a snapshot.
struct Stats {
  std::uint64_t streams = 0, groups = 0;  // open now; lists that they are shown
  std::uint64_t opened = 0, refused = 0, probes = 0, told = 0, resyncs = 0;
};

struct HubOptions {
  struct App {
    std::string name;
    store::Database* database = nullptr;
  };
  std::vector<App> apps;
  const auth::Seal* seal = nullptr;
  std::shared_ptr<Watch> watch;
  std::shared_ptr<Shares> shares;
  std::chrono::milliseconds pace{40};  // between two looks at a log
};

class Hub : public std::enable_shared_from_this<Hub> {
 public:
  explicit Hub(HubOptions options);
  ~Hub() { stop(); }

  void start();
  void stop();

  // A stream that begins when its connection does. Throws Refusal: too_many_streams. `after`: the
  // id of the last event that the client has, or "". Any thread, as all below.
  std::shared_ptr<Stream> open(Who who, std::vector<Subscription> subscriptions,
                               std::string_view after);
  // Whether somebody is shown this list already, so that it is known that it can be.
  bool follows(std::size_t app, const std::string& key);

  void join(const std::shared_ptr<Stream>& stream);
  void leave(Stream& stream);

  Stats stats();

 private:
  using Found = store::LogFollower::Found;
  using Joining = std::pair<std::shared_ptr<Stream>, const Subscription*>;
  struct Followed {
    std::string position;  // "" while nobody follows; the follower's thread alone writes it
    std::map<std::string, std::shared_ptr<Group>> groups;
    std::vector<Joining> joining;
  };

  Found look(std::size_t app);
  void admit(std::size_t app);
  void admit(std::size_t app, const Joining& joining);
  Outcome catch_up(std::size_t app, const Group& group, const std::string& after);
  void ask(Group& group, const Changes& changes, const std::string& position);
  void tell(Group& group, const Outcome& outcome, const std::string& position);
  void tell(Stream& stream, const std::string& list, const Outcome& outcome);
  void end_group(Group& group);
  void send_ids();
  std::string id_of(const Stream& stream);
  std::string id_at(const Stream& stream, const std::string& position);
  std::vector<std::shared_ptr<Group>> groups_of(std::size_t app);
  bool has_nobody(std::size_t app);

  void look_after(const std::stop_token& stop);
  void send_heartbeats();

  const HubOptions options_;
  store::LogFollower follower_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::vector<Followed> apps_;  // guarded by mutex_, as all below
  std::set<std::shared_ptr<Stream>> streams_;
  std::vector<std::shared_ptr<Stream>> told_;
  Stats stats_;
  std::jthread caretaker_;
};

}  // namespace stoa::live
