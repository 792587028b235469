// Demo data: the lists of the demo's people, with what is due around the day of their planting and
// what was done before it.
#pragma once

#include "kernel/app/app.h"

namespace stoa::todo {

// For Ada, Lia and Rob, in one transaction; nothing where one of them has a list already.
void plant_lists(stoa::Task& task, const DemoPeople& people);

}  // namespace stoa::todo
