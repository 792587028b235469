// A list outside of this server: what each file of a list is written from, and read into.
//
// The JSON is this, member by member, and has all of it; the other formats have what they can say.
// Values only; any thread.
#pragma once

#include "apps/todo/tasks.h"

namespace stoa::todo {

// An occurrence that was done or let pass, without who did it: people are not the same elsewhere.
struct DoneInFile {
  When occurrence = {};
  Outcome outcome = {};
  std::optional<Timestamp> at = {};
  std::optional<When> start = {};
  When series_start = {};
  Rule repeat = {};
};
BOOST_DESCRIBE_STRUCT(DoneInFile, (), (occurrence, outcome, at, start, series_start, repeat))

struct TaskInFile : TaskFields {
  std::optional<Text<1, 255>> uid = {};
  std::optional<Text<1, 255>> parent = {};  // the uid of what it is a part of
  Default<Status, Status::needs_action> status = {};
  Default<Range<0, 100>, 0> percent = {};
  std::optional<When> series_start = {};
  std::optional<Timestamp> completed = {};
  std::optional<Timestamp> created = {};
  List<Range<0, 40'320>, 0, 5> reminders = {};  // whoever reads the file, minutes before
  List<DoneInFile, 0, 10'000> history = {};
};
BOOST_DESCRIBE_STRUCT(TaskInFile, (TaskFields),
                      (uid, parent, status, percent, series_start, completed, created, reminders,
                       history))

struct ListInFile : ListFields {
  List<TaskInFile, 0, 20'000> tasks = {};  // in their order
};
BOOST_DESCRIBE_STRUCT(ListInFile, (ListFields), (tasks))

// What of a file means nothing here.
struct NotUnderstood {
  std::int64_t line = 0;  // from 1
  std::string text = {};
  std::string because = {};
};
BOOST_DESCRIBE_STRUCT(NotUnderstood, (), (line, text, because))

// What came of reading a file.
struct FileReading {
  ListInFile list = {};
  std::vector<NotUnderstood> not_understood = {};
};

// In exchange_csv.cpp: a line each, with the level of a part.
std::string to_csv(const ListInFile& list);
FileReading read_csv(std::string_view text);

// In exchange_txt.cpp: todo.txt, a line each.
std::string to_txt(const ListInFile& list);
FileReading read_txt(std::string_view text);

}  // namespace stoa::todo
