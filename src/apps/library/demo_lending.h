// Demo data, planted once into an empty library behind its books: a small town's lending.
#pragma once

#include "kernel/app/app.h"

namespace stoa::library {

// Copies of the books that are read most, borrowers who are made up, what they have and had. Needs
// the books.
void plant_lending(Task& task);

}  // namespace stoa::library
