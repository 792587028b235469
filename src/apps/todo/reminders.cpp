#include "apps/todo/reminders.h"

#include "apps/todo/access.h"
#include "apps/todo/profiles.h"
#include "apps/todo/queries.h"
#include "apps/todo/tasks.h"
#include "kernel/time/zone.h"

namespace stoa::todo {
namespace {

// "09:00" as the seconds since midnight.
std::chrono::seconds time_of(const std::string& morning) {
  return std::chrono::hours(std::stoi(morning.substr(0, 2))) +
         std::chrono::minutes(std::stoi(morning.substr(3, 2)));
}

Timestamp time_to_tell(const When& due, std::int64_t minutes, const TodoProfile& person) {
  const ZoneRules here = zone_rules(person.zone);
  const Moment moment = due.moment();
  const auto* day = std::get_if<Date>(&moment);
  const Timestamp at =
      day ? here.instant(midnight_of(*day) + time_of(person.morning)) : begin_of(moment, here);
  return at - std::chrono::minutes(minutes);
}

// What is past already is not told: a task that is typed in late reminds nobody.
void set_time(Write& tx, Reminder& reminder, const Task& task) {
  reminder.fires.reset();
  if (!task.due || !is_open(task) || reminder.said == task.due) return;
  const Timestamp at =
      time_to_tell(*task.due, reminder.minutes.value, profile_of(tx, reminder.account));
  if (at > tx.now()) reminder.fires = at;
}

void wait_for(Write& tx, const Reminder& reminder) {
  if (reminder.fires) tx.enqueue_at(*reminder.fires, Remind{reminder.id, *reminder.fires});
}

// Whether they still share the list, which is not in the trash.
std::optional<TaskList> shared_list(Read& tx, const Task& task, const AccountId& account) {
  if (!tx.exists<ListMember>("list = $1 and account = $2", task.list, account)) return std::nullopt;
  TaskList list = tx.get(task.list);
  if (list.removed) return std::nullopt;
  return list;
}

}  // namespace

Page<Reminder> list_reminders(Read& tx, const User& who, const ReminderQuery& in) {
  Where where("account = $1", who.account());
  if (in.task) where.add("task = $1", *in.task);
  return tx.page<Reminder>("select * from reminders", where, "id", in);
}

Reminder get_reminder(Read& tx, const User& who, const Id<Reminder>& id) {
  const Reminder reminder = tx.get(id);
  if (reminder.account != who.account()) throw Refusal{not_found_problem(shape_of<Reminder>())};
  return reminder;
}

Reminder add_reminder(Write& tx, const User& who, const ReminderFields& in) {
  const auto task = tx.find(in.task);
  if (!task || task->removed) throw unknown_task;
  if (!shared_list(tx, *task, who.account())) throw unknown_task;
  if (tx.count<Reminder>("task = $1 and account = $2", in.task, who.account()) >= most_reminders)
    throw limit_reached;
  return insert_reminder(tx, in, who.account(), *task);
}

Reminder insert_reminder(Write& tx, const ReminderFields& in, const AccountId& account,
                         const Task& task) {
  Reminder reminder{in};
  reminder.account = account;
  set_time(tx, reminder, task);
  reminder = tx.insert(reminder);
  wait_for(tx, reminder);
  return reminder;
}

void remove_reminder(Write& tx, const User& who, const Id<Reminder>& id) {
  get_reminder(tx, who, id);
  tx.remove(id);
}

Page<TaskNoticeView> list_notices(Read& tx, const User& who, const Paging& in) {
  return tx.page<TaskNoticeView>(sql::notice_hits, Where("n.account = $1", who.account()), "-id",
                                 in);
}

void remind(Write& tx, const Remind& in) {
  const auto found = tx.find(in.reminder);
  if (!found || found->fires != in.fires) return;
  Reminder reminder = *found;
  const Task task = tx.get(reminder.task);
  const auto list = shared_list(tx, task, reminder.account);
  if (!list) return tx.remove(reminder.id);
  reminder.fires.reset();
  reminder.said = task.due;
  tx.update(reminder);
  tx.insert(TaskNotice{.account = reminder.account, .task = task.id, .due = *task.due});
  tx.mail(reminder.account, Due{.title = task.title, .list = list->title, .due = *task.due});
}

void reset_reminders(Write& tx, const Task& task) {
  for (Reminder& reminder : tx.query<Reminder>("where task = $1 order by id", task.id)) {
    const auto before = reminder.fires;
    set_time(tx, reminder, task);
    if (reminder.fires == before) continue;
    tx.update(reminder);
    wait_for(tx, reminder);
  }
}

void forget_reminders(Write& tx, const Id<Task>& task) {
  for (const Reminder& one : tx.query<Reminder>("where task = $1", task)) tx.remove(one.id);
  for (const TaskNotice& one : tx.query<TaskNotice>("where task = $1", task)) tx.remove(one.id);
}

void forget_reminders(Write& tx, const AccountId& account) {
  const std::string actor = to_string(account);
  for (const Reminder& one : tx.query<Reminder>("where account = $1", account)) {
    tx.remove(one.id);
    tx.forget(one.id, {"account"}, actor);
  }
  for (const TaskNotice& one : tx.query<TaskNotice>("where account = $1", account)) {
    tx.remove(one.id);
    tx.forget(one.id, {"account"}, actor);
  }
}

}  // namespace stoa::todo
