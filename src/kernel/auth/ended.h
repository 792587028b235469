// News between the processes of a site that something of an account has ended or become another: a
// session, a key, a role. The message is its id.
//
// Whoever hears it drops what is remembered of the account and asks anew. It never says who may do
// what.
#pragma once

namespace stoa::auth {

inline constexpr const char* ended_channel = "accounts.ended";

}  // namespace stoa::auth
