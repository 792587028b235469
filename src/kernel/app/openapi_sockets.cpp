#include "kernel/app/openapi_sockets.h"

#include <boost/json.hpp>

#include "kernel/app/socket_handler.h"

namespace stoa {
namespace {

namespace json = boost::json;

// A message is its struct and the envelope's members, in one object.
json::object message_schema(const std::string& type, const Shape& shape, Face face,
                            const Needs& needs) {
  json::object schema = schema_of(shape, face, needs);
  json::object properties{{"type", json::object{{"const", type}}},
                          {"ref", json::object{{"type", json::array{"string", "integer"}},
                                               {"maxLength", 64},
                                               {"description",
                                                "The sender's choice; what answers it has the "
                                                "same."}}}};
  for (const auto& member : schema["properties"].as_object())
    properties[member.key()] = member.value();
  schema["properties"] = std::move(properties);
  json::array required{"type"};
  if (const json::value* of_shape = schema.if_contains("required"))
    for (const json::value& name : of_shape->as_array()) required.push_back(name);
  schema["required"] = std::move(required);
  return schema;
}

}  // namespace

json::object describe_socket(const SocketHandler& handler, const Needs& needs,
                             const AddSchema& add) {
  json::object hears, tells;
  const auto describe = [&](json::object& into, const std::string& type, const Shape& shape,
                            Face face) {
    const std::string name = shape.name + "Message";
    add(name, message_schema(type, shape, face, needs));
    into[type] = json::object{{"$ref", "#/components/schemas/" + name}};
  };
  for (const SocketMessage& message : handler.hears) {
    describe(hears, message.name, message.type->object(), Face::input);
    if (message.reply) describe(tells, message.reply_name, *message.reply, Face::output);
  }
  for (const SocketHandler::Told& told : handler.tells)
    describe(tells, told.name, *told.shape, Face::output);
  return {{"hears", std::move(hears)}, {"tells", std::move(tells)}};
}

std::string_view socket_answer() {
  return "The connection is a WebSocket (RFC 6455) from here on; messages are text, JSON objects "
         "with a `type`, as x-stoa-socket describes them. `ready` comes first: from then on all is "
         "told. A message with a `ref` is answered, by its reply or `done`, once it is committed; "
         "one that cannot be done by `error`, with the problem.";
}

}  // namespace stoa
