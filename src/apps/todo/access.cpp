#include "apps/todo/access.h"

namespace stoa::todo {
namespace {

std::optional<ListMember> membership(Read& tx, const User& who, const Id<TaskList>& list) {
  auto found = tx.query<ListMember>(
      "where list = $1 and account = $2 and exists (select 1 from lists l where l.id = $1 and "
      "l.removed is null)",
      list, who.account());
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

ListMember check(const std::optional<ListMember>& member, Share least, const Problem& missing) {
  if (!member) throw Refusal{missing};
  if (member->role < least) throw Refusal{problems::forbidden};
  return *member;
}

}  // namespace

ListMember check_list(Read& tx, const User& who, const Id<TaskList>& list, Share least) {
  return check(membership(tx, who, list), least, not_found_problem(shape_of<TaskList>()));
}

ListMember check_named_list(Read& tx, const User& who, const Id<TaskList>& list, Share least) {
  return check(membership(tx, who, list), least, unknown_list);
}

ListMember check_list_of(Read& tx, const User& who, const Id<TaskList>& list,
                         const Problem& missing) {
  return check(membership(tx, who, list), Share::viewer, missing);
}

Task any_task_for(Read& tx, const User& who, const Id<Task>& id, Share least) {
  Task task = tx.get(id);
  check(membership(tx, who, task.list), least, not_found_problem(shape_of<Task>()));
  return task;
}

Task task_for(Read& tx, const User& who, const Id<Task>& id, Share least) {
  Task task = any_task_for(tx, who, id, least);
  if (task.removed) throw Refusal{not_found_problem(shape_of<Task>())};
  return task;
}

Where of_own_lists(const User& who) {
  return Where(
      "list in (select m.list from members m join lists l on l.id = m.list where m.account = $1 "
      "and l.removed is null)",
      who.account());
}

}  // namespace stoa::todo
