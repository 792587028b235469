// How the tables of all collections come to be in another database (stoa move), whose other tables
// say what they are.
#pragma once

#include "kernel/app/app.h"

namespace stoa::collections {

// What is made when a collection is defined is made here for all that are, by the same code.
// Columns of fields that have left their definition are let go of.
MadeTables made_tables();

}  // namespace stoa::collections
