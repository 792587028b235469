#include "apps/accounts/purge.h"

#include "apps/accounts/queries.h"

namespace stoa::accounts {

Again purge(Write& tx) {
  const std::int64_t links = tx.run(sql::expired_links, tx.now());
  const std::int64_t tokens = tx.run(sql::expired_refresh_tokens, tx.now());
  const std::int64_t sessions = tx.run(sql::expired_sessions, tx.now());
  // The links in them are over; an address that nobody has here is not kept.
  const std::int64_t mails = tx.run(sql::old_mails, tx.now() - mail_life);
  return {.more = links + tokens + sessions + mails > 0};
}

}  // namespace stoa::accounts
