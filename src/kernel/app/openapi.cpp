#include "kernel/app/openapi.h"

#include <algorithm>
#include <boost/json.hpp>

#include "kernel/app/openapi_lists.h"
#include "kernel/app/openapi_live.h"
#include "kernel/app/openapi_operation.h"
#include "kernel/app/openapi_webhooks.h"
#include "kernel/app/view.h"
#include "kernel/model/schema.h"

namespace stoa {
namespace {

namespace json = boost::json;

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return text;
}

json::object problem_schema() {
  auto text = [](std::string_view description) {
    return json::object{{"type", "string"}, {"description", description}};
  };
  json::object error{
      {"type", "object"},
      {"properties", json::object{{"pointer", text("JSON Pointer to the field (RFC 6901)")},
                                  {"code", text("For programs")},
                                  {"message", text("For people")}}},
      {"required", json::array{"pointer", "code", "message"}}};
  return {{"type", "object"},
          {"description", "A problem document (RFC 9457)."},
          {"properties",
           json::object{{"type", text("A URI of the problem")},
                        {"title", text("A sentence for people")},
                        {"status", json::object{{"type", "integer"}}},
                        {"code", text("Stable, for programs")},
                        {"detail", text("About this request")},
                        {"instance", text("The request's URN")},
                        {"errors", json::object{{"type", "array"}, {"items", std::move(error)}}}}},
          {"required", json::array{"type", "title", "status", "code"}}};
}

json::object security_schemes() {
  auto bearer = [](std::string_view form, std::string_view description) {
    return json::object{{"type", "http"},
                        {"scheme", "bearer"},
                        {"bearerFormat", form},
                        {"description", description}};
  };
  return {{"session", json::object{{"type", "apiKey"},
                                   {"in", "cookie"},
                                   {"name", "__Host-stoa"},
                                   {"description",
                                    "A browser's session; without TLS the cookie is "
                                    "called stoa."}}},
          {"token", bearer("JWT", "An access token of five minutes.")},
          {"api_key", bearer("stoa_live_", "An API key, for the scopes that it was made with.")}};
}

using Routes = std::vector<const MountedRoute*>;

json::object paths_of(const Routes& routes, Schemas& schemas) {
  json::object paths;
  for (const MountedRoute* mounted : routes) {
    auto& path = paths[mounted->route.full_path()];
    if (!path.is_object()) path = json::object{};
    path.as_object()[lower_case(mounted->route.method)] = operation(*mounted, schemas);
  }
  return paths;
}

json::object components_of(const Routes& routes, Schemas& schemas) {
  json::object all = schemas.take();
  for (const MountedRoute* mounted : routes) {
    const Shape* row = expandable_row(*mounted);
    if (!row) continue;
    auto& schema = all[schema_name(*row, Face::output)].as_object();
    schema["properties"].as_object()["expand"] = expand_schema(*mounted);
  }
  all["Problem"] = problem_schema();
  return all;
}

std::string document_of(const std::string& title, const std::string& description, json::array tags,
                        json::object paths, json::object webhooks, json::object schemas) {
  json::object info{
      {"title", title},
      {"version", "0.1.0"},
      {"description", description},
      {"license", json::object{{"name", "Apache 2.0"}, {"identifier", "Apache-2.0"}}}};
  json::object components{{"securitySchemes", security_schemes()}, {"schemas", std::move(schemas)}};
  json::object document{{"openapi", "3.1.0"},
                        {"info", std::move(info)},
                        {"servers", json::array{json::object{{"url", "/"}}}},
                        {"tags", std::move(tags)},
                        {"paths", std::move(paths)},
                        {"webhooks", std::move(webhooks)},
                        {"components", std::move(components)}};
  return json::serialize(document);
}

}  // namespace

std::string openapi_document(const std::deque<MountedApp>& apps) {
  Schemas schemas;
  Routes routes;
  json::array tags;
  for (const MountedApp& mounted : apps) {
    tags.push_back(
        json::object{{"name", mounted.app.name()}, {"description", mounted.app.title()}});
    for (const MountedRoute& added : mounted.routes) routes.push_back(&added);
  }
  tags.push_back(live_tag());
  std::sort(tags.begin(), tags.end(), [](const json::value& a, const json::value& b) {
    return a.at("name").as_string() < b.at("name").as_string();
  });
  json::object paths = paths_of(routes, schemas);
  add_live_paths(paths, schemas.needs());
  json::object webhooks = webhooks_of(apps, schemas.needs());
  json::object components = components_of(routes, schemas);
  if (!webhooks.empty()) components["CloudEvent"] = cloud_event_schema();
  return document_of("Stoa", "The classic backends, on one small kernel.", std::move(tags),
                     std::move(paths), std::move(webhooks), std::move(components));
}

std::string openapi_of(const Routes& routes, const std::string& title,
                       const std::string& description,
                       const std::function<const MountedRoute*(const Shape&)>& reader) {
  Schemas schemas;
  json::array tags;
  if (!routes.empty()) {
    tags.push_back(json::object{{"name", routes.front()->route.app}, {"description", title}});
  }
  json::object paths = paths_of(routes, schemas);
  json::object webhooks = webhooks_of(routes, reader, schemas.needs());
  json::object components = components_of(routes, schemas);
  if (!webhooks.empty()) components["CloudEvent"] = cloud_event_schema();
  return document_of(title, description, std::move(tags), std::move(paths), std::move(webhooks),
                     std::move(components));
}

}  // namespace stoa
