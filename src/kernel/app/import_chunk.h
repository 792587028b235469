// A portion of an import: calls of a route's handler that are one transaction.
//
// Made and used by one run of an import, on its thread.
#pragma once

#include <exception>
#include <functional>
#include <vector>

#include "kernel/app/import_items.h"
#include "kernel/app/mounted.h"

namespace stoa {

// What one portion is about.
struct ImportWork {
  const MountedApp& app;
  const MountedRoute& route;
  const Caller& caller;
  std::string actor, trace;
  bool rehearse = false;  // nothing is to stay
};

// Calls the route for items in their order, as far as they have no faults. All of them go well, and
// `settle` with them in one transaction; or one is found to be at fault, nothing has happened, and
// its place is given. Throws what is no fault of an item: want of time, of room, of a database.
std::size_t run_items(const ImportWork& work, std::vector<ImportItem>& items, std::size_t begin,
                      std::size_t end, const std::function<void(Write&)>& settle);

// Whether it was refused for now only: another try later may do, however often there was one.
bool is_want_of_capacity(std::exception_ptr error);

}  // namespace stoa
