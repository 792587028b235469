// A struct's schema with the schemas of the structs in it at their places, as a client writes one.
//
// For tests only. Pure; any thread.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <map>

#include "kernel/model/schema.h"

namespace stoa {

inline void put_in_place(boost::json::value& schema,
                         const std::map<std::string, const Shape*>& structs, const Needs& needs) {
  if (auto* list = schema.if_array()) {
    for (auto& item : *list) put_in_place(item, structs, needs);
  }
  auto* object = schema.if_object();
  if (!object) return;
  if (const auto* reference = object->if_contains("$ref")) {
    const std::string name(reference->as_string());
    schema = schema_of(*structs.at(name.substr(name.rfind('/') + 1)), Face::input, needs);
    object = &schema.as_object();
  }
  for (auto& member : *object) put_in_place(member.value(), structs, needs);
}

// Of the input face.
inline boost::json::object whole_schema(const Shape& shape) {
  std::map<std::string, const Shape*> structs;
  const Needs needs = [&](const Shape& needed, Face face) {
    structs.emplace(schema_name(needed, face), &needed);
  };
  boost::json::value whole = schema_of(shape, Face::input, needs);
  put_in_place(whole, structs, needs);
  return whole.as_object();
}

}  // namespace stoa
