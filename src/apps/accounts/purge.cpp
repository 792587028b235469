#include "apps/accounts/purge.h"

#include "apps/accounts/queries.h"

namespace stoa::accounts {

Again purge(Write& tx) {
  const std::int64_t links = tx.run(sql::expired_links, tx.now());
  const std::int64_t tokens = tx.run(sql::expired_refresh_tokens, tx.now());
  const std::int64_t sessions = tx.run(sql::expired_sessions, tx.now());
  return {.more = links + tokens + sessions > 0};
}

}  // namespace stoa::accounts
