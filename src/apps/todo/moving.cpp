#include "apps/todo/moving.h"

#include "apps/todo/access.h"
#include "apps/todo/places.h"
#include "apps/todo/queries.h"
#include "apps/todo/resources.h"
#include "apps/todo/tasks.h"

namespace stoa::todo {
namespace {

struct Neighbours {
  std::optional<std::string> before = {};
  std::optional<std::string> behind = {};
};
BOOST_DESCRIBE_STRUCT(Neighbours, (), (before, behind))

struct LastPlace {
  std::optional<std::string> before = {};
};
BOOST_DESCRIBE_STRUCT(LastPlace, (), (before))

std::string place_before(Read& tx, const Task& task) {
  const auto around = tx.rows<Neighbours>(sql::neighbours, task.list, task.position).front();
  return place_between(around.before.value_or(""), task.position);
}

Task named_task(Read& tx, const Id<TaskList>& list, const Id<Task>& id) {
  const auto task = tx.find(id);
  if (!task || task->list != list || task->removed) throw unknown_task;
  return *task;
}

void move_parts(Write& tx, const std::vector<Task>& all, const Id<TaskList>& list) {
  for (std::size_t i = 1; i < all.size(); ++i) {
    Task part = all[i];
    part.list = list;
    part.position = place_at_end(tx, list);
    move_resource(tx, update_task(tx, part));
    tx.run("update completions set list = $1 where task = $2", list, part.id);
  }
}

}  // namespace

Task move_task(Write& tx, const User& who, const MoveTask& in) {
  Task task = task_for(tx, who, in.id, Share::editor);
  const bool leaves = in.list && *in.list != task.list;
  const auto all = leaves ? with_parts(tx, task) : std::vector<Task>{};
  if (leaves) {
    check_named_list(tx, who, *in.list, Share::editor);
    for (const Task& one : all) tell_left(tx, one);
    task.list = *in.list;
  }
  task.parent = in.parent;
  if (task.parent) check_parent(tx, task);
  if (!in.before) {
    task.position = place_at_end(tx, task.list);
  } else if (*in.before != task.id) {
    task.position = place_before(tx, named_task(tx, task.list, *in.before));
  }
  const Task moved = update_task(tx, task);
  if (leaves) {
    move_resource(tx, moved);
    tx.run("update completions set list = $1 where task = $2", task.list, task.id);
    move_parts(tx, all, task.list);
  }
  return moved;
}

void check_parent(Read& tx, const Task& task) {
  auto above = task.parent;
  for (int level = 1; above; ++level) {
    if (*above == task.id) throw parent_below;
    if (level > most_levels) throw parts_too_deep;
    above = named_task(tx, task.list, *above).parent;
  }
}

std::string place_at_end(Read& tx, const Id<TaskList>& list) {
  const auto last = tx.rows<LastPlace>(sql::last_place, list).front();
  return place_between(last.before.value_or(""), "");
}

std::int64_t next_sequence(Write& tx, const Id<TaskList>& list) {
  tx.run(sql::next_sequence, list);
  return tx.get(list).sequence;
}

}  // namespace stoa::todo
