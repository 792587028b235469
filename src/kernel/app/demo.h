// Plants the demo data of each app (App::demo) into its database, once: a row of the kernel's own
// table tells that it was done. The accounts come first, so that the others plant things of people.
//
// Called by the kernel while it opens. Waits.
#pragma once

#include <deque>

#include "kernel/app/mounted.h"

namespace stoa {

void plant_demos(std::deque<MountedApp>& apps);

}  // namespace stoa
