// The accounts of another process, for one that serves apps without them.
//
// Called by the kernel as it opens, on its thread.
#pragma once

#include <deque>
#include <memory>

#include "kernel/app/mounted.h"
#include "kernel/cluster/fanout.h"

namespace stoa {

struct RemoteAccounts {
  std::unique_ptr<Authenticator> authenticator;
  std::shared_ptr<void> hearing;  // of what has ended there; goes before the authenticator
  std::unique_ptr<Directory> directory;
};

// Asks the accounts that accounts.url names; nobody when it names none. Throws std::runtime_error
// with a sentence about the setting that is missing or wrong. Does not wait for the other process:
// until that answers, whoever must be known is told to try again.
// Where it shares news with that process, it hears at once of what ends there.
RemoteAccounts reach_accounts(const Config& config, cluster::Fanout& news);

// Throws std::runtime_error, saying what to set, if an app has a route that must know who calls.
void refuse_without_accounts(const std::deque<MountedApp>& apps);

}  // namespace stoa
