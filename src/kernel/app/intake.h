// What becomes of a request's body, told by its route before it is read: an upload goes to a spool
// file, the rest to memory.
//
// Called by an I/O thread; does not block.
#pragma once

#include <cstdint>

#include "kernel/app/router.h"
#include "kernel/http/message.h"

namespace stoa {

struct IntakeLimits {
  std::int64_t max_body_bytes = 0;
  std::int64_t max_upload_bytes = 0;  // no route takes more, whatever it says
};

// An upload that is refused whatever it holds (nobody is signed in, a page of another site sent it,
// its form cannot be read) stays unread: what then answers the request finds the same reason.
http::Intake intake_of(const Router& router, const http::Request& request,
                       const IntakeLimits& limits);

}  // namespace stoa
