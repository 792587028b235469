// Where a task stands: in which list, as a part of which other, before which.
#pragma once

#include "apps/todo/model.h"

namespace stoa::todo {

inline constexpr int most_levels = 10;  // of parts of parts

struct MoveTask {
  Id<Task> id = {};
  std::optional<Id<TaskList>> list = {};  // where it is, if not said
  std::optional<Id<Task>> parent = {};    // it stands for itself, if not said
  std::optional<Id<Task>> before = {};    // at the end, if not said
};
BOOST_DESCRIBE_STRUCT(MoveTask, (), (id, list, parent, before))

// Its parts come along.
Task move_task(Write& tx, const User& who, const MoveTask& in);

// Throws where the task cannot be a part of its `parent`: unknown_task, parent_below,
// parts_too_deep.
void check_parent(Read& tx, const Task& task);
std::string place_at_end(Read& tx, const Id<TaskList>& list);
// The next number of the list's changes; who else changes the list waits until this commits.
std::int64_t next_sequence(Write& tx, const Id<TaskList>& list);

}  // namespace stoa::todo
