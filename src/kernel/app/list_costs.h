// What to tell a client whose filter or sort took longer than a read may take.
//
// Pure; any thread.
#pragma once

#include "kernel/app/route.h"

namespace stoa {

namespace problems {
inline constexpr Problem filter_too_costly{422, "filter_too_costly",
                                           "No index helps to find, or to sort, what you ask for."};
}  // namespace problems

// Turns query_too_costly, of a list that its client filtered or sorted, into filter_too_costly: the
// detail names the members that an index would have to have. Any other refusal stays as it is.
Refusal with_costs(Refusal refusal, const Route& route, const Object& input);

}  // namespace stoa
