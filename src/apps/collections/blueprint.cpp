#include "apps/collections/blueprint.h"

#include "apps/collections/catalogue.h"
#include "apps/collections/draft.h"
#include "apps/collections/editing.h"
#include "apps/collections/projects.h"

namespace stoa::collections {
namespace {

ViewPart part_of(const View& view, const std::map<Id<Definition>, Name>& names) {
  return {view.name, view.title, names.at(view.collection), view.fields, view.filter, view.read};
}

}  // namespace

Blueprint export_project(Read& tx, const User& who, const Id<Project>& id) {
  check_member(tx, who, id);
  const Plan plan = read_plan(tx, tx.get(id));
  Blueprint made{plan.project.name, plan.project.title};
  std::map<Id<Definition>, Name> names;
  for (const Definition& one : plan.definitions) {
    names[one.id] = one.name;
    made.definitions.push_back({one, one.name});
  }
  for (const View& one : plan.views) made.views.push_back(part_of(one, names));
  return made;
}

BlueprintReport preview_import(Task& task, const User& who, const BlueprintOrder& in) {
  std::optional<Plan> plan;
  EverColumns ever;
  task.read([&](Read& tx) {
    check_owner(tx, who, in.id);
    plan = read_plan(tx, tx.get(in.id));
    ever = columns_ever(tx, *plan);
  });
  const Draft draft(task.service<Catalogue>(), *plan, in, ever);
  BlueprintReport found;
  task.read([&](Read& tx) { found = draft.report(tx); });
  return found;
}

BlueprintReport import_project(Task& task, const User& who, const BlueprintOrder& in) {
  auto& catalogue = task.service<Catalogue>();
  BlueprintReport found = preview_import(task, who, in);
  if (found.steps.empty()) return found;
  EverColumns ever;
  task.read([&](Read& tx) { ever = columns_ever(tx, read_plan(tx, tx.get(in.id))); });
  std::optional<Draft> draft;
  edit(
      task, who, in.id,
      [&](Plan& plan) {
        draft.emplace(catalogue, plan, in, ever);
        draft->check_limit(catalogue.limits().definitions, who);
        return draft->places();
      },
      [&](Write& tx, const Build&) {
        found = draft->report(tx);
        draft->apply(tx, who, in.accept_loss.value);
      });
  return found;
}

}  // namespace stoa::collections
