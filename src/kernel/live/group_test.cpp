#include "kernel/live/group.h"

#include <algorithm>

#include "kernel/model/codec.h"
#include "kernel/testing/test.h"

namespace stoa::live {
namespace {

Uuid id_of(int n) { return make_uuid_v7({n * 1000}); }

// Shows what a test puts into it.
struct Shelf : List {
  std::vector<Row> rows(const std::vector<Uuid>& ids) const override {
    asked.push_back(ids.size());
    if (broken) throw Refusal{problems::overloaded};
    std::vector<Row> all;
    for (const Uuid& id : ids)
      if (std::find(shown.begin(), shown.end(), id) != shown.end()) all.push_back({id, "{}"});
    return all;
  }
  std::vector<Uuid> ids(std::size_t most) const override {
    return {shown.begin(), shown.begin() + static_cast<long>(std::min(most, shown.size()))};
  }
  std::vector<Uuid> shown;
  bool broken = false;
  mutable std::vector<std::size_t> asked;
};

struct Watched {
  explicit Watched(int rows = 0) {
    for (int i = 0; i < rows; ++i) shelf->shown.push_back(id_of(i));
    group.load();
  }
  Outcome changed(const std::vector<Uuid>& ids, bool only_stored = false) {
    Changes changes;
    for (const Uuid& id : ids) changes[id].only_stored = only_stored;
    return group.look(changes);
  }
  std::shared_ptr<Shelf> shelf = std::make_shared<Shelf>();
  Group group{Subscription{"list", 0, "things", "key", shelf}};
};

store::LogRow change(const Uuid& id, std::string operation) {
  return {.kind = "change", .key = to_string(id), .entity = "things", .operation = operation};
}

}  // namespace

TEST("live: what leaves a list is gone for those who were shown it, once") {
  Watched list(2);
  const Uuid first = list.shelf->shown[0], second = list.shelf->shown[1];
  CHECK(list.changed({first}).changed.size() == 1);
  list.shelf->shown = {second};
  const Outcome outcome = list.changed({first, second});
  CHECK(outcome.gone == std::vector<Uuid>{first});
  CHECK(outcome.changed.size() == 1);
  CHECK_FALSE(outcome.resync);
  CHECK(list.changed({first}).empty());
}

TEST("live: of a record that a list never showed nobody is told, whatever becomes of it") {
  Watched list(1);
  const Uuid hidden = id_of(7);
  CHECK(list.changed({hidden}, true).empty());
  CHECK(list.changed({hidden}).empty());
  list.shelf->shown.push_back(hidden);
  CHECK(list.changed({hidden}).changed.size() == 1);
  list.shelf->shown.pop_back();
  CHECK(list.changed({hidden}).gone.size() == 1);
}

TEST("live: of a list too long to be remembered, what leaves it makes it be read again") {
  Watched list(Group::most_known + 1);
  const Uuid first = list.shelf->shown[0];
  list.shelf->shown.erase(list.shelf->shown.begin());
  const Outcome outcome = list.changed({first});
  CHECK(outcome.gone.empty());
  CHECK(outcome.resync);
  CHECK_FALSE(list.changed({id_of(5000)}, true).resync);  // what has just come nobody had seen
}

TEST("live: a list is asked for a page at a time, and a look that failed is made again") {
  Watched list(250);
  std::vector<Uuid> all = list.shelf->shown;
  list.shelf->shown.clear();
  list.shelf->broken = true;
  CHECK_THROWS_AS(list.changed(all), Refusal);
  list.shelf->broken = false;
  list.shelf->asked.clear();
  CHECK(list.changed(all).gone.size() == 250);
  CHECK(list.shelf->asked == std::vector<std::size_t>{100, 100, 50});
}

TEST("live: who was away is told of what is shown, and of what may have gone that it must look") {
  Watched list(1);
  const Uuid shown = list.shelf->shown[0], hidden = id_of(7);
  CHECK(list.group.look_back({{shown, {}}}).changed.size() == 1);
  CHECK_FALSE(list.group.look_back({{hidden, {.only_stored = true}}}).resync);
  const Outcome outcome = list.group.look_back({{hidden, {.only_stored = false}}});
  CHECK(outcome.resync);
  CHECK(outcome.gone.empty());
}

TEST("live: a record that was stored and changed may have been seen between the two") {
  const Uuid one = id_of(1), two = id_of(2);
  const auto changes = changes_of({change(one, "insert"),
                                   change(two, "insert"),
                                   change(two, "update"),
                                   {.kind = "event", .key = "x"}});
  REQUIRE(changes.size() == 1);
  const Changes& things = changes.at("things");
  CHECK(things.at(one).only_stored);
  CHECK_FALSE(things.at(two).only_stored);
}

}  // namespace stoa::live
