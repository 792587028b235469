#include "apps/todo/lists.h"

#include "apps/todo/access.h"
#include "apps/todo/queries.h"

namespace stoa::todo {
namespace {

ListView view_of(Read& tx, const User& who, const Id<TaskList>& id) {
  Where where("l.id = $1", id);
  where.add("m.account = $1", who.account());
  auto found = tx.rows_where<ListView>(sql::list_hits, where);
  if (found.empty()) throw Refusal{not_found_problem(shape_of<TaskList>())};
  return std::move(found.front());
}

// The owner's own list, also when it is in the trash.
TaskList owned_list(Read& tx, const User& who, const Id<TaskList>& id) {
  const ListView view = view_of(tx, who, id);
  if (view.removed && view.role != Share::owner)
    throw Refusal{not_found_problem(shape_of<TaskList>())};
  if (view.role != Share::owner) throw Refusal{problems::forbidden};
  return view;
}

}  // namespace

Page<ListView> list_lists(Read& tx, const User& who, const ListQuery& in) {
  Where where("m.account = $1", who.account());
  if (in.removed.value_or(false)) {
    where.add("l.removed is not null and m.role = 'owner'");
  } else {
    where.add("l.removed is null");
  }
  return tx.page<ListView>(sql::list_hits, where, "title, id", in);
}

ListView get_list(Read& tx, const User& who, const Id<TaskList>& id) {
  check_list(tx, who, id, Share::viewer);
  return view_of(tx, who, id);
}

ListView add_list(Write& tx, const User& who, const ListFields& in) {
  if (tx.count<ListMember>("account = $1", who.account()) >= most_lists) throw limit_reached;
  const TaskList list = tx.insert(TaskList{in});
  tx.insert(ListMember{.list = list.id, .account = who.account(), .role = Share::owner});
  return view_of(tx, who, list.id);
}

ListView edit_list(Write& tx, const User& who, const Patch<EditList>& in) {
  check_list(tx, who, in.fields.id, Share::editor);
  TaskList list = tx.get(in.fields.id);
  EditList edit{list, list.id};
  in.apply(edit);
  static_cast<ListFields&>(list) = edit;
  tx.update(list);
  return view_of(tx, who, list.id);
}

void remove_list(Write& tx, const User& who, const Id<TaskList>& id) {
  TaskList list = owned_list(tx, who, id);
  if (list.removed) return;
  list.removed = tx.now();
  tx.update(list);
}

ListView restore_list(Write& tx, const User& who, const Id<TaskList>& id) {
  TaskList list = owned_list(tx, who, id);
  if (list.removed) {
    list.removed.reset();
    tx.update(list);
  }
  return view_of(tx, who, id);
}

}  // namespace stoa::todo
