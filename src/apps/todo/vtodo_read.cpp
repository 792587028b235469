// What a calendar program wrote, as a task: field by field.

#include <algorithm>
#include <charconv>

#include "apps/todo/calendar.h"
#include "apps/todo/dav_problems.h"
#include "apps/todo/tasks.h"
#include "apps/todo/times.h"
#include "apps/todo/vtodo.h"
#include "formats/icalendar_time.h"
#include "kernel/model/utf8.h"
#include "kernel/time/series.h"

namespace stoa::todo {
namespace {

using formats::IcalComponent;
using formats::IcalProperty;

constexpr std::string_view read_properties[] = {
    "UID",     "DTSTAMP", "LAST-MODIFIED", "SUMMARY", "DESCRIPTION",      "PRIORITY",  "CATEGORIES",
    "DTSTART", "DUE",     "DURATION",      "STATUS",  "PERCENT-COMPLETE", "COMPLETED", "RRULE"};

bool is_whole(const IcalProperty& property) {
  const std::string_view type = property.parameter("RELTYPE");
  return property.name == "RELATED-TO" && (type.empty() || type == "PARENT");
}

std::string text_in(const IcalComponent& todo, std::string_view name) {
  const IcalProperty* property = todo.find(name);
  return property ? formats::text_of(property->value) : "";
}

std::optional<std::int64_t> number_in(const IcalComponent& todo, std::string_view name) {
  const IcalProperty* property = todo.find(name);
  if (!property) return std::nullopt;
  const std::string& text = property->value;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<Moment> time_in(const IcalComponent& todo, std::string_view name) {
  const IcalProperty* property = todo.find(name);
  if (!property) return std::nullopt;
  const auto moment = formats::moment_of(*property);
  if (!moment) throw Refusal{dav::valid_calendar_object, std::string(name) + " is not a time."};
  return moment;
}

// ---- when ---------------------------------------------------------------------------------------

// All that a VTODO says of when, to be compared.
struct SaidTimes {
  std::optional<Moment> start, due;
  std::string duration;
  std::vector<std::string> rules;
  bool operator==(const SaidTimes&) const = default;
};

SaidTimes said_times(const IcalComponent& todo) {
  SaidTimes said{time_in(todo, "DTSTART"), time_in(todo, "DUE"), text_in(todo, "DURATION"), {}};
  for (const IcalProperty& property : todo.properties) {
    if (property.name == "RRULE") {
      try {
        said.rules.push_back(to_string(parse_recurrence(property.value)));
      } catch (const RecurrenceError&) {
        said.rules.push_back(property.value);
      }
    } else if (property.name == "RDATE" || property.name == "EXRULE") {
      said.rules.push_back(property.name);  // so that there is not one rule alone
    }
  }
  return said;
}

std::optional<Moment> due_of(const SaidTimes& said) {
  if (said.due || !said.start || said.duration.empty()) return said.due;
  const auto length = formats::duration_of(said.duration);
  if (!length) throw Refusal{dav::valid_calendar_object, "DURATION is not one."};
  return later(*said.start, *length);
}

// Whether the task can recur here as its rule says; then it does.
bool follow_rule(Task& task, const SaidTimes& said) {
  if (said.rules.size() != 1 || (!task.due && !task.start)) return false;
  const When due = task.due ? *task.due : *task.start;
  try {
    const Rule rule{parse_recurrence(said.rules.front())};
    if (!fault_in({.start = due.moment(), .rule = rule.recurrence()}).empty()) return false;
    if (task.start && !counts_alike(*task.start, due, rule)) return false;
    task.repeat = rule;
  } catch (const RecurrenceError&) {
    return false;
  }
  task.due = due;
  if (task.start == task.due) task.start.reset();
  task.repeat_from = RepeatFrom::due;
  return true;
}

// What a program sends back as it got it stays as it is: a VTODO does not say all of it.
void read_times(Task& task, const IcalComponent& todo, const Task* before) {
  const SaidTimes said = said_times(todo);
  if (before && said == said_times(todo_of(*before, ""))) return;
  const auto due = due_of(said);
  task.start = said.start ? std::optional<When>(*said.start) : std::nullopt;
  task.due = due ? std::optional<When>(*due) : std::nullopt;
  const bool counts_from_done =
      before && before->repeat_from == RepeatFrom::completion && said.rules.empty() && task.due;
  if (!counts_from_done) task.repeat.reset();
  follow_rule(task, said);
  settle_times(task, before);
}

// ---- how far ------------------------------------------------------------------------------------

Status status_in(const IcalComponent& todo) {
  const std::string status = text_in(todo, "STATUS");
  if (status == "COMPLETED") return Status::completed;
  if (status == "CANCELLED") return Status::cancelled;
  if (status == "IN-PROCESS") return Status::in_process;
  if (status.empty() && todo.find("COMPLETED")) return Status::completed;
  return Status::needs_action;
}

// Whether a program ticks a task that recurs: that is its present occurrence, not all of them.
bool is_tick(const Task& task, Status wanted, const Task* before) {
  return before && task.repeat && wanted == Status::completed &&
         before->status != Status::completed;
}

void read_progress(Task& task, const IcalComponent& todo, Status wanted, Timestamp now) {
  const auto completed = time_in(todo, "COMPLETED");
  const Timestamp when = completed ? begin_of(*completed, zone_rules("UTC")) : now;
  if (wanted != task.status || (wanted == Status::completed && completed))
    set_status(task, wanted, when);
  const auto percent = number_in(todo, "PERCENT-COMPLETE");
  if (wanted != Status::completed)
    task.percent = percent && *percent >= 0 && *percent <= 100 ? *percent : 0;
}

// ---- the rest -----------------------------------------------------------------------------------

void read_texts(Task& task, const IcalComponent& todo) {
  const std::string title = text_in(todo, "SUMMARY"), notes = text_in(todo, "DESCRIPTION");
  task.title = is_white_space(title) ? "Untitled" : title;
  task.notes.reset();
  if (!notes.empty()) task.notes = notes;
  const auto priority = number_in(todo, "PRIORITY");
  task.priority.reset();
  if (priority && *priority >= 1 && *priority <= 9) task.priority = Priority(*priority);
}

bool can_be_label(const std::string& text, const Task& task) {
  return is_label(text) && count_code_points(text) <= 40 && task.labels.size() < 20;
}

// Categories that no label can be are kept.
void read_labels(Task& task, const IcalComponent& todo, IcalComponent& kept) {
  std::vector<std::string> others;
  task.labels.clear();
  for (const IcalProperty& property : todo.properties) {
    if (property.name != "CATEGORIES") continue;
    for (const std::string& text : formats::texts_of(property.value)) {
      if (std::find(task.labels.begin(), task.labels.end(), text) != task.labels.end()) continue;
      if (can_be_label(text, task)) {
        task.labels.push_back(Label(text));
      } else if (!text.empty()) {
        others.push_back(text);
      }
    }
  }
  if (!others.empty()) kept.properties.push_back({"CATEGORIES", formats::ical_texts(others)});
}

IcalComponent kept_in(const IcalComponent& todo, WrittenTask& written) {
  IcalComponent kept{"VTODO"};
  std::size_t left_out = 0;
  for (const IcalProperty& property : todo.properties) {
    if (property.name == "EXDATE")
      left_out += 1 + static_cast<std::size_t>(
                          std::count(property.value.begin(), property.value.end(), ','));
    if (is_whole(property) && written.whole.empty()) {
      written.whole = formats::text_of(property.value);
    } else if (std::find(std::begin(read_properties), std::end(read_properties), property.name) ==
               std::end(read_properties)) {
      kept.properties.push_back(property);
    }
  }
  if (left_out > most_ahead)
    throw Refusal{dav::valid_calendar_object, "EXDATE leaves more out than can be kept."};
  for (const IcalComponent& inner : todo.components)
    (inner.name == "VALARM" ? written.alarms : kept.components).push_back(inner);
  return kept;
}

std::string text_to_keep(IcalComponent kept, const ParsedObject& object) {
  IcalComponent calendar{"VCALENDAR"};
  if (!kept.properties.empty() || !kept.components.empty())
    calendar.components.push_back(std::move(kept));
  for (const IcalComponent& occurrence : object.occurrences)
    calendar.components.push_back(occurrence);
  return calendar.components.empty() ? "" : formats::to_icalendar(calendar);
}

// What any client's task must be: texts that are not too long, and so on.
void check_fields(const Task& task) {
  from_json<TaskFields>(to_json(static_cast<const TaskFields&>(task)));
}

std::string sentence_of(const Refusal& refusal) {
  std::string sentence;
  for (const FieldError& error : refusal.errors)
    sentence += (sentence.empty() ? "" : " ") + error.pointer.substr(1) + ": " + error.message;
  return sentence.empty() ? refusal.detail : sentence;
}

}  // namespace

WrittenTask written_task(const ParsedObject& object, const Task* before, Timestamp now) try {
  WrittenTask written{.task = before ? *before : Task{}};
  Task& task = written.task;
  const IcalComponent& todo = object.todo;
  task.uid = object.uid;
  read_texts(task, todo);
  read_times(task, todo, before);
  IcalComponent kept = kept_in(todo, written);
  read_labels(task, todo, kept);
  if (!task.repeat) {
    for (const IcalProperty& property : todo.properties)
      if (property.name == "RRULE") kept.properties.push_back(property);
  }
  const Status wanted = status_in(todo);
  written.ticked = is_tick(task, wanted, before);
  if (!written.ticked) read_progress(task, todo, wanted, now);
  check_fields(task);
  written.kept = text_to_keep(std::move(kept), object);
  return written;
} catch (const Refusal& refusal) {
  if (refusal.problem != problems::validation_failed) throw;
  throw Refusal{dav::valid_calendar_object, sentence_of(refusal)};
} catch (const formats::IcalError& error) {
  throw Refusal{dav::valid_calendar_data, error.what()};
}

}  // namespace stoa::todo
