// What /openapi.json says of the messages that other servers are sent: its `webhooks`.
//
// Used when the document is made, on the thread that starts the kernel.
#pragma once

#include <boost/json/object.hpp>
#include <deque>
#include <functional>
#include <vector>

#include "kernel/app/mounted.h"
#include "kernel/model/schema.h"

namespace stoa {

// One an event, by its name.
boost::json::object webhooks_of(const std::deque<MountedApp>& apps, const Needs& needs);
// Those of the records that these routes read, where `reader` says that they are the first to.
boost::json::object webhooks_of(const std::vector<const MountedRoute*>& routes,
                                const std::function<const MountedRoute*(const Shape&)>& reader,
                                const Needs& needs);
// The schema that they share, `CloudEvent`.
boost::json::object cloud_event_schema();

}  // namespace stoa
