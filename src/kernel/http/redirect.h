// What the plain listener answers when the server speaks HTTPS: come there.
//
// A Handler like any other; any thread. Which host names are ours the parser has judged before.
#pragma once

#include <cstdint>

#include "kernel/http/message.h"

namespace stoa::http {

// Answers 308 to the same address on https and `port`, or 400 when the request names no host.
Handler redirect_to_https(std::uint16_t port);

}  // namespace stoa::http
