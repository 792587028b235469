// What the OpenAPI document says of sockets: OpenAPI has no words for what goes over one, so that
// it stands in an extension, x-stoa-socket.
//
// Pure functions; any thread.
#pragma once

#include <boost/json/object.hpp>
#include <functional>

#include "kernel/app/mounted.h"
#include "kernel/model/schema.h"

namespace stoa {

// {"hears": {"say": {"$ref": …}}, "tells": {…}}: the schemas of messages by their types. `add` is
// told each of them by its name.
using AddSchema = std::function<void(std::string name, boost::json::object schema)>;
boost::json::object describe_socket(const SocketHandler& handler, const Needs& needs,
                                    const AddSchema& add);

// Its 101, in words.
std::string_view socket_answer();

}  // namespace stoa
