#include "kernel/app/aggregates.h"

#include <algorithm>
#include <stdexcept>

#include "kernel/app/app.h"
#include "kernel/app/view.h"
#include "kernel/store/list_probe.h"

namespace stoa {
namespace {

// Its own parameters that only pages have, it has in common with them.
void check_parameters(const Route& route) {
  for (const Field& field : route.input.shape->fields) {
    const bool of_pages = shape_of<Paging>().find(field.name) != nullptr;
    if (of_pages || !is_aggregate_parameter(field.name)) continue;
    throw std::logic_error("the list " + route.name + " has a parameter " + field.name +
                           ", which means something else for its aggregate");
  }
}

// The page that a handler asks for is empty here. Rows that are there all the same it has made
// itself.
Call refusing_rows(Call call, const Type& page) {
  return [call = std::move(call), &page](void* tx, const Caller& caller, const void* input) {
    Outcome outcome = call(tx, caller, input);
    const Field& items = *page.object().find("items");
    if (items.type->list->size(items.in(outcome.body.get())) == 0) return outcome;
    throw Refusal{problems::validation_failed,
                  "",
                  {{"", "not_aggregated", "The rows of this list are made one by one."}}};
  };
}

// A handler may know without asking that there is nothing for its caller.
Aggregates of_no_rows(const Route& route, const Caller& caller, const Object& input,
                      const Aggregating& asked) {
  const Shape& row = route.nameable ? route.nameable(caller) : *route.listing.row;
  const Paging& paging = route.listing.paging(input.get());
  if (!paging.filter) return aggregate_nothing(row, nullptr, asked);
  const FilterNode filter = parse_filter(*paging.filter, row);
  return aggregate_nothing(row, &filter, asked);
}

}  // namespace

void add_aggregates(App& app) {
  const std::vector<Route> routes = app.routes();
  for (Route route : routes) {
    if (!route.listing.row || route.exports) continue;
    check_parameters(route);
    route.aggregates = true;
    route.heavy = true;
    route.call = refusing_rows(std::move(route.call), *route.output);
    route.output = &type_of<Aggregates>();
    route.listing.next = nullptr;  // there are no pages
    app.add_route(route, route.name + "_aggregate", "GET", route.path + "/aggregate",
                  route.summary + ": what it comes to, as a whole or by groups", route.problems);
  }
}

bool is_aggregate_parameter(std::string_view name) {
  return shape_of<Aggregating>().find(name) != nullptr;
}

Aggregating read_aggregating(const std::vector<std::pair<std::string, std::string>>& query) {
  Aggregating asked;
  std::vector<FieldError> errors;
  std::vector<std::string_view> seen;
  for (const auto& [name, text] : query) {
    const Field* field = shape_of<Aggregating>().find(name);
    if (!field) continue;
    if (std::find(seen.begin(), seen.end(), name) != seen.end()) {
      errors.push_back({"/" + name, "duplicate_field", "This parameter may be given once."});
      continue;
    }
    seen.push_back(name);
    decode_text(*field->type, field->in(&asked), text, "/" + name, errors);
  }
  if (!errors.empty()) throw Refusal{problems::validation_failed, "", std::move(errors)};
  return asked;
}

Outcome aggregate_list(const Route& route, Read& tx, const Caller& caller, const Object& input,
                       const Aggregating& asked) {
  ListProbe probe{.aggregating = &asked};
  tx.probe(probe);
  Outcome outcome = route.call(&tx, caller, input.get());
  if (!probe.asked) probe.aggregates = of_no_rows(route, caller, input, asked);
  outcome.body = Object(*route.output);
  outcome.body.as<Aggregates>() = std::move(probe.aggregates);
  return outcome;
}

}  // namespace stoa
