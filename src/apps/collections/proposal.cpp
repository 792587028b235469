#include "apps/collections/proposal.h"

#include <algorithm>

#include "apps/collections/catalogue.h"
#include "apps/collections/changes.h"
#include "apps/collections/tables.h"

namespace stoa::collections {
namespace {

Definition& in_plan(Plan& plan, const Id<Definition>& id) {
  const auto at = std::find_if(plan.definitions.begin(), plan.definitions.end(),
                               [&](const Definition& one) { return one.id == id; });
  if (at == plan.definitions.end()) throw Refusal{not_found_problem(shape_of<Definition>())};
  return *at;
}

// With the fields in columns of any names.
Proposal sketch(Catalogue& catalogue, Plan& plan, const Id<Definition>& id,
                const DefinitionChange& wanted) {
  Proposal made;
  made.before = catalogue.try_out(plan, {});
  Definition& definition = in_plan(plan, id);
  made.old = definition;
  static_cast<DefinitionChange&>(definition) = wanted;
  made.wanted = definition;
  made.now = catalogue.try_out(plan, id.value);
  check_indexes(made.wanted, made.proposed().types.shape());
  return made;
}

void name_columns(Catalogue& catalogue, Plan& plan, Proposal& made, Columns columns) {
  plan.columns[made.old.id] = columns;
  made.columns = std::move(columns);
  made.now = catalogue.try_out(plan, made.old.id.value);
}

}  // namespace

Proposal propose(Catalogue& catalogue, Plan& plan, const Id<Definition>& id,
                 const DefinitionChange& wanted, const std::vector<ColumnName>& ever) {
  Proposal made = sketch(catalogue, plan, id, wanted);
  name_columns(catalogue, plan, made, columns_of(made.collection(), made.proposed(), ever));
  return made;
}

Proposal propose(Catalogue& catalogue, Plan& plan, const Id<Definition>& id,
                 const DefinitionChange& wanted, const Columns& columns) {
  Proposal made = sketch(catalogue, plan, id, wanted);
  name_columns(catalogue, plan, made, columns);
  return made;
}

}  // namespace stoa::collections
