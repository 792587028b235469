// The type of a field that is a file: what its record tells of it, and which files it takes.
//
// Inside the reader of schemas (kernel/model/schema_read.h).
#pragma once

#include <string>

#include "kernel/model/made.h"
#include "kernel/model/schema_faults.h"

namespace stoa {

// An optional of a struct called `name`. `required`: whether its record must have it, which is a
// fault.
const Type* read_file_schema(const boost::json::object& schema, const Path& at, bool required,
                             const std::string& name, TypeBook& book, SchemaFaults& faults);

}  // namespace stoa
