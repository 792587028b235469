// A record for somebody: found if they may read it, written if they may, told as they may read it.
//
// What the routes of records and those of their files have in common. For the lanes.
#pragma once

#include "apps/collections/rights.h"

namespace stoa::collections {

// A field's bit in the veil of an object.
inline std::uint64_t bit_of(const Field& field) { return 1ULL << field.veil; }

// One that is seen, or a 404 problem.
Object read(Read& tx, const Collection& of, const Uuid& id, const store::Sight& sight);
// Whether a rule lets a record be as it is stored now: throws forbidden. Which of its fields they
// may not write.
std::uint64_t check(Write& tx, const Collection& of, const Uuid& id, const store::Sight& sight);
// A record that was written, as its writer may read it. Who may not is told what the store says of
// it.
Object as_read(Write& tx, const Collection& of, const Rights& rights, Object record);

}  // namespace stoa::collections
