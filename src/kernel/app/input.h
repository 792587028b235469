// From a request to a handler's input: path, query and body, every mistake named at once.
//
// Pure functions; any thread, before the lane.
#pragma once

#include "kernel/app/router.h"
#include "kernel/http/message.h"

namespace stoa {

// Throws Refusal: unsupported_media_type, malformed_json, validation_failed. A path parameter that
// cannot be one (an id that is no UUID) is not there: not_found.
Object read_input(const Match& match, const http::Request& request);

}  // namespace stoa
