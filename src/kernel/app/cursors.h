// Cursors as clients hold them: sealed, so that they tell nothing of the rows that were passed, and
// bound to who asked what.
//
// A cursor opens only for the same account, the same list and the same parameters (but for `limit`
// and those that change no order), as long as the rows have the same members. Pure functions; any
// thread.
#pragma once

#include "kernel/app/mounted.h"
#include "kernel/http/message.h"

namespace stoa {

// Puts the key of a row where its cursor stands in the input of a list. Throws Refusal
// validation_failed at /after.
void open_cursor(const MountedRoute& mounted, const http::Request& request, const Caller& caller,
                 Paging& paging);

// Seals the key of a page's last row.
void seal_cursor(const MountedRoute& mounted, const http::Request& request, const Caller& caller,
                 std::optional<Cursor>& next);

}  // namespace stoa
