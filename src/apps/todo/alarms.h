// Alarms as calendar programs have them (VALARM), and the reminders that they are. For the lanes.
//
// Alarms are each person's own. One that rings so many minutes before a task is due is a reminder;
// all of them are kept as they were written, so that what else they say comes back.
#pragma once

#include <map>

#include "apps/todo/model.h"
#include "formats/icalendar.h"

namespace stoa::todo {

struct Alarms {
  static constexpr auto table = "alarms";
  Id<Alarms> id = {};
  Id<Task> task = {};
  AccountId account = {};
  std::string content = {};  // a VTODO of VALARMs
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(Alarms, (), (id, task, account, content, version, created, updated))

using AlarmList = std::vector<formats::IcalComponent>;

// The caller's, by task: those of one task, or of a list. None for a key that may not read
// reminders.
AlarmList alarms_of(Read& tx, const User& who, const Task& task);
std::map<Id<Task>, AlarmList> alarms_in(Read& tx, const User& who, const Id<TaskList>& list);
// Puts these in the place of the caller's own; for a key that may not write reminders, nothing.
void store_alarms(Write& tx, const User& who, const Task& task, const AlarmList& alarms);

void forget_alarms(Write& tx, const Id<Task>& task);
void forget_alarms(Write& tx, const AccountId& account);

}  // namespace stoa::todo
