#include "apps/todo/recurring.h"

#include "apps/todo/access.h"
#include "apps/todo/profiles.h"
#include "apps/todo/resources.h"
#include "apps/todo/tasks.h"
#include "apps/todo/times.h"
#include "kernel/time/zone.h"

namespace stoa::todo {
namespace {

// What was done for one occurrence is to do again for the next.
void reopen_parts(Write& tx, const Task& whole) {
  const auto all = with_parts(tx, whole);
  for (std::size_t i = 1; i < all.size(); ++i) {
    if (all[i].status != Status::completed || all[i].repeat) continue;
    Task part = all[i];
    set_status(part, Status::needs_action, tx.now());
    update_task(tx, part);
  }
}

// Whoever did the whole did what was left of it. A part that recurs goes on by itself.
void complete_parts(Write& tx, const Task& whole) {
  const auto all = with_parts(tx, whole);
  for (std::size_t i = 1; i < all.size(); ++i) {
    if (!is_open(all[i]) || all[i].repeat) continue;
    Task part = all[i];
    set_status(part, Status::completed, tx.now());
    update_task(tx, part);
  }
}

// For good: it does not recur, or this was the last of its occurrences.
Task end_task(Write& tx, Task task, Status status) {
  set_status(task, status, tx.now());
  task = update_task(tx, task);
  if (status == Status::completed) complete_parts(tx, task);
  return task;
}

// What was done before, and is due again because somebody put it back, is written once.
void write_down(Write& tx, const User& who, const Task& task, Outcome outcome) {
  if (tx.exists<Completion>("task = $1 and occurrence = $2", task.id, *task.due)) return;
  tx.insert(Completion{.task = task.id,
                       .list = task.list,
                       .occurrence = *task.due,
                       .outcome = outcome,
                       .account = who.account(),
                       .start = task.start,
                       .series_start = *task.series_start,
                       .repeat = *task.repeat});
}

Task go_on(Write& tx, const User& who, Task task, Outcome outcome) {
  write_down(tx, who, task, outcome);
  const auto step = step_of(task, tx.now(), zone_rules(profile_of(tx, who.account()).zone));
  if (!step)
    return end_task(tx, task, outcome == Outcome::done ? Status::completed : Status::cancelled);
  take_step(task, *step);
  task.percent = 0;
  set_status(task, Status::needs_action, tx.now());
  task = update_task(tx, task);
  reopen_parts(tx, task);
  return task;
}

Task do_task(Write& tx, const User& who, const DoTask& in, Outcome outcome) {
  Task task = task_for(tx, who, in.id, Share::editor);
  const Status status = outcome == Outcome::done ? Status::completed : Status::cancelled;
  if (!task.repeat) {
    return task.status == status ? task : end_task(tx, task, status);
  }
  if (!in.occurrence) throw occurrence_needed;
  if (tx.exists<Completion>("task = $1 and occurrence = $2", task.id, *in.occurrence)) return task;
  if (task.due != in.occurrence) throw occurrence_elsewhere;
  return pass_occurrence(tx, who, task, outcome);
}

}  // namespace

Task pass_occurrence(Write& tx, const User& who, Task task, Outcome outcome) {
  const auto kept = kept_of(resource_of(tx, task.id));
  for (std::optional<Outcome> next = outcome; next; next = said_ahead(kept, task))
    task = go_on(tx, who, std::move(task), *next);
  return task;
}

Task complete_task(Write& tx, const User& who, const DoTask& in) {
  return do_task(tx, who, in, Outcome::done);
}

Task skip_task(Write& tx, const User& who, const DoTask& in) {
  return do_task(tx, who, in, Outcome::skipped);
}

Task reopen_task(Write& tx, const User& who, const Id<Task>& id) {
  Task task = task_for(tx, who, id, Share::editor);
  if (task.repeat) {
    const auto done =
        tx.query<Completion>("where task = $1 order by created desc, id desc limit 1", id);
    if (done.empty()) throw nothing_to_reopen;
    const Completion& last = done.front();
    take_step(task, {last.occurrence, last.series_start, last.repeat});
    task.start = last.start;
    tx.remove(last.id);
  }
  set_status(task, Status::needs_action, tx.now());
  return update_task(tx, task);
}

Page<Completion> list_completions(Read& tx, const User& who, const CompletionQuery& in) {
  Where where = of_own_lists(who);
  if (in.task) where.add("task = $1", *in.task);
  if (in.list) where.add("list = $1", *in.list);
  return tx.page<Completion>("select * from completions", where, "-created, -id", in);
}

}  // namespace stoa::todo
