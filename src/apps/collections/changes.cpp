#include "apps/collections/changes.h"

#include <algorithm>

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
  if (a.kind != b.kind || a.min != b.min || a.max != b.max || a.scale != b.scale) return false;
  if (a.rule != b.rule || a.pattern != b.pattern || a.own != b.own) return false;
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

bool searches_anew(const Collection& before, const Collection& now) {
  return before.searched != now.searched ||
         !on_same_columns(now.searched, before.types.shape(), now.types.shape());
}

// The old value as the new definition wants it; what is wrong with it, or "".
std::string read_anew(const Field& old, const void* record, const Field& now, Object& value) {
  std::string json;
  encode(*old.type, old.in(record), json);
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

// The fields whose values move to other columns.
struct Move {
  const Field* old;
  const Field* now;
};

std::vector<Move> moves_of(const Collection& before, const Collection& now) {
  std::vector<Move> moves;
  for (const Field& field : now.types.shape().fields) {
    const Field* old = before.types.shape().find(field.name);
    const auto change = change_of(old, field);
    if (change && *change != ChangeKind::add_field) moves.push_back({old, &field});
  }
  return moves;
}

// Whether each record is looked at, of which there may be only so many.
bool visits_records(const Collection& before, const Collection& now,
                    const std::vector<Move>& moves) {
  return !moves.empty() || (!now.searched.empty() && searches_anew(before, now));
}

const Uuid& record_id(const Collection& of, const Object& record) {
  return *static_cast<const Uuid*>(of.types.shape().find(FieldRole::self_id)->in(record.get()));
}

void look_at_records(Read& tx, const Collection& before, const std::vector<Move>& moves,
                     std::vector<ChangeStep*> steps) {
  MadeRecords(tx, before.types).each({}, [&](Object& record) {
    for (std::size_t i = 0; i < moves.size(); ++i) {
      Object value(*moves[i].now->type);
      const std::string fault = read_anew(*moves[i].old, record.get(), *moves[i].now, value);
      if (fault.empty()) continue;
      if (steps[i]->misfits++ == 0) {
        steps[i]->example = to_string(record_id(before, record)) + ": " + fault;
      }
    }
  });
}

void add_field_steps(const Collection& before, const Collection& now, ChangeReport& report) {
  for (const Field& field : now.types.shape().fields) {
    const auto kind = change_of(before.types.shape().find(field.name), field);
    if (!kind) continue;
    ChangeStep& step = report.steps.emplace_back(ChangeStep{*kind, field.name, report.records});
    step.locks = *kind != ChangeKind::add_field;
    if (*kind != ChangeKind::add_field || !field.required()) continue;
    step.misfits = report.records;
    if (report.records > 0) step.example = "Give it a default, or do not require it.";
  }
  for (const Field& field : before.types.shape().fields) {
    if (now.types.shape().find(field.name)) continue;
    report.steps.push_back(
        {ChangeKind::remove_field, field.name, report.records, 0, "", report.records > 0});
  }
}

void add_index_steps(const Definition& before, const Definition& now, ChangeReport& report) {
  for (const Index& index : now.indexes) {
    if (has_index(before, index)) continue;
    report.steps.push_back(
        {ChangeKind::add_index, fields_of(index), report.records, 0, "", false, true});
  }
  for (const Index& index : before.indexes) {
    if (!has_index(now, index))
      report.steps.push_back({ChangeKind::remove_index, fields_of(index)});
  }
}

void add_search_steps(const Collection& before, const Collection& now, ChangeReport& report) {
  if (!searches_anew(before, now)) return;
  if (!before.searched.empty())
    report.steps.push_back({ChangeKind::remove_search, in_words(before.searched)});
  if (now.searched.empty()) return;
  report.steps.push_back(
      {ChangeKind::add_search, in_words(now.searched), report.records, 0, "", false, true});
}

}  // namespace

ChangeReport report(Read& tx, const Collection& before, const Collection& now,
                    const Definition& old_definition, const Definition& definition) {
  ChangeReport made;
  made.records = MadeRecords(tx, before.types).count();
  add_field_steps(before, now, made);
  const auto moves = moves_of(before, now);
  const bool too_many = visits_records(before, now, moves) && made.records > most_changed_records;
  if (!moves.empty() && !too_many) {
    std::vector<ChangeStep*> steps;
    for (const Move& move : moves) {
      steps.push_back(&*std::find_if(made.steps.begin(), made.steps.end(), [&](const auto& step) {
        return step.what == move.now->name;
      }));
    }
    look_at_records(tx, before, moves, steps);
  }
  add_index_steps(old_definition, definition, made);
  add_search_steps(before, now, made);
  for (const ChangeStep& step : made.steps) {
    made.possible = made.possible && step.misfits == 0;
    made.loses = made.loses || step.loses;
  }
  made.possible = made.possible && !too_many;
  return made;
}

std::map<std::string, std::string> columns_of(const Collection& before, const Collection& now,
                                              const std::vector<ColumnName>& ever) {
  std::map<std::string, std::string> columns;
  for (const Field& field : now.types.shape().fields) {
    if (field.managed()) continue;
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

void migrate(Write& tx, const Collection& before, const Collection& now,
             const Definition& old_definition, const Definition& definition) {
  const Shape& shape = now.types.shape();
  auto stays = [&](const Index& index) {
    return has_index(old_definition, index) && has_index(definition, index) &&
           on_same_columns(index.fields, before.types.shape(), shape);
  };
  for (const Index& index : old_definition.indexes) {
    if (!stays(index)) drop_index(tx, before.types.shape(), index);
  }
  for (const Field& field : shape.fields) {
    if (change_of(before.types.shape().find(field.name), field)) add_column(tx, shape, field);
  }
  const auto moves = moves_of(before, now);
  if (visits_records(before, now, moves) &&
      MadeRecords(tx, before.types).count() > most_changed_records) {
    throw too_many_records;
  }
  if (!moves.empty()) {
    MadeRecords(tx, before.types).each({}, [&](Object& record) {
      for (const Move& move : moves) {
        Object value(*move.now->type);
        if (!read_anew(*move.old, record.get(), *move.now, value).empty()) throw values_misfit;
        store::MadeWrites(tx, now.types).fill(*move.now, value.get(), record_id(before, record));
      }
    });
  }
  for (const Index& index : definition.indexes) {
    if (!stays(index)) add_index(tx, shape, index);
  }
  if (searches_anew(before, now)) set_search(tx, shape, now.searched);
}

}  // namespace stoa::collections
