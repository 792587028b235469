// What is kept of a person: where they belong, and the records that they made.
#pragma once

#include "apps/collections/model.h"

namespace stoa::collections {

// Their memberships and, by collection ("shelf/books"), their records.
Json export_person(Read& tx, const AccountId& person);
// They belong to nothing any more; their records stay, and are nobody's.
void erase_person(Write& tx, const AccountId& person);

}  // namespace stoa::collections
