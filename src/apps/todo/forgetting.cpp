#include "apps/todo/forgetting.h"

#include "apps/todo/alarms.h"
#include "apps/todo/calendars.h"
#include "apps/todo/feeds.h"
#include "apps/todo/invitations.h"
#include "apps/todo/queries.h"
#include "apps/todo/reminders.h"
#include "apps/todo/resources.h"

namespace stoa::todo {
namespace {

constexpr std::size_t tasks_in_portion = 100;

struct PersonCopy {
  std::vector<Profile> profile = {};
  std::vector<ListMember> members = {};
  std::vector<TaskList> lists = {};
  std::vector<Task> tasks = {};
  std::vector<Completion> completions = {};
  std::vector<Calendar> calendars = {};
  std::vector<Alarms> alarms = {};
};
BOOST_DESCRIBE_STRUCT(PersonCopy, (),
                      (profile, members, lists, tasks, completions, calendars, alarms))

// The row and what the log says of it. Parts stand for themselves from then on.
void forget_task(Write& tx, const Task& task, std::string_view actor) {
  for (const Completion& done : tx.query<Completion>("where task = $1", task.id)) {
    tx.remove(done.id);
    tx.forget(done.id, {"account"}, actor);
  }
  forget_reminders(tx, task.id);
  forget_alarms(tx, task.id);
  forget_resource(tx, task.id);
  tx.run("update tasks set parent = null where parent = $1", task.id);
  tx.put(sql::unindex_task, task.id);
  tx.remove(task.id);
  tx.forget(task.id, {"title", "notes", "labels", "author"}, actor);
}

void forget_list(Write& tx, const Id<TaskList>& list, std::string_view actor) {
  for (const Task& task : tx.query<Task>("where list = $1", list)) forget_task(tx, task, actor);
  for (const ListMember& member : tx.query<ListMember>("where list = $1", list))
    tx.remove(member.id);
  for (const Invitation& one : tx.query<Invitation>("where list = $1", list)) {
    tx.remove(one.id);
    tx.forget(one.id, {"email", "inviter"}, actor);
  }
  forget_feeds(tx, list);
  forget_calendars(tx, list);
  tx.run("delete from departures where list = $1", list);
  tx.remove(list);
  tx.forget(list, {"title"}, actor);
}

// Whoever shares the list longest follows the last owner; nobody: the list goes.
void leave_list(Write& tx, const ListMember& member, std::string_view actor) {
  const auto others = tx.query<ListMember>("where list = $1 and id <> $2 order by created, id",
                                           member.list, member.id);
  if (others.empty()) return forget_list(tx, member.list, actor);
  const bool owned =
      tx.exists<ListMember>("list = $1 and role = 'owner' and id <> $2", member.list, member.id);
  if (!owned) {
    ListMember next = others.front();
    next.role = Share::owner;
    tx.update(next);
  }
  tx.remove(member.id);
  tx.forget(member.id, {"account"}, actor);
}

// FTS5 keeps a word that was removed until its index is merged.
void forget_words(Write& tx) { tx.run(sql::forget_words); }

void disown(Write& tx, const AccountId& account, std::string_view actor) {
  for (const Task& task : tx.query<Task>("where author = $1", account))
    tx.forget(task.id, {"author"}, actor);
  tx.run("update tasks set author = null where author = $1", account);
  for (const Completion& done : tx.query<Completion>("where account = $1", account))
    tx.forget(done.id, {"account"}, actor);
  tx.run("update completions set account = null where account = $1", account);
  forget_invitations_of<Invitation>(tx, account);
}

}  // namespace

Again empty_trash(Write& tx) {
  const Timestamp old = tx.now() - trash_life;
  const auto tasks = tx.query<Task>("where removed < $1 order by removed limit 100", old);
  for (const Task& task : tasks) {
    tx.run("update lists set forgotten = $1 where id = $2 and forgotten < $1", task.sequence,
           task.list);
    forget_task(tx, task, "");
  }
  const auto lists = tx.query<TaskList>("where removed < $1 order by removed limit 1", old);
  for (const TaskList& list : lists) forget_list(tx, list.id, "");
  if (!tasks.empty() || !lists.empty()) forget_words(tx);
  return {.more = tasks.size() == tasks_in_portion || !lists.empty()};
}

Json export_person(Read& tx, const AccountId& account) {
  PersonCopy copy;
  copy.profile = tx.query<Profile>("where account = $1", account);
  copy.members = tx.query<ListMember>("where account = $1 order by id", account);
  copy.lists = tx.query<TaskList>(
      "where id in (select list from members where account = $1) order by id", account);
  copy.tasks = tx.query<Task>(
      "where list in (select list from members where account = $1) order by id", account);
  copy.completions = tx.query<Completion>("where account = $1 order by id", account);
  copy.calendars = tx.query<Calendar>("where account = $1 order by id", account);
  copy.alarms = tx.query<Alarms>("where account = $1 order by id", account);
  return {to_json(copy)};
}

void erase_person(Write& tx, const AccountId& account) {
  const std::string actor = to_string(account);
  for (const ListMember& member : tx.query<ListMember>("where account = $1 order by id", account))
    leave_list(tx, member, actor);
  forget_words(tx);
  disown(tx, account, actor);
  forget_reminders(tx, account);
  forget_feeds(tx, account);
  forget_calendars(tx, account);
  forget_alarms(tx, account);
  for (const Profile& profile : tx.query<Profile>("where account = $1", account)) {
    tx.remove(profile.id);
    tx.forget(profile.id, {"account", "name", "zone"}, actor);
  }
}

}  // namespace stoa::todo
