// An app's mails: the job that sends them, and what an administrator sees and does of them:
// /api/<app>/mails, /api/<app>/mail-suppressions.
//
// A transaction writes a mail (Write::mail), a job hands it to the Postman. It goes at least once,
// and twice only if the process dies after the server took it and before a row could say so; both
// then have one Message-ID.
#pragma once

#include "kernel/app/mounted.h"

namespace stoa {

// Gives an app that has mails (App::mail) their job and routes. Throws std::logic_error for a
// template that is missing, or fills in what its struct has not.
void add_mails(App& app);

// The templates of an app.
mail::Templates templates_of(const App& app);

// For a person who leaves: the mails to them.
void forget_mails(Write& tx, const AccountId& account);

// Takes away a portion of those that were written a week ago; whether there may be more.
bool purge_mails(Write& tx);

}  // namespace stoa
