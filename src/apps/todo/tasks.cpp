#include "apps/todo/tasks.h"

#include "apps/todo/access.h"
#include "apps/todo/moving.h"
#include "apps/todo/queries.h"
#include "apps/todo/reminders.h"
#include "apps/todo/times.h"

namespace stoa::todo {
namespace {

constexpr std::string_view signs_of_labels = " \t\n\r,;\"'#@+!:()[]{}<>\\";

// A text that LIKE … escape '\\' takes as it stands.
std::string literally(std::string_view text) {
  std::string pattern;
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern;
}

Where asked_for(const User& who, const TaskQuery& in) {
  Where where = of_own_lists(who);
  const bool removed = in.removed.value_or(false);
  where.add(removed ? Sql("removed is not null") : Sql("removed is null"));
  if (in.search) where.add(sql::task_matches, search_words(*in.search));
  if (in.list) where.add("list = $1", *in.list);
  if (in.parent) where.add("parent = $1", *in.parent);
  if (in.open) {
    where.add(*in.open ? Sql("status in ('needs_action', 'in_process')")
                       : Sql("status in ('completed', 'cancelled')"));
  }
  if (in.label) {
    where.add("cast(labels as text) like $1 escape '\\'", "%\"" + literally(*in.label) + "\"%");
  }
  return where;
}

}  // namespace

Page<Task> list_tasks(Read& tx, const User& who, const TaskQuery& in) {
  return tx.page<Task>(sql::task_hits, asked_for(who, in), "position, id", in);
}

Task get_task(Read& tx, const User& who, const Id<Task>& id) {
  return task_for(tx, who, id, Share::viewer);
}

Task add_task(Write& tx, const User& who, const NewTask& in) {
  check_named_list(tx, who, in.list, Share::editor);
  check_room(tx, in.list);
  check_labels(in.labels);
  Task task{in};
  task.list = in.list;
  task.author = who.account();
  task.uid = to_string(make_uuid_v7(tx.now()));
  task.parent = in.parent;
  if (in.parent) check_parent(tx, task);
  task.position = place_at_end(tx, in.list);
  settle_times(task, nullptr);
  return insert_task(tx, task);
}

Task edit_task(Write& tx, const User& who, const Patch<EditTask>& in) {
  const Task before = task_for(tx, who, in.fields.id, Share::editor);
  EditTask edit{before, before.id, before.status, before.percent};
  in.apply(edit);
  check_labels(edit.labels);
  Task task = before;
  static_cast<TaskFields&>(task) = edit;
  task.percent = edit.percent;
  settle_times(task, &before);
  if (edit.status != before.status) {
    if (task.repeat && edit.status == Status::completed) throw recurs;
    set_status(task, edit.status, tx.now());
  }
  return update_task(tx, task);
}

void remove_task(Write& tx, const User& who, const Id<Task>& id) {
  const Task whole = any_task_for(tx, who, id, Share::editor);
  if (whole.removed) return;
  for (Task& task : with_parts(tx, whole)) {
    if (task.removed) continue;
    task.removed = tx.now();
    update_task(tx, task);
  }
}

// What was removed together comes back together; a part whose whole is still in the trash stands
// for itself.
Task restore_task(Write& tx, const User& who, const Id<Task>& id) {
  Task whole = any_task_for(tx, who, id, Share::editor);
  if (!whole.removed) return whole;
  const auto removed = whole.removed;
  if (whole.parent && tx.get(*whole.parent).removed) whole.parent.reset();
  Task restored;
  for (Task& task : with_parts(tx, whole)) {
    if (task.removed != removed) continue;
    task.removed.reset();
    const Task stored = update_task(tx, task);
    if (stored.id == id) restored = stored;
  }
  return restored;
}

bool is_label(std::string_view text) {
  return !text.empty() && text.find_first_of(signs_of_labels) == text.npos;
}

void check_labels(const std::vector<Label>& labels) {
  std::vector<FieldError> errors;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (is_label(labels[i])) continue;
    errors.push_back({"/labels/" + std::to_string(i), "not_a_word",
                      "A label is one word, of letters, digits, hyphens and the like."});
  }
  if (!errors.empty()) throw Refusal{problems::validation_failed, "", std::move(errors)};
}

void check_room(Read& tx, const Id<TaskList>& list) {
  if (tx.count<Task>("list = $1", list) >= most_tasks) throw list_is_full;
}

bool is_open(const Task& task) {
  return !task.removed &&
         (task.status == Status::needs_action || task.status == Status::in_process);
}

void set_status(Task& task, Status status, Timestamp now) {
  task.status = status;
  task.completed.reset();
  if (status == Status::completed) {
    task.completed = now;
    task.percent = 100;
  } else if (task.percent == 100) {
    task.percent = 0;
  }
}

Task insert_task(Write& tx, Task task) {
  task.sequence = next_sequence(tx, task.list);
  task = tx.insert(std::move(task));
  tx.index(sql::index_task, task.id);
  return task;
}

Task update_task(Write& tx, Task task) {
  task.sequence = next_sequence(tx, task.list);
  task = tx.update(std::move(task));
  tx.index(sql::index_task, task.id);
  reset_reminders(tx, task);
  return task;
}

std::vector<Task> with_parts(Read& tx, const Task& task) {
  std::vector<Task> all{task};
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (Task& part : tx.query<Task>("where parent = $1 order by position", all[i].id))
      all.push_back(std::move(part));
  }
  return all;
}

}  // namespace stoa::todo
