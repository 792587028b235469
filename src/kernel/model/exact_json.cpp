#include "kernel/model/exact_json.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <charconv>
#include <limits>

#include "kernel/model/json_reader.h"
#include "kernel/model/numbers.h"

namespace stoa {
namespace {

namespace json = boost::json;

template <class Whole>
bool is_whole(std::string_view text, json::value& value) {
  Whole whole = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
  if (error != std::errc() || end != text.data() + text.size()) return false;
  value = whole;
  return true;
}

json::value number(std::string_view text) {
  json::value value;
  if (is_whole<std::int64_t>(text, value) || is_whole<std::uint64_t>(text, value)) return value;
  const double beyond = std::numeric_limits<double>::infinity();
  return real_number(text).value_or(text.starts_with('-') ? -beyond : beyond);
}

json::value read_value(JsonReader& in) {
  switch (in.peek()) {
    case JsonKind::object: {
      json::object object;
      JsonString key;
      for (in.begin_object(); in.next_member(key);) {
        const std::string name(key.text);
        object[name] = read_value(in);
      }
      return object;
    }
    case JsonKind::array: {
      json::array array;
      for (in.begin_array(); in.next_item();) array.push_back(read_value(in));
      return array;
    }
    case JsonKind::string:
      return json::value(in.string().text);
    case JsonKind::number:
      return number(in.number());
    case JsonKind::boolean:
      return in.boolean();
    case JsonKind::null:
      in.null();
      return nullptr;
  }
  return nullptr;
}

}  // namespace

json::value parse_exactly(std::string_view document) {
  JsonReader in(document);
  json::value value = read_value(in);
  in.end();
  return value;
}

}  // namespace stoa
