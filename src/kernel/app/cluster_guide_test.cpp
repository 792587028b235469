// What docs/guide-cluster.md has an app do, as it is: it compiles, and does what the page says.

#include <atomic>
#include <boost/json.hpp>

#include "kernel/cluster/cluster.h"
#include "kernel/testing/stoa.h"

namespace stoa::guide_cluster {
namespace {

using namespace std::chrono_literals;

class Desk : public Service {
 public:
  explicit Desk(const ServiceContext& context) : cluster_(context.cluster) {
    cluster_.news().listen("desk.bell", [this](std::string_view who) { ring(who); });
  }
  ~Desk() override { cluster_.news().listen("desk.bell", {}); }

  std::vector<std::string> come(const std::string& name, Timestamp now) {
    // Ten tries at once for each, then one every six seconds.
    const int wait = cluster_.limits().take("bell " + name, {.burst = 10, .every = 6s}, now);
    if (wait > 0) throw Refusal{.problem = problems::too_many_requests, .retry_after_s = wait};
    cluster_.leases().hold("desk 7", name, 30s);  // again before they are over
    cluster_.news().publish("desk.bell", name);
    cluster_.cache().keep("opening hours", "9 to 5", 10min);
    return cluster_.leases().present("desk 7");
  }

  std::string opening_hours() { return cluster_.cache().get("opening hours").value_or("unknown"); }
  int rings() const { return rings_; }

 private:
  void ring(std::string_view) { ++rings_; }

  cluster::Cluster& cluster_;
  std::atomic<int> rings_ = 0;
};

struct Visit {
  std::string name = {};
};
BOOST_DESCRIBE_STRUCT(Visit, (), (name))
struct AtDesk {
  std::vector<std::string> names = {};
  std::string open = {};
  std::int64_t rings = 0;
};
BOOST_DESCRIBE_STRUCT(AtDesk, (), (names, open, rings))

AtDesk visit(Task& task, const User&, const Visit& in) {
  Desk& desk = task.service<Desk>();
  return {desk.come(in.name, task.now()), desk.opening_hours(), desk.rings()};
}

App app() {
  static const std::vector<embedded::File> files;
  return App("guide", "A guide", files)
      .service([](const ServiceContext& context) -> std::unique_ptr<Service> {
        return std::make_unique<Desk>(context);
      })
      .post<&visit>("/visits", "Come to the desk", {problems::too_many_requests});
}

}  // namespace

TEST("cluster: the guide's desk knows who is there, rings its bell, and has enough at some time") {
  testing::Stoa stoa{app()};
  const auto ann = stoa.user();
  const auto come = [&](const char* name) {
    return ann.post("/api/guide/visits", {{"name", name}});
  };
  come("Bob").expect(201);
  const auto second = come("Ann");
  CHECK(second.expect(201).text("/names/0") == "Ann");
  CHECK(second.text("/names/1") == "Bob");
  CHECK(second.text("/open") == "9 to 5");
  CHECK(second.at("/rings") == 2);
  // However slowly this goes, tries come back more slowly.
  int refused = 0;
  for (int i = 0; i < 100 && refused == 0; ++i) refused = come("Ann").status() == 429;
  CHECK(refused == 1);
  come("Bob").expect(201);
}

}  // namespace stoa::guide_cluster
