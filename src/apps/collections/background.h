// Changes of definitions that are too much for one transaction: the records are moved in portions
// while the collection is used as before, and the new definition is served once all of them are.
//
// What is written meanwhile is noted by triggers (kernel/store/made_guard.h), and moved again. A
// job, which goes on where it was after a crash.
#pragma once

#include "apps/collections/changes.h"

namespace stoa::collections {

// In the transaction of whoever orders the change: makes the new columns, and sees that the rest is
// done.
Change begin_in_background(Write& tx, const User& who, const Proposal& proposal,
                           std::int64_t records);

struct MoveRecords {
  static constexpr auto job = "collections.move_records";
  Id<Change> change = {};
  Columns columns = {};  // of the fields as they are to be
};
BOOST_DESCRIBE_STRUCT(MoveRecords, (), (change, columns))
Again move_records(Task& task, const MoveRecords& in);

struct ChangeQuery : Paging {
  std::optional<Id<Project>> project = {};
  std::optional<Id<Definition>> definition = {};
};
BOOST_DESCRIBE_STRUCT(ChangeQuery, (Paging), (project, definition))
Page<Change> list_changes(Read& tx, const User& who, const ChangeQuery& query);
Change get_change(Read& tx, const User& who, const Id<Change>& id);
// If it is running, the records stay as they are; what became of it.
Change cancel_change(Task& task, const User& who, const Id<Change>& id);

}  // namespace stoa::collections
