// What was read from a file becomes tasks of a list.
//
// Made and judged outside of a transaction: what is wrong with the file is told before anything is
// written. plant() is for the write lane.
#pragma once

#include "apps/todo/exchange_model.h"

namespace stoa::todo {

class Planting {
 public:
  // Throws validation_failed with what does not fit: parts of nothing or of themselves, series that
  // are none, uids that are there twice. The list outlives this.
  explicit Planting(const ListInFile& list);

  // Behind what the list has, as tasks of the account; their reminders are its own. Throws
  // list_is_full. A uid that the list has already becomes another.
  void plant(Write& tx, const AccountId& account, const Id<TaskList>& into) const;

 private:
  void judge_task(std::size_t at);
  void judge_wholes();
  void judge_history(const TaskInFile& task, const std::string& pointer);
  void fault(const std::string& pointer, const char* code, std::string message);
  template <class Work>
  void telling(const std::string& pointer, Work work);
  Id<Task> plant_task(Write& tx, const TaskInFile& from, Task task, bool fresh) const;

  const ListInFile& list_;
  std::vector<std::ptrdiff_t> wholes_;  // of each task, -1 for none
  std::vector<std::size_t> order_;      // wholes before their parts
  std::vector<FieldError> errors_;
};

}  // namespace stoa::todo
