// Whether a URL is one that this server may be given to call, as far as its text tells.
//
// What its name leads to is looked at when a socket is made for it (client.h); this is for the
// person who types it. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "kernel/outward/addresses.h"

namespace stoa::outward {

// What is wrong with it, as a sentence; "" for nothing.
std::string fault_of_url(std::string_view url, const Addresses& addresses);

}  // namespace stoa::outward
