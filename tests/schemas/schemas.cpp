// What our decoder makes of documents by a client's schema, for a test that asks another validator
// the same.
//
// Reads lines of {"schema": {…}, "documents": ["…", …]}, each document as its text, and answers
// each line with one: a list of true and false, or what is wrong with the schema.

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <iostream>

#include "kernel/model/codec.h"
#include "kernel/model/exact_json.h"
#include "kernel/model/schema_read.h"

namespace {

using namespace stoa;
namespace json = boost::json;

bool is_taken(const Type& type, std::string_view document) {
  Object object(type);
  try {
    decode(type.object(), object.get(), document);
  } catch (const Refusal&) {
    return false;
  }
  return true;
}

json::value answer(const json::object& question) {
  TypeBook book;
  Shape shape{"Record", "", {}};
  try {
    shape.fields =
        read_schema(question.at("schema").as_object(), book, [](auto) { return ShapeOf(); });
  } catch (const Refusal& refusal) {
    json::array faults;
    for (const FieldError& error : refusal.errors)
      faults.emplace_back(error.pointer + " " + error.code);
    return {{"refused", std::move(faults)}};
  }
  const Type& type = book.object(std::move(shape));
  json::array taken;
  for (const json::value& document : question.at("documents").as_array())
    taken.emplace_back(is_taken(type, document.as_string()));
  return taken;
}

}  // namespace

int main() {
  std::string line;
  while (std::getline(std::cin, line)) {
    std::cout << json::serialize(answer(parse_exactly(line).as_object())) << "\n";
  }
}
