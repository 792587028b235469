// What is over goes away: links and sessions that have expired.
#pragma once

#include "apps/accounts/model.h"

namespace stoa::accounts {

Again purge(Write& tx);

}  // namespace stoa::accounts
