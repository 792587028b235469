// OpenAPI 3.1 schemas (JSON Schema 2020-12) from Shapes.
//
// Used when /openapi.json is made; Boost.JSON stays out of headers that apps see. Any thread.
#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <string>

#include "kernel/model/shape.h"

namespace stoa {

// The three faces of a struct. output: all members, all required (an empty optional is null).
// input: without managed fields; required as Field::required says. patch: as input, nothing
// required, optional members nullable.
enum class Face { output, input, patch };

// The name of a struct's schema for a face: "Author", "AuthorInput", "AuthorPatch".
std::string schema_name(const Shape& shape, Face face);

// A schema for one type: inline for scalars and lists, {"$ref": "#/components/schemas/Name"} for
// structs. `needs` is called for each struct referred to. An id says in x-stoa-record whose it is.
using Needs = std::function<void(const Shape&, Face)>;
boost::json::object schema_of(const Type& type, Face face, const Needs& needs);

// The schema of a struct itself, for components/schemas. Fields for which `elsewhere` holds (they
// come from the path) are left out. additionalProperties is false for input and patch.
boost::json::object schema_of(const Shape& shape, Face face, const Needs& needs,
                              const std::function<bool(const Field&)>& elsewhere = {});

}  // namespace stoa
