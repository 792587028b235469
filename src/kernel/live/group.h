// All the streams that are shown the same list: asked about once for all of them.
//
// Owned by the Hub. The follower's thread alone looks at the list; `members` are guarded by the
// Hub's mutex.
#pragma once

#include <map>
#include <set>

#include "kernel/live/list.h"
#include "kernel/store/log.h"

namespace stoa::live {

class Stream;

// What a piece of the log says of the records of one table.
struct Change {
  bool only_stored = true;  // nothing but that it is there now: nobody can have seen it before
};
using Changes = std::map<Uuid, Change>;
// By table. Rows that are no changes of records are left out.
std::map<std::string, Changes, std::less<>> changes_of(const std::vector<store::LogRow>& rows);

// What became of a list.
struct Outcome {
  std::vector<Row> changed = {};
  std::vector<Uuid> gone = {};
  bool resync = false;  // something may have gone of which nobody knows who saw it
  bool empty() const { return changed.empty() && gone.empty() && !resync; }
};

class Group {
 public:
  // Ids that are remembered, at the most. Of a longer list it is not known what it showed.
  static constexpr std::size_t most_known = 1000;

  explicit Group(const Subscription& of) : app(of.app), table(of.table), list_(of.list) {}

  // Finds out which rows are shown, before the first look().
  void load();
  bool loaded() const { return loaded_; }
  // Asks the list about what has changed. What was shown and is no longer is gone; what never was,
  // nobody is told of.
  Outcome look(const Changes& changes);
  // The same for one who was away and may have seen anything, without learning from it.
  Outcome look_back(const Changes& changes) const;

  const std::size_t app;
  const std::string table;
  // By the name that they call it.
  std::map<std::string, std::vector<std::shared_ptr<Stream>>> members;

 private:
  struct Seen {
    std::vector<Row> rows;
    std::vector<Uuid> missing;  // changed, and not shown
  };
  Seen see(const Changes& changes) const;

  const std::shared_ptr<const List> list_;
  bool loaded_ = false, all_known_ = false;
  std::set<Uuid> known_;
};

}  // namespace stoa::live
