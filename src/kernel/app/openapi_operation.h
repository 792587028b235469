// One operation of the OpenAPI document: what a route takes, what it answers, who may call it.
//
// Used by openapi.cpp alone. One thread.
#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <string>
#include <vector>

#include "kernel/app/mounted.h"
#include "kernel/app/openapi_sockets.h"
#include "kernel/model/schema.h"

namespace stoa {

// Collects the schemas that operations refer to, each once, with those that they refer to.
class Schemas {
 public:
  Needs needs() {
    return [this](const Shape& shape, Face face) { add(shape, face, {}); };
  }
  // A struct whose members partly come from the path has a schema without these.
  // Throws std::logic_error when two structs are called alike.
  std::string add(const Shape& shape, Face face, const std::vector<std::string>& in_path);
  AddSchema adder() {
    return [this](const std::string& name, boost::json::object schema) {
      all_[name] = std::move(schema);
    };
  }
  boost::json::object take() { return std::move(all_); }

 private:
  std::map<std::string, const Shape*> made_;
  boost::json::object all_;
};

// "#/components/schemas/Book"
boost::json::object schema_reference(const std::string& schema);

boost::json::object operation(const MountedRoute& mounted, Schemas& schemas);

}  // namespace stoa
