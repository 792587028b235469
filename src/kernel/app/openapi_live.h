// What the OpenAPI document says of live changes and tickets, which are no routes of an app.
//
// Pure functions; any thread.
#pragma once

#include <boost/json/object.hpp>

#include "kernel/model/schema.h"

namespace stoa {

boost::json::object live_tag();
// Into the document's paths.
void add_live_paths(boost::json::object& paths, const Needs& needs);

}  // namespace stoa
