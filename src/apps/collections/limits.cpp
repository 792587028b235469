#include "apps/collections/limits.h"

namespace stoa::collections {

void check_limit(const Limit& limit, std::int64_t there, const User& who) {
  if (there < limit.most || who.principal.has(roles::admin)) return;
  refuse_more(limit);
}

void refuse_more(const Limit& limit) {
  throw Refusal{limit_reached, std::to_string(limit.most) + " " + std::string(limit.what) + " (" +
                                   std::string(limit.setting) + ")."};
}

}  // namespace stoa::collections
