// The OpenAPI 3.1 document of all mounted routes, from their signatures.
//
// One thread each.
#pragma once

#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "kernel/app/mounted.h"

namespace stoa {

// Compact JSON. The order of paths and schemas is that of the apps' tables of contents.
std::string openapi_document(const std::deque<MountedApp>& apps);

// The same of some routes alone: those that were made of definitions. `reader` tells where a record
// is read.
std::string openapi_of(const std::vector<const MountedRoute*>& routes, const std::string& title,
                       const std::string& description,
                       const std::function<const MountedRoute*(const Shape&)>& reader);

}  // namespace stoa
