#include "kernel/app/openapi_webhooks.h"

#include <algorithm>
#include <boost/json.hpp>

#include "kernel/app/webhook_events.h"

namespace stoa {
namespace {

namespace json = boost::json;

json::object schema_reference(const std::string& name) {
  return {{"$ref", "#/components/schemas/" + name}};
}

json::object header_parameter(std::string_view name, std::string_view description) {
  return {{"name", name},
          {"in", "header"},
          {"required", true},
          {"description", description},
          {"schema", json::object{{"type", "string"}}}};
}

json::object webhook_message(const WebhookEvents::Event& event, const std::string& app,
                             const Needs& needs) {
  needs(*event.data, Face::output);
  const json::object own{
      {"type", "object"},
      {"properties",
       json::object{{"type", json::object{{"const", event.name}}},
                    {"data", schema_reference(schema_name(*event.data, Face::output))}}}};
  json::object schema{{"allOf", json::array{schema_reference("CloudEvent"), own}}};
  std::string id = "on_" + event.name;
  std::replace(id.begin(), id.end(), '.', '_');
  return {
      {"operationId", std::move(id)},
      {"summary", event.what},
      {"description", event.what + "."},
      {"tags", json::array{json::value(app)}},
      {"parameters",
       json::array{header_parameter("webhook-id", "The same at each attempt"),
                   header_parameter("webhook-timestamp", "Of this attempt: seconds since 1970"),
                   header_parameter("webhook-signature", "Standard Webhooks, v1")}},
      {"security", json::array{json::object{}}},
      {"requestBody",
       json::object{{"required", true},
                    {"content", json::object{{"application/cloudevents+json",
                                              json::object{{"schema", std::move(schema)}}}}}}},
      {"responses",
       json::object{{"2XX", json::object{{"description", "Taken; anything else is tried again."}}},
                    {"410", json::object{{"description", "Nothing more is to be sent."}}}}}};
}

}  // namespace

json::object webhooks_of(const std::deque<MountedApp>& apps, const Needs& needs) {
  json::object all;
  for (const MountedApp& mounted : apps) {
    const WebhookEvents events(mounted.app);
    for (const WebhookEvents::Event& event : events.all())
      all[event.name] = json::object{{"post", webhook_message(event, mounted.app.name(), needs)}};
  }
  return all;
}

json::object webhooks_of(const std::vector<const MountedRoute*>& routes,
                         const std::function<const MountedRoute*(const Shape&)>& reader,
                         const Needs& needs) {
  json::object all;
  for (const MountedRoute* mounted : routes) {
    const Route& route = mounted->route;
    if (!route.reads_record() || reader(route.input.type->object()) != mounted) continue;
    const WebhookEvents events(mounted->app->app);
    for (const WebhookEvents::Event& event : events.of_made(route.resource))
      all[event.name] = json::object{{"post", webhook_message(event, route.app, needs)}};
  }
  return all;
}

json::object cloud_event_schema() {
  const auto text = [](std::string_view description) {
    return json::object{{"type", "string"}, {"description", description}};
  };
  json::object time = text("When it happened");
  time["format"] = "date-time";
  return {
      {"type", "object"},
      {"description", "CloudEvents 1.0 in JSON."},
      {"properties", json::object{{"specversion", json::object{{"const", "1.0"}}},
                                  {"id", text("The same at each attempt")},
                                  {"source", text("The app that tells")},
                                  {"type", text("Which event")},
                                  {"subject", text("The id of what it is about")},
                                  {"time", std::move(time)},
                                  {"datacontenttype", json::object{{"const", "application/json"}}},
                                  {"data", json::object{{"description", "What the event says"}}}}},
      {"required", json::array{"specversion", "id", "source", "type", "subject", "time",
                               "datacontenttype", "data"}}};
}

}  // namespace stoa
