// So much of something for one account and day: mails to strangers, say, of which taking back what
// was done is no way to more.
//
// A count is kept in `_allowances` for the last day (UTC) on which the account did any. For
// handlers in the write lane.
#pragma once

#include "kernel/app/app.h"

namespace stoa {

// One more. Throws `exhausted` where the account has had as many on this day as there may be.
void spend_allowance(Write& tx, const AccountId& account, std::string_view what, std::int64_t most,
                     const Problem& exhausted);

// For a person who leaves.
void forget_allowances(Write& tx, const AccountId& account);

}  // namespace stoa
