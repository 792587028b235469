// A whole list as a file, and back: as JSON with all there is, as CSV and todo.txt with what those
// can say (exchange_model.h).
//
// A file comes in as a whole or not at all, in one transaction.
#pragma once

#include "apps/todo/exchange_model.h"

namespace stoa::todo {

enum class ListFormat { json, csv, todo_txt };
BOOST_DESCRIBE_ENUM(ListFormat, json, csv, todo_txt)

struct ListFileQuery {
  Id<TaskList> id = {};
  Default<ListFormat, ListFormat::json> format = {};
};
BOOST_DESCRIBE_STRUCT(ListFileQuery, (), (id, format))

inline constexpr std::int64_t most_file_bytes = 16 << 20;

struct ListFile {
  Upload file = {};
  ListFormat format = {};
  std::optional<Id<TaskList>> list = {};   // behind what it has; a new list, if not said
  std::optional<Text<1, 100>> title = {};  // of a new one; what the file says, if not said
  std::optional<bool> check = {};          // only tell what would come of it
};
BOOST_DESCRIBE_STRUCT(ListFile, (), (file, format, list, title, check))

struct ListImport {
  std::optional<Id<TaskList>> list = {};  // none where it was only checked
  std::int64_t tasks = 0;
  std::int64_t completions = 0;
  std::int64_t reminders = 0;
  std::vector<NotUnderstood> not_understood = {};  // the first hundred
  std::int64_t others = 0;                         // that were not understood, beside these
};
BOOST_DESCRIBE_STRUCT(ListImport, (), (list, tasks, completions, reminders, not_understood, others))

TextFile export_list(Read& tx, const User& who, const ListFileQuery& in);
ListImport import_list(stoa::Task& task, const User& who, const ListFile& in);

}  // namespace stoa::todo
