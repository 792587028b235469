// A list as one person's calendar: the name of its address, which is the list's id unless they (or
// their program) chose one, and the properties that programs keep there. For the lanes.
#pragma once

#include <map>

#include "apps/todo/model.h"

namespace stoa::todo {

// A property that means nothing here: "{namespace}name" and its text.
using DeadProperties = std::map<std::string, std::string>;

inline constexpr std::size_t most_dead_properties = 50, longest_dead_property = 16'384;  // bytes

struct Calendar {
  static constexpr auto table = "calendars";
  Id<Calendar> id = {};
  Id<TaskList> list = {};
  AccountId account = {};
  std::string name = {};
  DeadProperties properties = {};
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(Calendar, (),
                      (id, list, account, name, properties, version, created, updated))

// The list that a name is of for the caller, if they share it and it is not in the trash.
std::optional<Id<TaskList>> list_named(Read& tx, const User& who, std::string_view name);
// What the caller's programs know of their lists; none of a list that is called by its id.
std::map<Id<TaskList>, Calendar> calendars_of(Read& tx, const User& who);
Calendar calendar_for(Read& tx, const User& who, const Id<TaskList>& list);
void store_calendar(Write& tx, Calendar calendar);
// A list of this name that the caller no longer sees, in the trash or left, is called by its id.
void give_up_name(Write& tx, const User& who, std::string_view name);

void forget_calendars(Write& tx, const Id<TaskList>& list);
void forget_calendars(Write& tx, const AccountId& account);

}  // namespace stoa::todo
