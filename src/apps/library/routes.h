// The routes of the app, in two files: the compiler takes half a minute for all of them.
#pragma once

#include "kernel/app/app.h"

namespace stoa::library {

// What there is: works, editions, authors, genres, copies and what kind of thing they are.
void add_catalogue(App& app);
// Who has it: borrowers, policies, closed days, loans.
void add_lending(App& app);

}  // namespace stoa::library
