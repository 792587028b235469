// A project as a blueprint wants it, beside what it is: what is to be made, changed and removed.
//
// Made for one request, on its thread, out of what was read of the project; what is wrong with the
// blueprint is told when it is made.
#pragma once

#include "apps/collections/blueprint.h"
#include "apps/collections/changes.h"
#include "apps/collections/limits.h"

namespace stoa::collections {

class Catalogue;

// By definition, all columns that its table ever had.
using EverColumns = std::map<Id<Definition>, std::vector<ColumnName>>;
EverColumns columns_ever(Read& tx, const Plan& plan);

class Draft {
 public:
  // Puts what is wanted into the plan. Throws Refusal validation_failed, its pointers as in the
  // body.
  Draft(Catalogue& catalogue, Plan& plan, const BlueprintOrder& in, const EverColumns& ever);

  // Where in the body each definition and each view stands.
  const Places& places() const { return places_; }
  void check_limit(const Limit& definitions, const User& who) const;
  BlueprintReport report(Read& tx) const;
  // Does it, in the transaction that keeps the project. Throws would_lose, values_misfit and
  // too_many_records, the first of which can be accepted.
  void apply(Write& tx, const User& who, bool accept_loss) const;

 private:
  struct Changed {
    Definition old, wanted;
  };
  void draft_definitions(Plan& plan, const BlueprintOrder& in);
  void draft_views(Plan& plan, const BlueprintOrder& in);
  void remove_others(Plan& plan, const BlueprintOrder& in);
  void check_names(const Plan& plan) const;
  void check_all_indexes(const Plan& plan) const;
  ChangeReport removal(Read& tx, const Definition& definition) const;
  Proposal proposal_of(const Changed& one) const;
  ChangeReport change(Read& tx, const Changed& one) const;
  static void check(const ChangeReport& found, const std::string& name, bool accept_loss);

  Places places_;
  std::vector<Definition> added_, removed_;
  std::vector<Changed> changed_;
  std::vector<View> added_views_, changed_views_, removed_views_;
  std::size_t definitions_ = 0;  // as many as there will be
  std::shared_ptr<const Build> before_, now_;
};

}  // namespace stoa::collections
