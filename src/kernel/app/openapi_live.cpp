#include "kernel/app/openapi_live.h"

#include <boost/json.hpp>

#include "kernel/app/live.h"

namespace stoa {
namespace {

namespace json = boost::json;

json::object live_problem(std::string_view description) {
  const json::object schema{{"$ref", "#/components/schemas/Problem"}};
  return {
      {"description", description},
      {"content", json::object{{"application/problem+json", json::object{{"schema", schema}}}}}};
}

json::object live_parameter(std::string_view name, std::string_view in, json::object schema,
                            std::string_view description) {
  return {{"name", name},
          {"in", in},
          {"required", name == "subscribe"},
          {"schema", std::move(schema)},
          {"description", description}};
}

json::array watch_parameters() {
  const json::object text{{"type", "string"}};
  return {live_parameter(
              "subscribe", "query",
              {{"type", "array"}, {"items", text}, {"minItems", 1}, {"maxItems", 10}},
              "A list: the path and query of its GET, with a name of your own and a colon in "
              "front if you like."),
          live_parameter("after", "query", text, "The id of the last event that you had."),
          live_parameter("ticket", "query", text,
                         "Instead of a cookie or an Authorization: what /api/live/tickets gave."),
          live_parameter("Last-Event-ID", "header", text, "As `after`; browsers send it.")};
}

json::object watch_operation() {
  json::object answers;
  answers["200"] = json::object{
      {"description",
       "Server-sent events for as long as both sides like: ready, change, gone, resync."},
      {"content", json::object{{"text/event-stream",
                                json::object{{"schema", json::object{{"type", "string"}}}}}}}};
  answers["400"] = live_problem("`bad_request`: what came is not valid HTTP.");
  answers["401"] = live_problem("`not_signed_in`: a list needs somebody who is known.");
  answers["403"] = live_problem(
      "`forbidden`, `scope_missing` or `person_needed`: a list is not for this caller. "
      "`cross_site`: a page of another site may not do this in somebody's name.");
  answers["404"] = live_problem("`not_found`: there is no list at this address.");
  answers["422"] = live_problem(
      "`validation_failed`: this is no list, or its query is not as it must be. "
      "`filter_too_costly`: no index helps to find what is asked for.");
  answers["429"] = live_problem("`too_many_streams`: you have as many streams open as you may.");
  answers["503"] =
      live_problem("`overloaded`: too much work is waiting; Retry-After says when to come back.");
  json::array security{json::object{{"session", json::array{}}},
                       json::object{{"token", json::array{}}},
                       json::object{{"api_key", json::array{}}}, json::object{}};
  return {{"operationId", "live_watch"},
          {"summary", "Watch lists: one stream of what changes in them"},
          {"description",
           "Watch lists: one stream of what changes in them. Each needs what its GET needs."},
          {"tags", json::array{"live"}},
          {"parameters", watch_parameters()},
          {"security", std::move(security)},
          {"responses", std::move(answers)}};
}

json::object ticket_operation(const Needs& needs) {
  json::object answers;
  answers["201"] = json::object{
      {"description", "A ticket, told once."},
      {"content", json::object{{"application/json",
                                json::object{{"schema", schema_of(type_of<LiveTicket>(),
                                                                  Face::output, needs)}}}}}};
  answers["400"] = live_problem("`bad_request`: what came is not valid HTTP.");
  answers["401"] = live_problem("`not_signed_in`: there is no valid session or token.");
  answers["403"] = live_problem(
      "`person_needed`: no API key may do this. `cross_site`: a page of another site may not do "
      "this in somebody's name.");
  answers["503"] =
      live_problem("`overloaded`: too much work is waiting; Retry-After says when to come back.");
  json::array security{json::object{{"session", json::array{}}},
                       json::object{{"token", json::array{}}}};
  return {{"operationId", "live_make_ticket"},
          {"summary", "Get a ticket to open one stream or socket with"},
          {"description",
           "Get a ticket to open one stream or socket with, as `?ticket=`, where no header can be "
           "sent. It is good once, for 30 seconds, and for what you may."},
          {"tags", json::array{"live"}},
          {"security", std::move(security)},
          {"responses", std::move(answers)}};
}

}  // namespace

json::object live_tag() {
  return {{"name", "live"}, {"description", "What changes, as it changes"}};
}

void add_live_paths(json::object& paths, const Needs& needs) {
  paths[Live::path] = json::object{{"get", watch_operation()}};
  paths[Live::tickets_path] = json::object{{"post", ticket_operation(needs)}};
}

}  // namespace stoa
