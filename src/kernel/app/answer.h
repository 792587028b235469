// From a handler's result, or what it threw, to an HTTP answer.
//
// Pure functions; any thread, after the lane.
#pragma once

#include <exception>

#include "kernel/app/view.h"
#include "kernel/http/message.h"

namespace stoa {

// The result as JSON with what HTTP says about it: Location of what a POST made, ETag from the
// row's version, Link to the next page (RFC 8288).
http::Response answer(const Route& route, const http::Request& request, const Outcome& outcome,
                      const View& view = {});

// A merge patch that is posted makes a record, 201, or changes the one that it means, 200.
bool upserts(const Route& route);

// What went wrong, as a refusal, where no list says which problems there may be; `where` is for the
// log.
Refusal refusal_of(std::exception_ptr error, const App& app, std::string_view where,
                   const http::Request& request);
// The same of a route: a thrown Problem or Refusal as it is; a violated index as the app
// says; anything else is a bug, logged under the request's id and told as internal_error.
Refusal refusal_of(std::exception_ptr error, const MountedRoute& mounted,
                   const http::Request& request);

}  // namespace stoa
