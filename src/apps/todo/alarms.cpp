#include "apps/todo/alarms.h"

#include <algorithm>
#include <set>

#include "apps/todo/profiles.h"
#include "apps/todo/reminders.h"
#include "formats/icalendar_time.h"

namespace stoa::todo {
namespace {

using formats::IcalComponent;

// From the moment that an alarm counts from to the one that a reminder does: of a day, its morning.
std::chrono::minutes until_reckoned(const Task& task, const TodoProfile& person) {
  const Moment due = task.due->moment();
  if (!std::holds_alternative<Date>(due)) return {};
  return std::chrono::hours(std::stoi(person.morning.substr(0, 2))) +
         std::chrono::minutes(std::stoi(person.morning.substr(3, 2)));
}

// The minutes of the reminder that an alarm is; nothing for one that none can be.
std::optional<std::int64_t> minutes_of(const IcalComponent& alarm, const Task& task,
                                       const TodoProfile& person) {
  const auto* trigger = alarm.find("TRIGGER");
  if (!trigger || !task.due) return std::nullopt;
  const bool from_due =
      trigger->parameter("RELATED") == "END" || !task.start || task.start == task.due;
  const auto offset = formats::duration_of(trigger->value);
  if (!offset || !from_due) return std::nullopt;
  const auto before = std::chrono::seconds(until_reckoned(task, person)) - *offset;
  const std::int64_t minutes = before.count() / 60;
  if (before.count() % 60 != 0 || minutes < 0 || minutes > 40'320) return std::nullopt;
  return minutes;
}

IcalComponent alarm_of(const Reminder& reminder, const Task& task, const TodoProfile& person) {
  const auto offset = until_reckoned(task, person) - std::chrono::minutes(reminder.minutes.value);
  return {"VALARM",
          {{"ACTION", "DISPLAY"},
           {"DESCRIPTION", formats::ical_text(task.title)},
           {"TRIGGER", formats::ical_duration(offset), {{"RELATED", {"END"}}}}}};
}

AlarmList kept_alarms(const std::string& content) {
  return formats::parse_icalendar(content).at(0).components;
}

// What was written, without what is a reminder no longer; and the reminders that nobody wrote.
AlarmList put_together(const AlarmList& written, const std::vector<Reminder>& reminders,
                       const Task& task, const TodoProfile& person) {
  std::set<std::int64_t> minutes, told;
  for (const Reminder& one : reminders) minutes.insert(one.minutes.value);
  AlarmList alarms;
  for (const IcalComponent& alarm : written) {
    const auto before = minutes_of(alarm, task, person);
    if (before && !minutes.contains(*before)) continue;
    if (before) told.insert(*before);
    alarms.push_back(alarm);
  }
  for (const Reminder& one : reminders)
    if (task.due && !told.contains(one.minutes.value))
      alarms.push_back(alarm_of(one, task, person));
  return alarms;
}

bool may(const User& who, const char* verb) {
  return in_scope(who.principal, {"todo", "reminders", verb});
}

std::vector<Reminder> own_reminders(Read& tx, const User& who, const Id<Task>& task) {
  return tx.query<Reminder>("where task = $1 and account = $2 order by minutes, id", task,
                            who.account());
}

std::optional<Alarms> stored_alarms(Read& tx, const User& who, const Id<Task>& task) {
  auto found = tx.query<Alarms>("where task = $1 and account = $2", task, who.account());
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

}  // namespace

AlarmList alarms_of(Read& tx, const User& who, const Task& task) {
  if (!may(who, "read")) return {};
  const auto stored = stored_alarms(tx, who, task.id);
  const auto reminders = own_reminders(tx, who, task.id);
  if (!stored && reminders.empty()) return {};
  return put_together(stored ? kept_alarms(stored->content) : AlarmList{}, reminders, task,
                      profile_of(tx, who.account()));
}

std::map<Id<Task>, AlarmList> alarms_in(Read& tx, const User& who, const Id<TaskList>& list) {
  std::map<Id<Task>, AlarmList> all;
  if (!may(who, "read")) return all;
  const auto tasks = tx.query<Task>(
      "where list = $1 and (id in (select task from alarms where account = $2) or "
      "id in (select task from reminders where account = $2))",
      list, who.account());
  for (const Task& task : tasks) all.emplace(task.id, alarms_of(tx, who, task));
  return all;
}

void store_alarms(Write& tx, const User& who, const Task& task, const AlarmList& alarms) {
  if (!may(who, "write") || alarms == alarms_of(tx, who, task)) return;
  const TodoProfile person = profile_of(tx, who.account());
  std::set<std::int64_t> wanted;
  for (const IcalComponent& alarm : alarms) {
    const auto minutes = minutes_of(alarm, task, person);
    if (minutes && wanted.size() < static_cast<std::size_t>(most_reminders))
      wanted.insert(*minutes);
  }
  for (const Reminder& one : own_reminders(tx, who, task.id)) {
    if (wanted.erase(one.minutes.value) == 0) remove_reminder(tx, who, one.id);
  }
  for (const std::int64_t minutes : wanted)
    add_reminder(tx, who, {.task = task.id, .minutes = Range<0, 40'320>(minutes)});
  const auto stored = stored_alarms(tx, who, task.id);
  if (alarms.empty()) {
    if (stored) tx.remove(stored->id);
    return;
  }
  Alarms row = stored.value_or(Alarms{.task = task.id, .account = who.account()});
  row.content = formats::to_icalendar({"VTODO", {}, alarms});
  if (stored) {
    tx.update(row);
  } else {
    tx.insert(row);
  }
}

void forget_alarms(Write& tx, const Id<Task>& task) {
  for (const Alarms& one : tx.query<Alarms>("where task = $1", task)) {
    tx.remove(one.id);
    tx.forget(one.id, {"content"});
  }
}

void forget_alarms(Write& tx, const AccountId& account) {
  for (const Alarms& one : tx.query<Alarms>("where account = $1", account)) {
    tx.remove(one.id);
    tx.forget(one.id, {"account", "content"}, to_string(account));
  }
}

}  // namespace stoa::todo
