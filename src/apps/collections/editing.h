// How a project is edited: what is wanted is built before it is kept, and served once it is.
//
// For Tasks. Two who edit at once do not mix: one of them is told to look again.
#pragma once

#include "apps/collections/build.h"

namespace stoa::collections {

inline constexpr Problem changed_meanwhile{409, "changed_meanwhile",
                                           "Somebody else changed this project; try again."};

// `change` puts into the plan what is wanted, and gives the id of what it is about, or where in the
// client's body all stands that it is about; `keep` writes it, given what was built of it. Throws
// what either throws, and what is wrong with the plan.
void rebuild(Task& task, const Id<Project>& project, const std::function<Places(Plan&)>& change,
             const std::function<void(Write&, const Build&)>& keep);
// The same for somebody, who must be an owner of the project.
void edit(Task& task, const User& who, const Id<Project>& project,
          const std::function<Places(Plan&)>& change,
          const std::function<void(Write&, const Build&)>& keep);

}  // namespace stoa::collections
