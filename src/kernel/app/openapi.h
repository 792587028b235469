// The OpenAPI 3.1 document of all mounted routes, from their signatures.
//
// Made once at start. One thread.
#pragma once

#include <deque>
#include <string>

#include "kernel/app/mounted.h"

namespace stoa {

// Compact JSON. The order of paths and schemas is that of the apps' tables of contents.
std::string openapi_document(const std::deque<MountedApp>& apps);

}  // namespace stoa
