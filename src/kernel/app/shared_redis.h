// What the processes of a site share, where the configuration says it is.
//
// Called by the kernel as it opens, on its thread.
#pragma once

#include <memory>

#include "kernel/app/config.h"
#include "kernel/auth/seal.h"
#include "kernel/cluster/cluster.h"

namespace stoa {

// In the Redis of redis.url; without one, in this process alone. Throws std::runtime_error with a
// sentence about the setting that is wrong. Does not wait for Redis: until it is there, and
// whenever it is away, each process goes on by itself. `seal` outlives it.
std::unique_ptr<cluster::Cluster> join_cluster(const Config& config, const auth::Seal& seal);

}  // namespace stoa
