#include "kernel/model/schema_file.h"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

namespace stoa {
namespace {

namespace json = boost::json;

constexpr std::int64_t usual_bytes = 16 << 20, most_bytes = 1 << 30;
constexpr std::size_t most_media_types = 50;

std::vector<std::string> media_types(const json::object& schema, const Path& at,
                                     SchemaFaults& faults) {
  std::vector<std::string> types;
  const json::value* listed = schema.if_contains("x-stoa-media-types");
  if (!listed) return types;
  const Path here(at, "x-stoa-media-types");
  const json::array* list = listed->if_array();
  if (!list || list->empty() || list->size() > most_media_types) {
    faults.add(here, "wrong_type", "A list of 1 to 50 media types is expected.");
    return types;
  }
  for (std::size_t i = 0; i < list->size(); ++i) {
    const json::string* type = (*list)[i].if_string();
    if (type) types.emplace_back(*type);
    if (!type) faults.add(Path(here, i), "wrong_type", "A string is expected.");
  }
  return types;
}

}  // namespace

const Type* read_file_schema(const json::object& schema, const Path& at, bool required,
                             const std::string& name, TypeBook& book, SchemaFaults& faults) {
  faults.check_keywords(schema, at,
                        {"type", "x-stoa-type", "x-stoa-media-types", "x-stoa-max-bytes"});
  const json::value* type = schema.if_contains("type");
  if (type && *type != "object")
    faults.add(Path(at, "type"), "contradiction", "What is told of a file is an object.");
  if (required)
    faults.add(at, "contradiction", "A file comes once its record is there: not in `required`.");
  const auto max_bytes = faults.whole(schema, at, "x-stoa-max-bytes", 1, most_bytes);
  const FileRule rule{max_bytes.value_or(usual_bytes), media_types(schema, at, faults)};
  Shape told{name, "", {}};
  told.fields = {{"name", &type_of<Text<0, 255>>()},
                 {"size", &type_of<Range<0, detail::max_safe_integer>>()},
                 {"content_type", &type_of<Text<1, 127>>()},
                 {"sha256", &type_of<Text<64, 64>>()},
                 {"url", &type_of<std::string>()}};
  Type made = book.optional(book.object(std::move(told)));
  made.file = &book.keep(rule);
  return &book.keep(made);
}

}  // namespace stoa
