// Who is behind what somebody showed to a process without accounts, which asks here in the manner
// of OAuth 2.0 Token Introspection (RFC 7662).
//
// It is what Principals finds for this process too: there is no second truth. What was shown is
// neither logged nor stored.
#pragma once

#include "apps/accounts/model.h"
#include "kernel/auth/introspection.h"

namespace stoa::accounts {

auth::Standing introspect(Task& task, const Admin&, const auth::Showing& in);

}  // namespace stoa::accounts
