// Doing a task. One that recurs is done an occurrence at a time, and goes on to the next.
#pragma once

#include "apps/todo/model.h"

namespace stoa::todo {

struct DoTask {
  Id<Task> id = {};
  std::optional<When> occurrence = {};  // of a task that recurs: its `due`, as the caller saw it
};
BOOST_DESCRIBE_STRUCT(DoTask, (), (id, occurrence))

struct CompletionQuery : Paging {
  std::optional<Id<Task>> task = {};
  std::optional<Id<TaskList>> list = {};
};
BOOST_DESCRIBE_STRUCT(CompletionQuery, (Paging), (task, list))

// What is done already stays done: an occurrence counts once, however often it is sent. With a
// whole its open parts are completed, but those that recur; each is reopened by itself.
Task complete_task(Write& tx, const User& who, const DoTask& in);
// Lets an occurrence pass without doing it; a task that does not recur is cancelled.
Task skip_task(Write& tx, const User& who, const DoTask& in);
// The occurrence that is due is done, or passes; so do those behind it that a calendar program said
// so of ahead.
Task pass_occurrence(Write& tx, const User& who, Task task, Outcome outcome);
// Takes back what was done or skipped last.
Task reopen_task(Write& tx, const User& who, const Id<Task>& id);

Page<Completion> list_completions(Read& tx, const User& who, const CompletionQuery& in);

}  // namespace stoa::todo
