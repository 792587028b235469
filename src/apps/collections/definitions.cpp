#include "apps/collections/definitions.h"

#include <algorithm>

#include "apps/collections/catalogue.h"
#include "apps/collections/editing.h"
#include "apps/collections/projects.h"
#include "apps/collections/tables.h"

namespace stoa::collections {
namespace {

constexpr std::size_t most_definitions = 50;  // of one project

void keep_columns(Write& tx, const Id<Definition>& id,
                  const std::map<std::string, std::string>& columns) {
  const auto there = tx.rows<ColumnName>(
      "select field, name from columns where definition = $1 and dropped is null", id);
  for (const ColumnName& column : there) {
    const auto at = columns.find(column.field);
    if (at != columns.end() && at->second == column.name) continue;
    tx.run("update columns set dropped = $1 where definition = $2 and name = $3", tx.now(), id,
           column.name);
  }
  for (auto& [field, name] : columns) {
    tx.put(
        "insert into columns (definition, field, name) values ($1, $2, $3) "
        "on conflict (definition, name) do nothing",
        id, field, name);
  }
}

std::map<std::string, std::string> columns_of(const Shape& shape) {
  std::map<std::string, std::string> columns;
  for (const Field& field : shape.fields) {
    if (!field.managed()) columns[field.name] = field.column_name();
  }
  return columns;
}

// A change, with what there was and what is to be.
struct Proposal {
  Definition old, wanted;
  std::unique_ptr<Build> before, now;
  std::vector<ColumnName> ever;

  const Collection& collection() const { return *before->collections.at(old.id); }
  const Collection& proposed() const { return *now->collections.at(old.id); }
};

Definition& in_plan(Plan& plan, const Id<Definition>& id) {
  const auto at = std::find_if(plan.definitions.begin(), plan.definitions.end(),
                               [&](const Definition& one) { return one.id == id; });
  if (at == plan.definitions.end()) throw Refusal{not_found_problem(shape_of<Definition>())};
  return *at;
}

// Puts what is wanted into the plan.
Proposal propose(Catalogue& catalogue, Plan& plan, const ChangeFields& in,
                 std::vector<ColumnName> ever) {
  Proposal made{.ever = std::move(ever)};
  made.before = catalogue.try_out(plan, {});
  Definition& definition = in_plan(plan, in.id);
  made.old = definition;
  static_cast<DefinitionChange&>(definition) = in;
  made.wanted = definition;
  made.now = catalogue.try_out(plan, in.id.value);
  check_indexes(made.wanted, made.proposed().types.shape());
  return made;
}

bool is_gone(Task& task, const Id<Definition>& id) {
  bool gone = false;
  task.read([&](Read& tx) { gone = !tx.find(id); });
  return gone;
}

std::vector<ColumnName> columns_ever(Read& tx, const Id<Definition>& id) {
  return tx.rows<ColumnName>("select field, name from columns where definition = $1", id);
}

}  // namespace

void check_name(Read& tx, const Id<Project>& project, const std::string& name) {
  if (tx.exists<Definition>("project = $1 and name = $2", project, name) ||
      tx.exists<View>("project = $1 and name = $2", project, name)) {
    throw name_taken;
  }
}

Page<Definition> list_definitions(Read& tx, const User& who, const DefinitionQuery& query) {
  return tx.page<Definition>("select * from definitions", of_own_projects(who, query.project),
                             "name, id", query);
}

Definition get_definition(Read& tx, const User& who, const Id<Definition>& id) {
  const auto definition = tx.find(id);
  try {
    if (definition) check_member(tx, who, definition->project);
  } catch (const Refusal&) {
    throw Refusal{not_found_problem(shape_of<Definition>())};
  }
  if (!definition) throw Refusal{not_found_problem(shape_of<Definition>())};
  return *definition;
}

Definition add_definition(Task& task, const User& who, const DefinitionFields& in) {
  Definition definition{in};
  definition.id = {make_uuid_v7(task.now())};
  edit(
      task, who, in.project,
      [&](Plan& plan) {
        if (plan.definitions.size() >= most_definitions) throw limit_reached;
        plan.definitions.push_back(definition);
        return definition.id.value;
      },
      [&](Write& tx, const Build& made) {
        check_name(tx, in.project, in.name);
        const Shape& shape = made.collections.at(definition.id)->types.shape();
        check_indexes(definition, shape);
        definition = tx.insert(definition);
        make_table(tx, definition, shape);
        keep_columns(tx, definition.id, columns_of(shape));
      });
  return definition;
}

ChangeReport preview_change(Task& task, const User& who, const ChangeFields& in) {
  std::optional<Plan> plan;
  std::vector<ColumnName> ever;
  task.read([&](Read& tx) {
    const Definition definition = get_definition(tx, who, in.id);
    check_owner(tx, who, definition.project);
    plan = read_plan(tx, tx.get(definition.project));
    ever = columns_ever(tx, in.id);
  });
  const Proposal made = propose(task.service<Catalogue>(), *plan, in, std::move(ever));
  ChangeReport found;
  task.read([&](Read& tx) {
    found = report(tx, made.collection(), made.proposed(), made.old, made.wanted);
  });
  return found;
}

Definition change_definition(Task& task, const User& who, const ChangeOrder& in) {
  Id<Project> project;
  std::vector<ColumnName> ever;
  task.read([&](Read& tx) {
    project = get_definition(tx, who, in.id).project;
    ever = columns_ever(tx, in.id);
  });
  std::optional<Proposal> made;
  Definition changed;
  edit(
      task, who, project,
      [&](Plan& plan) {
        made = propose(task.service<Catalogue>(), plan, in, ever);
        plan.columns[in.id] = columns_of(made->collection(), made->proposed(), ever);
        return in.id.value;
      },
      [&](Write& tx, const Build& built) {
        const Collection& now = *built.collections.at(in.id);
        const ChangeReport found = report(tx, made->collection(), now, made->old, made->wanted);
        if (found.loses && !in.accept_loss.value) throw would_lose;
        if (!found.possible && found.records > most_changed_records) throw too_many_records;
        if (!found.possible) throw values_misfit;
        migrate(tx, made->collection(), now, made->old, made->wanted);
        keep_columns(tx, in.id, columns_of(now.types.shape()));
        changed = tx.update(made->wanted);
      });
  return changed;
}

void remove_definition(Task& task, const User& who, const Removal& in) {
  Definition definition;
  task.read([&](Read& tx) { definition = get_definition(tx, who, in.id); });
  auto remove = [&] {
    edit(
        task, who, definition.project,
        [&](Plan& plan) {
          std::erase_if(plan.definitions, [&](const Definition& one) { return one.id == in.id; });
          return in.id.value;
        },
        [&](Write& tx, const Build&) {
          if (tx.exists<View>("collection = $1", in.id)) throw not_empty;
          if (!in.records.value && store::MadeRecords::any(tx, table_of(definition)))
            throw not_empty;
          drop_table(tx, definition);
          tx.run("delete from columns where definition = $1", in.id);
          tx.remove(in.id);
        });
  };
  try {
    remove();
  } catch (...) {
    // Somebody else did: PostgreSQL may tell of its table before it tells of its row.
    if (is_gone(task, in.id)) throw Refusal{not_found_problem(shape_of<Definition>())};
    throw;
  }
}

}  // namespace stoa::collections
