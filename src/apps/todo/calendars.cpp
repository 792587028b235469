#include "apps/todo/calendars.h"

#include "apps/todo/access.h"

namespace stoa::todo {
namespace {

bool shares(Read& tx, const User& who, const Id<TaskList>& list) {
  const auto found = tx.find(list);
  return found && !found->removed &&
         tx.exists<ListMember>("list = $1 and account = $2", list, who.account());
}

void forget(Write& tx, const std::vector<Calendar>& calendars) {
  for (const Calendar& one : calendars) {
    tx.remove(one.id);
    tx.forget(one.id, {"account", "name", "properties"}, to_string(one.account));
  }
}

}  // namespace

std::optional<Id<TaskList>> list_named(Read& tx, const User& who, std::string_view name) {
  const auto rows = tx.query<Calendar>("where account = $1 and name = $2", who.account(), name);
  std::optional<Id<TaskList>> list;
  if (!rows.empty()) {
    list = rows.front().list;
  } else if (const auto id = parse_uuid(name)) {
    list = Id<TaskList>{*id};
  }
  if (!list || !shares(tx, who, *list)) return std::nullopt;
  return list;
}

std::map<Id<TaskList>, Calendar> calendars_of(Read& tx, const User& who) {
  std::map<Id<TaskList>, Calendar> all;
  for (Calendar& one : tx.query<Calendar>("where account = $1", who.account()))
    all.emplace(one.list, std::move(one));
  return all;
}

Calendar calendar_for(Read& tx, const User& who, const Id<TaskList>& list) {
  auto rows = tx.query<Calendar>("where account = $1 and list = $2", who.account(), list);
  if (!rows.empty()) return std::move(rows.front());
  return {.list = list, .account = who.account(), .name = to_string(list)};
}

void store_calendar(Write& tx, Calendar calendar) {
  if (calendar.id.is_nil()) {
    tx.insert(std::move(calendar));
  } else {
    tx.update(std::move(calendar));
  }
}

void give_up_name(Write& tx, const User& who, std::string_view name) {
  for (Calendar& one :
       tx.query<Calendar>("where account = $1 and name = $2", who.account(), name)) {
    one.name = to_string(one.list);
    tx.update(one);
  }
}

void forget_calendars(Write& tx, const Id<TaskList>& list) {
  forget(tx, tx.query<Calendar>("where list = $1", list));
}

void forget_calendars(Write& tx, const AccountId& account) {
  forget(tx, tx.query<Calendar>("where account = $1", account));
}

}  // namespace stoa::todo
