// One account for all apps: registering, signing in, keys, roles.
#pragma once

#include "kernel/app/app.h"

namespace stoa::accounts {

App app();

}  // namespace stoa::accounts
