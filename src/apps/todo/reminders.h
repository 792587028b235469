// Reminders: each person's own, so long before a task is due; by mail, and in a list to watch.
//
// A reminder that is still to come is a job at its time. The job looks again: who moved the task,
// did it or left the list meanwhile is not told. What it says is a row and a mail of one
// transaction, once for each due time.
#pragma once

#include "apps/todo/model.h"

namespace stoa::todo {

inline constexpr std::int64_t most_reminders = 5;  // of one person for one task

struct ReminderFields {
  Id<Task> task = {};
  Default<Range<0, 40'320>, 0> minutes =
      {};  // before it is due; of a day, before the morning of it
};
BOOST_DESCRIBE_STRUCT(ReminderFields, (), (task, minutes))

struct Reminder : ReminderFields {
  static constexpr auto table = "reminders";
  Id<Reminder> id = {};
  AccountId account = {};
  std::optional<Timestamp> fires = {};  // nothing where there is nothing to remind of
  std::optional<When> said = {};        // the due time that was told last
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(Reminder, (ReminderFields),
                      (id, account, fires, said, version, created, updated))

struct TaskNotice {
  static constexpr auto table = "notices";
  Id<TaskNotice> id = {};
  AccountId account = {};
  Id<Task> task = {};
  When due = {};
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(TaskNotice, (), (id, account, task, due, version, created, updated))

struct TaskNoticeView {
  Id<TaskNotice> id = {};
  Id<Task> task = {};
  Id<TaskList> list = {};
  Text<1, 500> title = {};
  When due = {};
  Timestamp created = {};
};
BOOST_DESCRIBE_STRUCT(TaskNoticeView, (), (id, task, list, title, due, created))

struct ReminderQuery : Paging {
  std::optional<Id<Task>> task = {};
};
BOOST_DESCRIBE_STRUCT(ReminderQuery, (Paging), (task))

// The job.
struct Remind {
  static constexpr auto job = "todo.remind";
  Id<Reminder> reminder = {};
  Timestamp fires = {};
};
BOOST_DESCRIBE_STRUCT(Remind, (), (reminder, fires))

// The mail.
struct Due {
  static constexpr auto mail = "due";
  Text<1, 500> title = {};
  Text<1, 100> list = {};
  std::string due = {};
};
BOOST_DESCRIBE_STRUCT(Due, (), (title, list, due))

inline constexpr Problem reminder_twice{409, "reminder_twice", "There is this reminder already."};

Page<Reminder> list_reminders(Read& tx, const User& who, const ReminderQuery& in);
Reminder get_reminder(Read& tx, const User& who, const Id<Reminder>& id);
Reminder add_reminder(Write& tx, const User& who, const ReminderFields& in);
// Of an account for a task that it may read.
Reminder insert_reminder(Write& tx, const ReminderFields& in, const AccountId& account,
                         const Task& task);
void remove_reminder(Write& tx, const User& who, const Id<Reminder>& id);
Page<TaskNoticeView> list_notices(Read& tx, const User& who, const Paging& in);
void remind(Write& tx, const Remind& in);

// After a task's due time, status or place in the trash changed.
void reset_reminders(Write& tx, const Task& task);
// What there is of them for a task that is forgotten, or for a person who leaves.
void forget_reminders(Write& tx, const Id<Task>& task);
void forget_reminders(Write& tx, const AccountId& account);

}  // namespace stoa::todo
