#include "apps/todo/changes.h"

#include <algorithm>

#include "apps/todo/access.h"

namespace stoa::todo {
namespace {

struct Departure {
  std::int64_t sequence = 0;
  Id<Task> task = {};
};
BOOST_DESCRIBE_STRUCT(Departure, (), (sequence, task))

// The number of the last change that fits, where there are more than fit.
std::optional<std::int64_t> cut(const std::vector<Task>& tasks, const std::vector<Departure>& left,
                                std::size_t limit) {
  std::vector<std::int64_t> numbers;
  for (const Task& task : tasks) numbers.push_back(task.sequence);
  for (const Departure& one : left) numbers.push_back(one.sequence);
  if (numbers.size() <= limit) return std::nullopt;
  std::sort(numbers.begin(), numbers.end());
  return numbers[limit - 1];
}

}  // namespace

Changes list_changes(Read& tx, const User& who, const ChangesQuery& in) {
  check_list(tx, who, in.id, Share::viewer);
  const TaskList list = tx.get(in.id);
  const std::int64_t since = in.since.value, limit = in.limit.value;
  if (since > list.sequence || (since > 0 && since < list.forgotten)) throw copy_too_old;
  const auto tasks = tx.query<Task>("where list = $1 and sequence > $2 order by sequence limit $3",
                                    in.id, since, limit + 1);
  // What left and came back is told by its own number.
  const auto left = tx.rows<Departure>(
      "select sequence, task from departures d where list = $1 and sequence > $2 and "
      "not exists (select 1 from tasks t where t.id = d.task and t.list = d.list) "
      "order by sequence limit $3",
      in.id, since, limit + 1);
  const auto last = cut(tasks, left, static_cast<std::size_t>(limit));
  Changes changes{.sequence = last.value_or(list.sequence), .more = last.has_value()};
  for (const Departure& one : left) {
    if (since > 0 && one.sequence <= changes.sequence) changes.removed.push_back(one.task);
  }
  for (const Task& task : tasks) {
    if (task.sequence > changes.sequence) break;
    if (!task.removed) {
      changes.tasks.push_back(task);
    } else if (since > 0) {
      changes.removed.push_back(task.id);
    }
  }
  return changes;
}

}  // namespace stoa::todo
