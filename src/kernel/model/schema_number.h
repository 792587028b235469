// The type that a schema of numbers describes: which of them it takes.
//
// Inside the reader of schemas (kernel/model/schema_read.h).
#pragma once

#include "kernel/model/made.h"
#include "kernel/model/schema_faults.h"

namespace stoa {

// nullptr after a fault.
const Type* read_integer_schema(const boost::json::object& schema, const Path& at, TypeBook& book,
                                SchemaFaults& faults);
const Type* read_real_schema(const boost::json::object& schema, const Path& at, TypeBook& book,
                             SchemaFaults& faults);

}  // namespace stoa
