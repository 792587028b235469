// Tasks as people write, find and remove them.
#pragma once

#include "apps/todo/model.h"

namespace stoa::todo {

inline constexpr std::int64_t most_tasks = 20'000;  // of one list

struct NewTask : TaskFields {
  Id<TaskList> list = {};
  std::optional<Id<Task>> parent = {};
};
BOOST_DESCRIBE_STRUCT(NewTask, (TaskFields), (list, parent))

struct EditTask : TaskFields {
  Id<Task> id = {};
  Status status = {};
  Range<0, 100> percent = 0;
};
BOOST_DESCRIBE_STRUCT(EditTask, (TaskFields), (id, status, percent))

struct TaskQuery : Paging {
  std::optional<Text<1, 200>> search = {};  // words of the title or the notes
  std::optional<Id<TaskList>> list = {};
  std::optional<Id<Task>> parent = {};
  std::optional<Label> label = {};
  std::optional<bool> open = {};     // what is still to do, or what is not
  std::optional<bool> removed = {};  // the trash instead
};
BOOST_DESCRIBE_STRUCT(TaskQuery, (Paging), (search, list, parent, label, open, removed))

Page<Task> list_tasks(Read& tx, const User& who, const TaskQuery& in);
Task get_task(Read& tx, const User& who, const Id<Task>& id);
Task add_task(Write& tx, const User& who, const NewTask& in);
Task edit_task(Write& tx, const User& who, const Patch<EditTask>& in);
// With all its parts, for thirty days; what is removed already stays as it is.
void remove_task(Write& tx, const User& who, const Id<Task>& id);
Task restore_task(Write& tx, const User& who, const Id<Task>& id);

// Whether it is a word in every format that has labels; check_labels() throws validation_failed.
bool is_label(std::string_view text);
void check_labels(const std::vector<Label>& labels);
// Whether it is still to do, and not in the trash.
bool is_open(const Task& task);
// Throws list_is_full where there is no room for another task.
void check_room(Read& tx, const Id<TaskList>& list);
// Sets the status and what goes with it: when it was completed, how much of it is done.
void set_status(Task& task, Status status, Timestamp now);
// Stores a task as its list's latest change. All who change a task come here.
Task insert_task(Write& tx, Task task);
Task update_task(Write& tx, Task task);
// A task and its parts, theirs too, the whole first.
std::vector<Task> with_parts(Read& tx, const Task& task);

}  // namespace stoa::todo
