#include "apps/todo/planting.h"

#include <algorithm>
#include <map>
#include <set>

#include "apps/todo/moving.h"
#include "apps/todo/places.h"
#include "apps/todo/reminders.h"
#include "apps/todo/times.h"

namespace stoa::todo {
namespace {

constexpr std::size_t most_errors = 100;

// A rule and where it counts from, as settle_times() judges them.
void check_rule(const When& series_start, const Rule& repeat) {
  Task trial;
  trial.due = series_start;
  trial.repeat = repeat;
  settle_times(trial, nullptr);
}

// Of whoever did it nothing is known.
void plant_done(Write& tx, const Task& task, const DoneInFile& done) {
  const Completion made = tx.insert(Completion{.task = task.id,
                                               .list = task.list,
                                               .occurrence = done.occurrence,
                                               .outcome = done.outcome,
                                               .start = done.start,
                                               .series_start = done.series_start,
                                               .repeat = done.repeat});
  if (done.at) tx.run("update completions set created = $1 where id = $2", *done.at, made.id);
}

std::string pointer_to(std::size_t task) { return "/tasks/" + std::to_string(task); }

}  // namespace

Planting::Planting(const ListInFile& list) : list_(list), wholes_(list.tasks.size(), -1) {
  for (std::size_t i = 0; i < list.tasks.size() && errors_.size() < most_errors; ++i) judge_task(i);
  judge_wholes();
  if (!errors_.empty()) throw Refusal{problems::validation_failed, "", errors_};
}

void Planting::fault(const std::string& pointer, const char* code, std::string message) {
  errors_.push_back({pointer, code, std::move(message)});
}

// What is wrong with a task is told with where in the file it stands.
template <class Work>
void Planting::telling(const std::string& pointer, Work work) {
  try {
    work();
  } catch (const Refusal& refusal) {
    if (refusal.problem != problems::validation_failed) throw;
    for (const FieldError& error : refusal.errors)
      errors_.push_back({pointer + error.pointer, error.code, error.message});
  }
}

void Planting::judge_task(std::size_t at) {
  const TaskInFile& task = list_.tasks[at];
  const std::string pointer = pointer_to(at);
  telling(pointer, [&] {
    check_labels(task.labels);
    Task trial{task};
    settle_times(trial, nullptr);
    if (task.repeat && task.series_start) check_rule(*task.series_start, *task.repeat);
  });
  const std::set<std::int64_t> once(task.reminders.begin(), task.reminders.end());
  if (once.size() < task.reminders.size())
    fault(pointer + "/reminders", "twice", "A reminder is there once.");
  judge_history(task, pointer);
}

void Planting::judge_history(const TaskInFile& task, const std::string& pointer) {
  std::set<std::string> once;
  for (std::size_t i = 0; i < task.history.size(); ++i) {
    const DoneInFile& done = task.history[i];
    const std::string at = pointer + "/history/" + std::to_string(i);
    telling(at, [&] { check_rule(done.series_start, done.repeat); });
    if (!once.insert(done.occurrence).second)
      fault(at + "/occurrence", "twice", "An occurrence is done once.");
  }
}

// Finds the whole of each part, and puts wholes first.
void Planting::judge_wholes() {
  std::map<std::string, std::ptrdiff_t> places;
  for (std::size_t i = 0; i < list_.tasks.size(); ++i) {
    const auto& uid = list_.tasks[i].uid;
    if (uid && !places.emplace(*uid, static_cast<std::ptrdiff_t>(i)).second)
      fault(pointer_to(i) + "/uid", "twice", "Another task of the file has this uid.");
  }
  std::vector<int> levels(list_.tasks.size(), 0);
  for (std::size_t i = 0; i < list_.tasks.size(); ++i) {
    const auto& parent = list_.tasks[i].parent;
    const auto whole = parent ? places.find(*parent) : places.end();
    if (parent && whole == places.end())
      fault(pointer_to(i) + "/parent", "unknown", "No task of the file has this uid.");
    if (whole != places.end()) wholes_[i] = whole->second;
  }
  for (std::size_t i = 0; i < levels.size(); ++i) {
    for (auto above = wholes_[i]; above >= 0 && levels[i] <= most_levels; ++levels[i])
      above = wholes_[static_cast<std::size_t>(above)];
    if (levels[i] > most_levels)
      fault(pointer_to(i) + "/parent", "too_deep", "Parts of parts go ten levels deep.");
    order_.push_back(i);
  }
  std::stable_sort(order_.begin(), order_.end(),
                   [&](std::size_t a, std::size_t b) { return levels[a] < levels[b]; });
}

void Planting::plant(Write& tx, const AccountId& account, const Id<TaskList>& into) const {
  const std::int64_t there = tx.count<Task>("list = $1", into);
  if (there + static_cast<std::int64_t>(list_.tasks.size()) > most_tasks) throw list_is_full;
  std::vector<std::string> positions;
  for (std::size_t i = 0; i < list_.tasks.size(); ++i)
    positions.push_back(i == 0 ? place_at_end(tx, into) : place_between(positions.back(), ""));
  std::vector<Id<Task>> ids(list_.tasks.size());
  for (const std::size_t at : order_) {
    Task task{list_.tasks[at]};
    task.list = into;
    task.author = account;
    task.position = positions[at];
    if (wholes_[at] >= 0) task.parent = ids[static_cast<std::size_t>(wholes_[at])];
    ids[at] = plant_task(tx, list_.tasks[at], std::move(task), there == 0);
  }
}

// `fresh`: the list had no tasks, so that no uid can be there already.
Id<Task> Planting::plant_task(Write& tx, const TaskInFile& from, Task task, bool fresh) const {
  const bool taken =
      !from.uid || (!fresh && tx.exists<Task>("list = $1 and uid = $2", task.list, *from.uid));
  task.uid = taken ? to_string(make_uuid_v7(tx.now())) : std::string(*from.uid);
  settle_times(task, nullptr);
  if (task.repeat && from.series_start) task.series_start = from.series_start;
  task.status = from.status;
  task.percent = from.percent;
  if (task.status == Status::completed) task.completed = from.completed.value_or(tx.now());
  task = insert_task(tx, std::move(task));
  if (from.created) tx.run("update tasks set created = $1 where id = $2", *from.created, task.id);
  for (const DoneInFile& done : from.history) plant_done(tx, task, done);
  for (const auto& minutes : from.reminders)
    insert_reminder(tx, {.task = task.id, .minutes = minutes}, *task.author, task);
  return task.id;
}

}  // namespace stoa::todo
