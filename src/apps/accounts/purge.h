// What is over goes away: links and sessions that have expired.
#pragma once

#include "apps/accounts/model.h"

namespace stoa::accounts {

bool purge(Write& tx);

}  // namespace stoa::accounts
