#include "apps/collections/definitions.h"

#include <algorithm>

#include "apps/collections/background.h"
#include "apps/collections/catalogue.h"
#include "apps/collections/editing.h"
#include "apps/collections/projects.h"
#include "apps/collections/tables.h"

namespace stoa::collections {
namespace {

bool is_gone(Task& task, const Id<Definition>& id) {
  bool gone = false;
  task.read([&](Read& tx) { gone = !tx.find(id); });
  return gone;
}

// What a change is to be made of, before anything is written.
struct Subject {
  Plan plan;
  std::vector<ColumnName> ever;
};

Subject subject_of(Read& tx, const User& who, const Id<Definition>& id) {
  const Definition definition = get_definition(tx, who, id);
  check_owner(tx, who, definition.project);
  return {read_plan(tx, tx.get(definition.project)), columns_ever(tx, id)};
}

// Each record, some at a time.
void look_at_all(Task& task, const Proposal& proposal, ChangeReport& report) {
  Uuid last;
  std::vector<Object> records;
  do {
    task.read([&](Read& tx) {
      records = store::MadeRecords(tx, proposal.collection().types).after(last, most_at_once);
    });
    look_at(proposal, records, report);
    if (!records.empty()) last = record_id(proposal.collection(), records.back());
  } while (std::ssize(records) == most_at_once);
}

// Makes a change at once, or begins it.
Change make(Task& task, const User& who, const ChangeOrder& in, bool in_background) {
  Subject subject;
  task.read([&](Read& tx) { subject = subject_of(tx, who, in.id); });
  std::optional<Proposal> made;
  Change change;
  edit(
      task, who, subject.plan.project.id,
      [&](Plan& plan) {
        made = propose(task.service<Catalogue>(), plan, in.id, in, subject.ever);
        return in.id.value;
      },
      [&](Write& tx, const Build&) {
        check_not_running(tx, in.id);
        lock_table(tx, made->collection().types.shape());
        const ChangeReport found = report(tx, *made);
        if (found.loses && !in.accept_loss.value) throw would_lose;
        if (!found.possible) throw values_misfit;
        if (found.background && !in_background) throw too_many_records;
        if (found.background) {
          change = begin_in_background(tx, who, *made, found.records);
          return;
        }
        migrate(tx, *made);
        change = tx.insert(done_at_once(who, tx.update(made->wanted), found.records));
      });
  return change;
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
  if (definition && is_member(tx, who, definition->project)) return *definition;
  throw Refusal{not_found_problem(shape_of<Definition>())};
}

Definition add_definition(Task& task, const User& who, const DefinitionFields& in) {
  Definition definition{in};
  definition.id = {make_uuid_v7(task.now())};
  edit(
      task, who, in.project,
      [&](Plan& plan) {
        check_limit(task.service<Catalogue>().limits().definitions,
                    static_cast<std::int64_t>(plan.definitions.size()), who);
        plan.definitions.push_back(definition);
        return definition.id.value;
      },
      [&](Write& tx, const Build& made) {
        check_name(tx, in.project, in.name);
        const Shape& shape = made.collections.at(definition.id)->types.shape();
        check_indexes(definition, shape);
        definition = tx.insert(definition);
        tx.insert(done_at_once(who, definition, 0));
        make_table(tx, definition, shape);
        keep_columns(tx, definition.id, columns_of(shape));
      });
  return definition;
}

ChangeReport preview_change(Task& task, const User& who, const ChangeFields& in) {
  Subject subject;
  task.read([&](Read& tx) { subject = subject_of(tx, who, in.id); });
  const Proposal made = propose(task.service<Catalogue>(), subject.plan, in.id, in, subject.ever);
  ChangeReport found;
  task.read([&](Read& tx) { found = report(tx, made); });
  if (!moves_of(made.collection(), made.proposed()).empty()) look_at_all(task, made, found);
  return found;
}

Definition change_definition(Task& task, const User& who, const ChangeOrder& in) {
  make(task, who, in, false);
  Definition changed;
  task.read([&](Read& tx) { changed = tx.get(in.id); });
  return changed;
}

Change begin_change(Task& task, const User& who, const NewChange& in) {
  ChangeOrder order;
  static_cast<DefinitionChange&>(order) = in;
  order.id = in.definition;
  order.accept_loss = in.accept_loss;
  return make(task, who, order, true);
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
          forget_definition(tx, definition);
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
