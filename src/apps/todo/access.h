// Who may do what: each route of this app that names a list or a task asks here. For the lanes.
#pragma once

#include "apps/todo/model.h"

namespace stoa::todo {

// How the caller shares the list. Throws list_not_found for whoever is no member or when the list
// was removed, forbidden for who is less than `least`.
ListMember check_list(Read& tx, const User& who, const Id<TaskList>& list, Share least);
// Likewise of the list that an input names, for which there is no 404.
ListMember check_named_list(Read& tx, const User& who, const Id<TaskList>& list, Share least);
// Likewise of the list of a record that nobody else may know of: `missing` is the record's own 404.
ListMember check_list_of(Read& tx, const User& who, const Id<TaskList>& list,
                         const Problem& missing);

// A task that is there, or task_not_found; of a list that the caller shares as `check_list` says.
Task task_for(Read& tx, const User& who, const Id<Task>& id, Share least);
// The same, also of one that is in the trash.
Task any_task_for(Read& tx, const User& who, const Id<Task>& id, Share least);

// Rows with a member `list`: those of lists that the caller shares.
Where of_own_lists(const User& who);

}  // namespace stoa::todo
