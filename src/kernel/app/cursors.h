// Cursors as clients hold them: sealed, so that they tell nothing of the rows that were passed, and
// bound to who asked what.
//
// A cursor opens only for the same account, the same list and the same parameters (but for `limit`
// and those that change no order), as long as the rows have the same members. One request's, one
// thread at a time.
#pragma once

#include "kernel/app/mounted.h"
#include "kernel/http/message.h"

namespace stoa {

// The cursors of one request: that which came, and that of the next page.
class Cursors {
 public:
  // Puts the key of a row where its cursor stands in the input of a list. Throws Refusal
  // validation_failed at /after.
  void open(const MountedRoute& mounted, const http::Request& request, const Caller& caller,
            Paging& paging);
  // Seals the key of a page's last row.
  void seal(const MountedRoute& mounted, const http::Request& request, const Caller& caller,
            std::optional<Cursor>& next);

 private:
  std::string purpose_;  // of both; empty until one is there
};

}  // namespace stoa
