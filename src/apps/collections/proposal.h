// A change of a definition before it is made: what there was, and what is to be.
//
// Pure but for building, which takes milliseconds; any thread.
#pragma once

#include "apps/collections/build.h"
#include "apps/collections/columns.h"

namespace stoa::collections {

class Catalogue;

struct Proposal {
  Definition old, wanted;
  std::shared_ptr<const Build> before, now;
  Columns columns;  // of the fields as they are to be

  const Collection& collection() const { return *before->collections.at(old.id); }
  const Collection& proposed() const { return *now->collections.at(old.id); }
};

// Puts what is wanted of a definition into the plan. `ever` are the columns that its table has had.
// Throws not_found, and what is wrong with it (build.h).
Proposal propose(Catalogue& catalogue, Plan& plan, const Id<Definition>& id,
                 const DefinitionChange& wanted, const std::vector<ColumnName>& ever);
// The same where it is known which columns they are to be.
Proposal propose(Catalogue& catalogue, Plan& plan, const Id<Definition>& id,
                 const DefinitionChange& wanted, const Columns& columns);

}  // namespace stoa::collections
