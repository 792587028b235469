// Plants an app's demo data (App::demo) into its database, once: a row of the kernel's own table
// tells that it was done.
//
// Called by the kernel while it opens. Waits.
#pragma once

#include "kernel/app/mounted.h"

namespace stoa {

void plant_demo(MountedApp& mounted);

}  // namespace stoa
