// Demo data: 10,000 real books, planted once into an empty catalogue.
#pragma once

#include "kernel/app/app.h"

namespace stoa::library {

void plant_books(Task& task);

}  // namespace stoa::library
