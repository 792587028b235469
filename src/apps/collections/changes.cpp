#include "apps/collections/changes.h"

#include <algorithm>
#include <cmath>

#include "apps/collections/files.h"
#include "apps/collections/history.h"
#include "apps/collections/tables.h"

namespace stoa::collections {
namespace {

using store::MadeRecords;

const Type& inside(const Type& type) { return type.kind == Kind::optional ? *type.element : type; }

bool same_names(const Type& a, const Type& b) {
  return std::equal(a.names.begin(), a.names.end(), b.names.begin(), b.names.end(),
                    [](const EnumName& x, const EnumName& y) { return x.name == y.name; });
}

// The same rules: no value of the one is none of the other.
bool alike(const Type& a, const Type& b) {
  if (!a.file != !b.file) return false;
  if (a.kind != b.kind || a.min != b.min || a.max != b.max || a.scale != b.scale) return false;
  if (a.real != b.real || a.rule != b.rule || a.pattern != b.pattern || a.own != b.own)
    return false;
  if (a.kind == Kind::enumeration) return same_names(a, b);
  if (a.kind == Kind::id) return a.object().table == b.object().table;
  if (a.kind == Kind::object) {
    const auto &x = a.object().fields, &y = b.object().fields;
    return std::equal(x.begin(), x.end(), y.begin(), y.end(), [](const Field& f, const Field& g) {
      return f.name == g.name && alike(*f.type, *g.type);
    });
  }
  return !a.element == !b.element && (!a.element || alike(*a.element, *b.element));
}

// Whether a column of the one holds a value of the other as it is.
bool lies_alike(const Type& a, const Type& b) {
  if (a.kind != b.kind) return false;
  return a.kind != Kind::decimal || a.scale == b.scale;
}

// Which of the new fields were there, and how they differ.
std::optional<ChangeKind> change_of(const Field* old, const Field& now) {
  if (!old) return ChangeKind::add_field;
  if (alike(*old->type, *now.type)) return std::nullopt;
  return lies_alike(inside(*old->type), inside(*now.type)) ? ChangeKind::copy_field
                                                           : ChangeKind::convert_field;
}

bool is_scalar(const Type& type) {
  return type.kind != Kind::list && type.kind != Kind::map && type.kind != Kind::object &&
         type.kind != Kind::json && type.kind != Kind::money;
}

std::string in_words(const auto& fields) {
  std::string names;
  for (const std::string& field : fields) names += (names.empty() ? "" : ", ") + field;
  return names;
}

std::string fields_of(const Index& index) {
  return (index.unique.value ? "unique " : "") + in_words(index.fields);
}

bool has_index(const Definition& definition, const Index& index) {
  return std::any_of(definition.indexes.begin(), definition.indexes.end(),
                     [&](const Index& one) { return fields_of(one) == fields_of(index); });
}

bool on_same_columns(const auto& fields, const Shape& before, const Shape& now) {
  return std::all_of(fields.begin(), fields.end(), [&](const std::string& name) {
    const Field *old = before.find(name), *field = now.find(name);
    return old && field && old->column_name() == field->column_name();
  });
}

// Whether an index is what it was, of the same columns.
bool stays(const Proposal& proposal, const Index& index) {
  return has_index(proposal.old, index) && has_index(proposal.wanted, index) &&
         on_same_columns(index.fields, proposal.collection().types.shape(),
                         proposal.proposed().types.shape());
}

// The old value as the new definition wants it; what is wrong with it, or "".
std::string read_anew(const Field& old, const void* record, const Field& now, Object& value) {
  std::string json;
  encode(*old.type, old.in(record), json);
  const bool is_of_file = old.role == FieldRole::file || now.role == FieldRole::file;
  if (is_of_file && json != "null") return "A file is no other value, nor the other way round.";
  try {
    decode(*now.type, value.get(), json, {.strictness = Strictness::peer});
    return "";
  } catch (const Refusal& refusal) {
    const bool text = json.size() >= 2 && json.front() == '"';
    std::vector<FieldError> errors;
    value = Object(*now.type);
    if (json != "null" && is_scalar(inside(*now.type))) {
      std::string plain = text ? from_json<std::string>(json) : json;
      decode_text(*now.type, value.get(), plain, "", errors);
      if (errors.empty()) return "";
    }
    return json.substr(0, 100) + ": " +
           (refusal.errors.empty() ? refusal.detail : refusal.errors.front().message);
  }
}

// Whether each record is looked at, of which there may be only so many.
bool visits_records(const Proposal& proposal) {
  return !moves_of(proposal.collection(), proposal.proposed()).empty() ||
         (!proposal.wanted.search.empty() && searches_anew(proposal));
}

std::string example_of(const Collection& of, const Object& record, const std::string& fault) {
  return to_string(record_id(of, record)) + ": " + fault;
}

// How many records a second these do, about: seen with 200,000 on two busy cores.
constexpr double moved_a_second = 20'000, indexed_a_second = 400'000, worded_a_second = 20'000;

double seconds_for(std::int64_t records, double a_second) {
  return std::round(static_cast<double>(records) / a_second * 10) / 10;
}

void add_field_steps(const Collection& before, const Collection& now, ChangeReport& report) {
  for (const Field& field : now.types.shape().fields) {
    const auto kind = change_of(before.types.shape().find(field.name), field);
    if (!kind) continue;
    ChangeStep& step = report.steps.emplace_back(ChangeStep{*kind, field.name, report.records});
    if (*kind != ChangeKind::add_field) {
      step.locks = !report.background;
      step.seconds = seconds_for(report.records, moved_a_second);
    } else if (field.required() && report.records > 0) {
      step.misfits = report.records;
      step.example = "Give it a default, or do not require it.";
    }
  }
  for (const Field& field : before.types.shape().fields) {
    if (now.types.shape().find(field.name)) continue;
    report.steps.push_back({.kind = ChangeKind::remove_field,
                            .what = field.name,
                            .records = report.records,
                            .loses = report.records > 0});
  }
}

void add_index_steps(const Proposal& proposal, ChangeReport& report) {
  for (const Index& index : proposal.wanted.indexes) {
    if (stays(proposal, index)) continue;
    report.steps.push_back({.kind = ChangeKind::add_index,
                            .what = fields_of(index),
                            .records = report.records,
                            .locks = true,
                            .seconds = seconds_for(report.records, indexed_a_second)});
  }
  for (const Index& index : proposal.old.indexes) {
    if (!has_index(proposal.wanted, index))
      report.steps.push_back({.kind = ChangeKind::remove_index, .what = fields_of(index)});
  }
}

void add_search_steps(const Proposal& proposal, ChangeReport& report) {
  if (!searches_anew(proposal)) return;
  const auto &before = proposal.collection().searched, &now = proposal.proposed().searched;
  if (!before.empty())
    report.steps.push_back({.kind = ChangeKind::remove_search, .what = in_words(before)});
  if (now.empty()) return;
  report.steps.push_back({.kind = ChangeKind::add_search,
                          .what = in_words(now),
                          .records = report.records,
                          .locks = !report.background,
                          .seconds = seconds_for(report.records, worded_a_second)});
}

ChangeStep& step_of(ChangeReport& report, const std::string& field) {
  return *std::find_if(report.steps.begin(), report.steps.end(),
                       [&](const ChangeStep& step) { return step.what == field; });
}

void sum_up(ChangeReport& report) {
  for (const ChangeStep& step : report.steps) {
    report.possible = report.possible && step.misfits == 0;
    report.loses = report.loses || step.loses;
  }
}

}  // namespace

std::vector<Move> moves_of(const Collection& before, const Collection& now) {
  std::vector<Move> moves;
  for (const Field& field : now.types.shape().fields) {
    const Field* old = before.types.shape().find(field.name);
    const auto change = change_of(old, field);
    if (change && *change != ChangeKind::add_field) moves.push_back({old, &field});
  }
  return moves;
}

bool searches_anew(const Proposal& proposal) {
  const Collection &before = proposal.collection(), &now = proposal.proposed();
  return before.searched != now.searched ||
         !on_same_columns(now.searched, before.types.shape(), now.types.shape());
}

ChangeReport report(Read& tx, const Proposal& proposal) {
  ChangeReport made;
  made.records = MadeRecords(tx, proposal.collection().types).count();
  made.background = visits_records(proposal) && made.records > most_at_once;
  add_field_steps(proposal.collection(), proposal.proposed(), made);
  add_index_steps(proposal, made);
  add_search_steps(proposal, made);
  sum_up(made);
  return made;
}

void look_at(const Proposal& proposal, std::vector<Object>& records, ChangeReport& report) {
  for (const Move& move : moves_of(proposal.collection(), proposal.proposed())) {
    ChangeStep& step = step_of(report, move.now->name);
    for (const Object& record : records) {
      Object value(*move.now->type);
      const std::string fault = read_anew(*move.old, record.get(), *move.now, value);
      if (fault.empty() || step.misfits++ > 0) continue;
      step.example = example_of(proposal.collection(), record, fault);
    }
  }
  sum_up(report);
}

Columns columns_of(const Collection& before, const Collection& now,
                   const std::vector<ColumnName>& ever) {
  Columns columns;
  for (const Field& field : now.types.shape().fields) {
    if (!field.defined()) continue;
    const Field* old = before.types.shape().find(field.name);
    if (old && !change_of(old, field)) {
      columns[field.name] = old->column_name();
      continue;
    }
    const auto times = std::count_if(
        ever.begin(), ever.end(), [&](const ColumnName& one) { return one.field == field.name; });
    columns[field.name] = "c_" + field.name + (times == 0 ? "" : "_" + std::to_string(times + 1));
  }
  return columns;
}

void begin_migration(Write& tx, const Proposal& proposal) {
  const Shape &before = proposal.collection().types.shape(),
              &now = proposal.proposed().types.shape();
  for (const Field& field : now.fields) {
    const auto change = change_of(before.find(field.name), field);
    if (change) add_column(tx, now, field, *change == ChangeKind::add_field);
  }
  if (searches_anew(proposal)) begin_search(tx, now, proposal.proposed().searched);
}

void move_record(Write& tx, const Proposal& proposal, const std::vector<Move>& moves,
                 Object& record) {
  const Uuid& id = record_id(proposal.collection(), record);
  store::MadeWrites writes(tx, proposal.proposed().types);
  for (const Move& move : moves) {
    Object value(*move.now->type);
    const std::string fault = read_anew(*move.old, record.get(), *move.now, value);
    if (!fault.empty())
      throw Refusal{values_misfit,
                    move.now->name + " of " + example_of(proposal.collection(), record, fault)};
    writes.fill(*move.now, value.get(), id);
  }
}

void end_migration(Write& tx, const Proposal& proposal) {
  const Shape &before = proposal.collection().types.shape(),
              &now = proposal.proposed().types.shape();
  for (const Index& index : proposal.old.indexes)
    if (!stays(proposal, index)) drop_index(tx, before, index);
  for (const Field& field : now.fields)
    if (change_of(before.find(field.name), field)) require(tx, now, field);
  guard(tx, now, {});
  for (const Field& field : before.fields)
    if (!on_same_columns(std::vector{field.name}, before, now)) let_go(tx, before, field);
  for (const Index& index : proposal.wanted.indexes)
    if (!stays(proposal, index)) add_index(tx, now, index);
  detach_dropped_files(tx, proposal.old.id, before, now);
  keep_columns(tx, proposal.old.id, proposal.columns);
  guard(tx, now, columns_gone(tx, proposal.old.id));
}

void migrate(Write& tx, const Proposal& proposal) {
  begin_migration(tx, proposal);
  const auto moves = moves_of(proposal.collection(), proposal.proposed());
  if (!moves.empty()) {
    MadeRecords(tx, proposal.collection().types).each({}, [&](Object& record) {
      move_record(tx, proposal, moves, record);
    });
  }
  if (searches_anew(proposal) && !proposal.wanted.search.empty())
    fill_search(tx, proposal.proposed().types.shape());
  end_migration(tx, proposal);
}

Change done_at_once(const User& who, const Definition& definition, std::int64_t records) {
  Change change{definition};
  change.project = definition.project;
  change.definition = definition.id;
  change.makes = definition.version.value;
  change.account = who.account();
  change.state = ChangeState::done;
  change.records = change.moved = records;
  return change;
}

void check_not_running(Read& tx, const Id<Definition>& id) {
  if (tx.exists<Change>("definition = $1 and state = 'running'", id)) throw change_running;
}

void forget_definition(Write& tx, const Definition& definition) {
  check_not_running(tx, definition.id);
  drop_table(tx, definition);
  erase_history(tx, definition.id);
  detach_files(tx, definition.id);
  tx.run("delete from columns where definition = $1", definition.id);
  tx.run("delete from changes where definition = $1", definition.id);
  tx.remove(definition.id);
}

}  // namespace stoa::collections
