// Server-sent events (WHATWG HTML §9.2) as bytes.
//
// Pure functions; any thread.
#pragma once

#include <string>
#include <string_view>

#include "kernel/http/outlet.h"
#include "kernel/live/group.h"

namespace stoa::live {

// change {list, item}, gone {list, id}, resync {list}: one event after the other.
http::SharedBytes encode_outcome(std::string_view list, const Outcome& outcome);
// ready {lists}: from here on all is told.
std::string encode_ready(const std::vector<Subscription>& subscriptions, std::string_view id);
// An event that has nothing but an id: the client keeps it, nobody is called.
http::SharedBytes encode_id(std::string_view id);
// A comment, so that what lies between keeps the connection, and who has gone is noticed.
http::SharedBytes encode_heartbeat();

}  // namespace stoa::live
