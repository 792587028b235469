#include "apps/todo/exchange.h"

#include <algorithm>
#include <map>

#include "apps/todo/access.h"
#include "apps/todo/lists.h"
#include "apps/todo/planting.h"
#include "apps/todo/reminders.h"
#include "kernel/model/utf8.h"

namespace stoa::todo {
namespace {

constexpr std::size_t most_told = 100;

struct FileKind {
  std::string_view extension, content_type;
};

FileKind kind_of(ListFormat format) {
  switch (format) {
    case ListFormat::csv:
      return {".csv", "text/csv; charset=utf-8"};
    case ListFormat::todo_txt:
      return {".txt", "text/plain; charset=utf-8"};
    case ListFormat::json:
      break;
  }
  return {".json", "application/json"};
}

std::string text_of(const ListInFile& list, ListFormat format) {
  if (format == ListFormat::csv) return to_csv(list);
  if (format == ListFormat::todo_txt) return to_txt(list);
  return to_json(list);
}

FileReading reading_of(std::string_view text, ListFormat format) {
  if (find_invalid_utf8(text) != text.npos) {
    throw Refusal{
        problems::validation_failed, "", {{"/file", "invalid_unicode", "This file is not UTF-8."}}};
  }
  if (format == ListFormat::csv) return read_csv(text);
  if (format == ListFormat::todo_txt) return read_txt(text);
  return {.list = from_json<ListInFile>(text)};
}

DoneInFile done_in_file(const Completion& done) {
  return {.occurrence = done.occurrence,
          .outcome = done.outcome,
          .at = done.created,
          .start = done.start,
          .series_start = done.series_start,
          .repeat = done.repeat};
}

TaskInFile task_in_file(const Task& task) {
  TaskInFile out{task};
  out.uid = task.uid;
  out.status = task.status;
  out.percent = task.percent;
  out.series_start = task.series_start;
  out.completed = task.completed;
  out.created = task.created;
  return out;
}

// With the reminders of whoever asks.
ListInFile list_in_file(Read& tx, const User& who, const Id<TaskList>& id) {
  ListInFile list{tx.get(id)};
  std::map<Id<Task>, std::size_t> places;
  const auto tasks = tx.query<Task>("where list = $1 and removed is null order by position", id);
  for (const Task& task : tasks) {
    places.emplace(task.id, list.tasks.size());
    list.tasks.push_back(task_in_file(task));
  }
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    const auto whole = tasks[i].parent ? places.find(*tasks[i].parent) : places.end();
    if (whole != places.end()) list.tasks[i].parent = list.tasks[whole->second].uid;
  }
  for (const Completion& done : tx.query<Completion>("where list = $1 order by created, id", id)) {
    const auto task = places.find(done.task);
    if (task != places.end()) list.tasks[task->second].history.push_back(done_in_file(done));
  }
  for (const Reminder& one : tx.query<Reminder>(
           "where account = $1 and task in (select id from tasks where list = $2) order by minutes",
           who.account(), id)) {
    const auto task = places.find(one.task);
    if (task != places.end()) list.tasks[task->second].reminders.push_back(one.minutes.value);
  }
  return list;
}

// "Home.csv" is a list called Home.
ListFields fields_of(const ListFile& in, const ListInFile& list) {
  ListFields fields{list};
  if (in.title) {
    fields.title = *in.title;
  } else if (fields.title.empty()) {
    fields.title = in.file.name.substr(0, in.file.name.find('.'));
    if (fields.title.empty() || count_code_points(fields.title) > 100) fields.title = "Imported";
  }
  return fields;
}

ListImport report_of(const FileReading& reading) {
  ListImport report;
  report.tasks = static_cast<std::int64_t>(reading.list.tasks.size());
  for (const TaskInFile& task : reading.list.tasks) {
    report.completions += static_cast<std::int64_t>(task.history.size());
    report.reminders += static_cast<std::int64_t>(task.reminders.size());
  }
  const std::size_t all = reading.not_understood.size(), told = std::min(all, most_told);
  report.not_understood.assign(reading.not_understood.begin(),
                               reading.not_understood.begin() + static_cast<std::ptrdiff_t>(told));
  report.others = static_cast<std::int64_t>(all - told);
  return report;
}

}  // namespace

TextFile export_list(Read& tx, const User& who, const ListFileQuery& in) {
  check_list(tx, who, in.id, Share::viewer);
  const ListInFile list = list_in_file(tx, who, in.id);
  const FileKind kind = kind_of(in.format);
  return {.name = list.title + std::string(kind.extension),
          .content_type = std::string(kind.content_type),
          .content = text_of(list, in.format)};
}

ListImport import_list(stoa::Task& task, const User& who, const ListFile& in) {
  const FileReading reading = reading_of(task.content(in.file), in.format);
  const Planting planting(reading.list);
  ListImport report = report_of(reading);
  if (in.check.value_or(false)) {
    task.read([&](Read& tx) {
      if (in.list) check_named_list(tx, who, *in.list, Share::editor);
    });
    return report;
  }
  task.write([&](Write& tx) {
    if (in.list) check_named_list(tx, who, *in.list, Share::editor);
    report.list = in.list ? *in.list : add_list(tx, who, fields_of(in, reading.list)).id;
    planting.plant(tx, who.account(), *report.list);
  });
  return report;
}

}  // namespace stoa::todo
