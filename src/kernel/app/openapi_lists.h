// What the OpenAPI document says of lists and views: the members that may be filtered and sorted
// by, the records that may be expanded, the header fields of writes.
//
// Used by openapi.cpp alone. Pure; any thread.
#pragma once

#include <boost/json/array.hpp>
#include <string>

#include "kernel/app/mounted.h"

namespace stoa {

// What is told of a parameter of a list; "" for one that speaks for itself.
std::string describe_list_parameter(const Route& route, const std::string& name);

// The schema of `expand` in a row: for each member the record, a list of them, or null.
boost::json::object expand_schema(const MountedRoute& mounted);

// What an export answers with.
boost::json::object export_content();

// The parameters that no input has: `expand`, `format`, those of an aggregate, and the header
// fields that the kernel reads.
boost::json::array kernel_parameters(const MountedRoute& mounted);

}  // namespace stoa
