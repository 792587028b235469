// What changed in a list since a copy of it was made: for programs that keep one.
//
// Each change of a task takes the list's next number, in the transaction that makes it, and holds
// the list until it commits. So numbers are seen in their order and without gaps, on each database.
#pragma once

#include "apps/todo/model.h"

namespace stoa::todo {

struct ChangesQuery {
  Id<TaskList> id = {};
  Default<Range<0, 9'007'199'254'740'991>, 0> since = {};  // 0: the whole list
  Default<Range<1, 500>, 100> limit = {};
};
BOOST_DESCRIBE_STRUCT(ChangesQuery, (), (id, since, limit))

struct Changes {
  std::vector<Task> tasks = {};        // as they are now
  std::vector<Id<Task>> removed = {};  // no longer in the list
  std::int64_t sequence = 0;           // what to ask for `since` next
  bool more = false;                   // there is more already
};
BOOST_DESCRIBE_STRUCT(Changes, (), (tasks, removed, sequence, more))

inline constexpr Problem copy_too_old{
    410, "copy_too_old", "What was removed since then is forgotten: read the whole list anew."};

Changes list_changes(Read& tx, const User& who, const ChangesQuery& in);

}  // namespace stoa::todo
