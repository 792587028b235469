// The fields of a record out of a JSON Schema that a client wrote: the mirror of schema_of().
//
// What is understood stands in docs/guide-schemas.md; anything else is refused, each fault at its
// place, so that no rule that somebody wrote is silently none. The types are made in the caller's
// TypeBook, which one thread writes.
#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/model/made.h"

namespace stoa {

// Whose id an `x-stoa-record` names; empty when there is no such record.
using FindRecord = std::function<ShapeOf(std::string_view name)>;

// The fields of an object schema, in the order of its properties. `name` is how the record is
// called: its structs are called after it ("Book.place"). Throws Refusal validation_failed, one
// FieldError for each fault, at JSON Pointers below `at` ("/schema/properties/title/maxLength").
std::vector<Field> read_schema(const boost::json::object& schema, TypeBook& book,
                               const FindRecord& record, const std::string& at = "/schema",
                               const std::string& name = "");

}  // namespace stoa
