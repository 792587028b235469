#include "kernel/app/openapi_lists.h"

#include <boost/json/object.hpp>

#include "kernel/app/view.h"
#include "kernel/model/schema.h"
#include "kernel/store/list_columns.h"

namespace stoa {
namespace {

namespace json = boost::json;

std::string members_of(const Route& route) {
  std::string names;
  for (const ListColumn& column : list_columns(*route.listing.row)) {
    names += (names.empty() ? "`" : ", `") + column.member + "`";
  }
  return names;
}

json::object header(std::string_view name, bool required, std::string_view description,
                    std::int64_t longest) {
  return {{"name", name},
          {"in", "header"},
          {"required", required},
          {"description", description},
          {"schema", json::object{{"type", "string"}, {"minLength", 1}, {"maxLength", longest}}}};
}

std::string joined(const std::vector<std::string>& names, std::string_view with) {
  std::string text;
  for (const std::string& name : names) text.append(text.empty() ? "" : with).append(name);
  return text;
}

// The pattern leaves out what references of references there are: those are told in words.
json::object expand_parameter(const std::vector<std::string>& members) {
  const std::string one = "(" + joined(members, "|") + ")(\\.[a-z_.]+)?";
  json::object schema{{"type", "string"}, {"pattern", "^" + one + "(," + one + ")*$"}};
  return {{"name", "expand"},
          {"in", "query"},
          {"required", false},
          {"description", "Members whose records are given beside them, in `expand`: `" +
                              joined(members, "`, `") +
                              "`. Dots follow references on, commas part several."},
          {"schema", std::move(schema)}};
}

json::object format_parameter() {
  return {{"name", "format"},
          {"in", "query"},
          {"required", false},
          {"description", "CSV (RFC 4180) with a header, or a line of JSON a row."},
          {"schema",
           json::object{
               {"type", "string"}, {"enum", json::array{"csv", "ndjson"}}, {"default", "csv"}}}};
}

std::string describe_aggregate_parameter(std::string_view name) {
  if (name == "group") return "Members to count by, with commas: a group for each of their values.";
  if (name == "limit") return "At most so many groups.";
  const std::string what = name == "sum"   ? "Numbers to be added up"
                           : name == "avg" ? "Numbers whose mean is wanted"
                           : name == "min" ? "Members whose least value is wanted"
                           : name == "max"
                               ? "Members whose greatest value is wanted"
                               : "Members of which it is counted how many values they have";
  return what + ", with commas; those of `filter`.";
}

void add_aggregate_parameters(json::array& all) {
  for (const Field& field : shape_of<Aggregating>().fields) {
    const Type& type = field.type->kind == Kind::optional ? *field.type->element : *field.type;
    all.push_back(
        json::object{{"name", field.name},
                     {"in", "query"},
                     {"required", false},
                     {"description", describe_aggregate_parameter(field.name)},
                     {"schema", schema_of(type, Face::input, [](const Shape&, Face) {})}});
  }
}

}  // namespace

json::object export_content() {
  const auto text = [](std::string_view description) {
    return json::object{{"schema", json::object{{"type", "string"}, {"description", description}}}};
  };
  return {{"text/csv", text("A header and a record a row, members of members as a.b.")},
          {"application/x-ndjson", text("A row a line, each as the list has it.")}};
}

std::string describe_list_parameter(const Route& route, const std::string& name) {
  if (!route.listing.row) return "";
  if (name == "filter") {
    return "Conditions on the rows, as in AIP-160: `a > 1 AND (b = \"x*\" OR NOT c:*)`. Members: " +
           members_of(route) + ".";
  }
  if (name == "sort") {
    return "Members to sort by, with commas; - in front turns one round: `-a,b`. Members: " +
           members_of(route) + ".";
  }
  if (name == "after") return "Where the page begins: `next` of the page before.";
  if (name == "count") return "Whether `total` tells how many rows there are, up to 10,000 or all.";
  return "";
}

json::object expand_schema(const MountedRoute& mounted) {
  json::object properties;
  for (const std::string& member : expandable_members(mounted)) {
    json::object record =
        schema_of(expanded_type(mounted, member), Face::output, [](const Shape&, Face) {});
    const Field& field = *expandable_row(mounted)->find(member);
    const json::object maybe{{"anyOf", json::array{record, json::object{{"type", "null"}}}}};
    properties[member] =
        field.type->kind == Kind::list ? json::object{{"type", "array"}, {"items", maybe}} : maybe;
  }
  return {{"type", "object"},
          {"description", "The records that `expand` asked for, null for what is not to be seen."},
          {"properties", std::move(properties)}};
}

json::array kernel_parameters(const MountedRoute& mounted) {
  const Route& route = mounted.route;
  json::array all;
  const auto members = expandable_members(mounted);
  if (!members.empty()) all.push_back(expand_parameter(members));
  if (route.exports) all.push_back(format_parameter());
  if (route.aggregates) add_aggregate_parameters(all);
  if (route.method == "GET") return all;
  all.push_back(header("Idempotency-Key", false,
                       "Chosen by the client, one for each thing that it wants done: who sends the "
                       "same request again is told what it came to.",
                       255));
  if (route.method == "POST") return all;
  all.push_back(header("If-Match", route.must_match,
                       "The ETag of the state that this is about; 412 if there is another.", 1000));
  return all;
}

}  // namespace stoa
