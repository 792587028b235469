// The demo's people. They have no passwords: the terminal shows a link for each to sign in by.
#pragma once

#include "apps/accounts/model.h"

namespace stoa::accounts {

void plant_people(Task& task);

// The demo's people are let in by a demo run alone; in any other their accounts are suspended, so
// that what was tried out with a demo may be served for good.
void admit_demo_people(Write& tx, bool demo);

}  // namespace stoa::accounts
