// What there is: lists of tasks, and the people who share them.
//
// A task belongs to one list, and whoever is a member of the list sees it. What recurs is one task
// that moves on: each occurrence that is done or skipped is a Completion, and the task's `due` is
// the occurrence that comes next.
#pragma once

#include "kernel/app/app.h"
#include "kernel/time/words.h"

namespace stoa::todo {

// ---- lists --------------------------------------------------------------------------------------

using Color = Pattern<"#[0-9a-f]{6}">;

struct ListFields {
  Text<1, 100> title = {};
  std::optional<Color> color = {};
};
BOOST_DESCRIBE_STRUCT(ListFields, (), (title, color))

struct TaskList : ListFields {
  static constexpr auto table = "lists";
  Id<TaskList> id = {};
  // One more at each change of one of its tasks, which keeps the number: what a copy is compared
  // by (changes.h).
  std::int64_t sequence = 0;
  std::int64_t forgotten = 0;  // up to this number, tasks that were removed may be gone entirely
  std::optional<Timestamp> removed = {};
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(TaskList, (ListFields),
                      (id, sequence, forgotten, removed, version, created, updated))

// A viewer reads, an editor changes tasks, an owner also shares the list and removes it.
enum class Share { viewer, editor, owner };
BOOST_DESCRIBE_ENUM(Share, viewer, editor, owner)

struct ListMember {
  static constexpr auto table = "members";
  Id<ListMember> id = {};
  Id<TaskList> list = {};
  AccountId account = {};
  Share role = {};
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(ListMember, (), (id, list, account, role, version, created, updated))

// What the app knows of a person beside their lists. There is none of whoever never said anything.
struct TodoProfile {
  std::optional<Text<1, 100>> name = {};  // what those who share a list with them read
  Zone zone = "UTC";                      // whose midnight ends a day
  // When a reminder of something that is due on a day comes.
  Pattern<"([01][0-9]|2[0-3]):[0-5][0-9]"> morning = "09:00";
};
BOOST_DESCRIBE_STRUCT(TodoProfile, (), (name, zone, morning))

struct TodoProfileView : TodoProfile {
  Version version = {};  // 0 of whoever never said anything
};
BOOST_DESCRIBE_STRUCT(TodoProfileView, (TodoProfile), (version))

struct Profile : TodoProfile {
  static constexpr auto table = "profiles";
  Id<Profile> id = {};
  AccountId account = {};
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(Profile, (TodoProfile), (id, account, version, created, updated))

// ---- tasks --------------------------------------------------------------------------------------

// RFC 5545 §3.8.1.11, for a VTODO.
enum class Status { needs_action, in_process, completed, cancelled };
BOOST_DESCRIBE_ENUM(Status, needs_action, in_process, completed, cancelled)

// Whether the next occurrence is counted from when the last was due or from when it was done.
enum class RepeatFrom { due, completion };
BOOST_DESCRIBE_ENUM(RepeatFrom, due, completion)

// One word: "home", "für-später". Without the signs that quick add and todo.txt give a meaning.
using Label = Text<1, 40>;

// RFC 5545 §3.8.1.9: 1 is the highest, 9 the lowest, 5 in between.
using Priority = Range<1, 9>;

// What people write about a task.
struct TaskFields {
  Text<1, 500> title = {};
  std::optional<Text<1, 20'000>> notes = {};
  std::optional<Priority> priority = {};
  std::optional<When> start = {};
  std::optional<When> due = {};
  std::optional<Rule> repeat = {};
  Default<RepeatFrom, RepeatFrom::due> repeat_from = {};
  List<Label, 0, 20> labels = {};
};
BOOST_DESCRIBE_STRUCT(TaskFields, (),
                      (title, notes, priority, start, due, repeat, repeat_from, labels))

struct Task : TaskFields {
  static constexpr auto table = "tasks";
  Id<Task> id = {};
  Id<TaskList> list = {};
  std::optional<Id<Task>> parent = {};
  std::string position = {};  // among the tasks of its list: places.h
  std::string uid = {};       // what calendar programs know it by
  Status status = {};
  Range<0, 100> percent = 0;
  std::optional<Date> due_date = {};      // the day of `due`, by its own clock
  std::optional<Timestamp> due_at = {};   // the end of `due`; without a zone of its own, by UTC
  std::optional<When> series_start = {};  // from where the rule counts
  std::optional<Timestamp> completed = {};
  std::optional<Timestamp> removed = {};
  std::int64_t sequence = 0;  // of its list, at its last change
  std::optional<AccountId> author = {};
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(Task, (TaskFields),
                      (id, list, parent, position, uid, status, percent, due_date, due_at,
                       series_start, completed, removed, sequence, author, version, created,
                       updated))

enum class Outcome { done, skipped };
BOOST_DESCRIBE_ENUM(Outcome, done, skipped)

// One occurrence of a task that recurs, once: the history of the task.
struct Completion {
  static constexpr auto table = "completions";
  Id<Completion> id = {};
  Id<Task> task = {};
  Id<TaskList> list = {};
  When occurrence = {};  // what `due` was
  Outcome outcome = {};
  std::optional<AccountId> account = {};
  // What else the task was, to be so again when the occurrence is to be done after all.
  std::optional<When> start = {};
  When series_start = {};
  Rule repeat = {};
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(Completion, (),
                      (id, task, list, occurrence, outcome, account, start, series_start, repeat,
                       version, created, updated))

// ---- what is not as it must be ------------------------------------------------------------------

inline constexpr Problem last_owner{409, "last_owner", "A list keeps at least one owner."};
inline constexpr Problem member_twice{409, "member_twice",
                                      "This person is a member of the list already."};
inline constexpr Problem limit_reached{409, "limit_reached",
                                       "There are as many of these as there can be."};
inline constexpr Problem uid_taken{409, "uid_taken", "The list has a task with this uid already."};
inline constexpr Problem parts_too_deep{422, "parts_too_deep",
                                        "Parts of parts go ten levels deep."};
inline constexpr Problem parent_below{422, "parent_below", "A task cannot be a part of itself."};
inline constexpr Problem occurrence_needed{
    422, "occurrence_needed",
    "This task recurs: say which occurrence, as its `due` was when you saw it."};
inline constexpr Problem occurrence_elsewhere{
    409, "occurrence_elsewhere",
    "This is not the occurrence that comes next. Read the task again."};
inline constexpr Problem recurs{409, "task_recurs",
                                "This task recurs: complete an occurrence of it instead."};
inline constexpr Problem nothing_to_reopen{409, "nothing_to_reopen",
                                           "No occurrence of this task was done."};
inline constexpr Problem list_is_full{409, "list_is_full",
                                      "This list has as many tasks as it can."};
inline constexpr Problem unknown_list{422, "unknown_list",
                                      "There is no list of yours with this id."};
inline constexpr Problem unknown_task{422, "unknown_task", "There is no such task in the list."};

}  // namespace stoa::todo
