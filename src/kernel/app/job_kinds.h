// What kernel/jobs needs to know of an app's jobs.
#pragma once

#include <vector>

#include "kernel/app/mounted.h"

namespace stoa {

// `mounted` outlives them; its database is open when they run.
std::vector<jobs::Kind> job_kinds(const MountedApp& mounted);

}  // namespace stoa
