// One request on its way through its route: input, lane, answer.
//
// Any thread begins one; the answer comes from the lane's thread.
#pragma once

#include "kernel/app/router.h"
#include "kernel/http/message.h"

namespace stoa {

// Answers an API request. The order of checks is the same everywhere: route, method, media types,
// input, then the handler.
void exchange(const Router& router, std::shared_ptr<const http::Request> request,
              http::Respond respond);

}  // namespace stoa
