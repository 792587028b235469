// What the configuration says of the HTTP server.
//
// Called while a process starts, on its thread.
#pragma once

#include "kernel/app/config.h"
#include "kernel/http/server.h"

namespace stoa {

http::ServerOptions server_options(const Config& config);

// A password that travels in clear is everybody's on the way: said in the log where it would.
void warn_of_plaintext(const Config& config);

}  // namespace stoa
