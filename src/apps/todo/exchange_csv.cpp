#include <algorithm>
#include <map>

#include "apps/todo/exchange_model.h"
#include "apps/todo/times.h"
#include "kernel/model/csv_rows.h"

namespace stoa::todo {
namespace {

// A line of the table. A part stands below its whole, one level deeper.
struct CsvTask : TaskFields {
  Default<Range<1, 11>, 1> level = {};
  Default<Status, Status::needs_action> status = {};
  Default<Range<0, 100>, 0> percent = {};
  std::optional<Timestamp> completed = {};
};
BOOST_DESCRIBE_STRUCT(CsvTask, (TaskFields), (level, status, percent, completed))

// Wholes in their order, each with its parts behind it.
class CsvTree {
 public:
  explicit CsvTree(const ListInFile& list) : list_(list) {
    std::map<std::string, std::size_t> places;
    for (std::size_t i = 0; i < list.tasks.size(); ++i)
      if (list.tasks[i].uid) places.emplace(*list.tasks[i].uid, i);
    for (std::size_t i = 0; i < list.tasks.size(); ++i) {
      const auto whole = list.tasks[i].parent ? places.find(*list.tasks[i].parent) : places.end();
      (whole == places.end() ? roots_ : parts_[whole->second]).push_back(i);
    }
  }
  template <class Visit>
  void walk(Visit visit) const {
    for (const std::size_t root : roots_) walk(root, 1, visit);
  }

 private:
  template <class Visit>
  void walk(std::size_t at, int level, Visit& visit) const {
    visit(list_.tasks[at], level);
    const auto parts = parts_.find(at);
    if (parts == parts_.end()) return;
    for (const std::size_t part : parts->second) walk(part, level + 1, visit);
  }
  const ListInFile& list_;
  std::vector<std::size_t> roots_;
  std::map<std::size_t, std::vector<std::size_t>> parts_;
};

// Reads line by line; what a cell says that means nothing is left out of its task, and told.
class CsvListReader {
 public:
  explicit CsvListReader(std::string_view text) : reader_(csv_separator(text)) {
    reader_.feed(text);
    reader_.finish();
  }
  FileReading read() {
    auto header = reader_.next();
    if (!header || !header->fault.empty()) refuse("The first line is no header of a table.");
    read_header(*header);
    while (auto record = reader_.next()) read_record(*record);
    return std::move(reading_);
  }

 private:
  [[noreturn]] static void refuse(std::string why) {
    throw Refusal{problems::validation_failed, "", {{"/file", "malformed", std::move(why)}}};
  }
  void tell(std::uint64_t line, std::string text, std::string because) {
    reading_.not_understood.push_back(
        {static_cast<std::int64_t>(line), std::move(text), std::move(because)});
  }

  void read_header(const CsvRecord& header) {
    const Shape& shape = shape_of<CsvTask>();
    for (const CsvCell& cell : header.cells) {
      const bool known = shape.find(cell.text) != nullptr;
      if (!known) tell(header.line, cell.text, "No column of a task is called so.");
      names_.push_back(known ? cell.text : "");
    }
    if (std::find(names_.begin(), names_.end(), "title") == names_.end())
      refuse("The table has no column `title`.");
    columns_.emplace(shape, header.cells, Strictness::peer);
  }

  void read_record(CsvRecord& record) {
    if (!record.fault.empty() || record.cells.size() > names_.size())
      return tell(record.line, "",
                  record.fault.empty() ? "This line has more cells than the header."
                                       : std::string(record.fault));
    while (!take(record)) {
    }
  }

  // Whether the line is dealt with; else a cell of it was emptied, and it is looked at again.
  bool take(CsvRecord& record) try {
    add(from_json<CsvTask>(columns_->json(record.cells)), record.line);
    return true;
  } catch (const Refusal& refusal) {
    if (refusal.problem != problems::validation_failed) throw;
    bool emptied = false;
    for (const FieldError& error : refusal.errors) emptied |= empty(record, error);
    if (!emptied) tell(record.line, "", refusal.errors.front().message);
    return !emptied;
  }

  bool empty(CsvRecord& record, const FieldError& error) {
    const std::string name = error.pointer.substr(1, error.pointer.find('/', 1) - 1);
    const auto at = std::find(names_.begin(), names_.end(), name) - names_.begin();
    if (name == "title" || at >= static_cast<std::ptrdiff_t>(record.cells.size())) return false;
    CsvCell& cell = record.cells[static_cast<std::size_t>(at)];
    if (cell.text.empty()) return false;
    tell(record.line, std::exchange(cell, {}).text, error.message);
    return true;
  }

  void add(const CsvTask& row, std::uint64_t line) {
    check_labels(row.labels);
    Task trial{row};
    settle_times(trial, nullptr);
    TaskInFile task{row};
    task.uid = std::to_string(line);
    const auto level = static_cast<std::size_t>(row.level.value);
    wholes_.resize(std::min(wholes_.size(), level - 1));
    if (!wholes_.empty()) task.parent = wholes_.back();
    wholes_.push_back(*task.uid);
    task.status = row.status;
    task.percent = row.percent;
    task.completed = row.completed;
    reading_.list.tasks.push_back(std::move(task));
  }

  CsvReader reader_;
  FileReading reading_;
  std::vector<std::string> names_;
  std::optional<CsvColumns> columns_;
  std::vector<std::string> wholes_;  // above the next line
};

}  // namespace

std::string to_csv(const ListInFile& list) {
  std::string out;
  append_csv(csv_header(shape_of<CsvTask>(), {}), out);
  CsvTree(list).walk([&](const TaskInFile& task, int level) {
    CsvTask row{task};
    row.level = Range<1, 11>(level);
    row.status = task.status;
    row.percent = task.percent;
    row.completed = task.completed;
    append_csv(csv_row(shape_of<CsvTask>(), &row, {}), out);
  });
  return out;
}

FileReading read_csv(std::string_view text) { return CsvListReader(text).read(); }

}  // namespace stoa::todo
