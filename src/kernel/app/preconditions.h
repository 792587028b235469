// Conditional writes: If-Match and If-None-Match (RFC 9110 §13.1), and who must send them.
//
// Called in the write's own transaction.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "kernel/app/router.h"
#include "kernel/http/message.h"

namespace stoa {

namespace problems {
inline constexpr Problem precondition_failed{412, "precondition_failed",
                                             "This has changed since you read it; read it again."};
inline constexpr Problem precondition_required{428, "precondition_required",
                                               "Say by If-Match which state of it you have read."};
}  // namespace problems

struct Preconditions {
  // Lists of entity tags, or "*". An empty If-Match names no state, and so fails.
  std::optional<std::string> if_match = {}, if_none_match = {};
  bool any() const { return if_match || if_none_match; }
};
Preconditions preconditions_of(const http::Request& request);

// The tag that a client holds is that of a GET at the same address. That GET, answered inside of
// the write's own transaction, says whether it still holds: nobody changes the record between the
// check and the write. Throws Refusal: precondition_failed, or the GET's own.
void check_preconditions(const Preconditions& asked, const Router& router, std::string_view path,
                         const Caller& caller, Read& tx);

}  // namespace stoa
