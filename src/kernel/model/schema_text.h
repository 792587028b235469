// The type that a schema of strings describes: a text with its rules, a name, a day, a time, an id
// or a decimal number.
//
// Inside the reader of schemas (kernel/model/schema_read.h).
#pragma once

#include "kernel/model/schema_faults.h"
#include "kernel/model/schema_read.h"

namespace stoa {

// nullptr after a fault. `nullable`: null is one of its values, so that an enumeration must list
// it.
const Type* read_text_schema(const boost::json::object& schema, const Path& at, bool nullable,
                             TypeBook& book, const FindRecord& record, SchemaFaults& faults);

}  // namespace stoa
