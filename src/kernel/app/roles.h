// Every role that an app speaks of, in a sentence or in a handler's signature, wherever it is
// served.
//
// Called by the kernel while it is made.
#pragma once

#include <deque>
#include <vector>

#include "kernel/app/mounted.h"

namespace stoa {

std::vector<RoleInfo> roles_of(const std::deque<MountedApp>& apps,
                               const std::vector<App>& elsewhere);

}  // namespace stoa
