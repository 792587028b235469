#include "apps/todo/typing.h"

#include "apps/todo/profiles.h"
#include "apps/todo/tasks.h"
#include "formats/quick_add.h"
#include "kernel/time/zone.h"

namespace stoa::todo {

Task add_typed_task(Write& tx, const User& who, const TypedTask& in) {
  const Zone zone = profile_of(tx, who.account()).zone;
  const auto typed = formats::parse_quick_add(in.text, zone_rules(zone).local(tx.now()), zone);
  NewTask task;
  task.list = in.list;
  task.title = typed.title;
  task.due = in.due;
  if (typed.due) task.due = *typed.due;
  if (typed.repeat) task.repeat = *typed.repeat;
  if (typed.repeats_after_completion) task.repeat_from = RepeatFrom::completion;
  if (typed.priority) task.priority = *typed.priority;
  for (const std::string& label : typed.labels) task.labels.push_back(label);
  return add_task(tx, who, task);
}

}  // namespace stoa::todo
