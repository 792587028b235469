// Invitations by mail: a link lets whoever opens it join something of an app's.
//
// An app keeps them in a table of its own, whose rows say to what and as what; what all invitations
// have in common is here. The link's secret is 256 random bits and kept as a hash; it works once,
// for two weeks. Whoever has the link may join, signed in under whichever address: it is the
// mailbox that was asked. What has ended is told nowhere: its address leaves the log too. The table
// has a unique index of `secret_hash`, and an index of `expires` and of `inviter`. For handlers in
// the lanes.
#pragma once

#include "kernel/app/allowance.h"
#include "kernel/auth/secrets.h"

namespace stoa {

inline constexpr std::chrono::days invitation_life{14};
inline constexpr std::int64_t most_invitations = 50;  // of one person, a day (UTC)

inline constexpr Problem invitation_invalid{
    422, "invitation_invalid", "This invitation is not valid: it was used, taken back, or is old."};

struct InvitationSecret {
  Text<1, 100> secret = {};  // what the link carries
};
BOOST_DESCRIBE_STRUCT(InvitationSecret, (), (secret))

template <class Row>
concept InvitationRow = requires(Row& row) {
  { row.email } -> std::same_as<Email&>;
  { row.inviter } -> std::same_as<AccountId&>;
  { row.secret_hash } -> std::same_as<std::string&>;
  { row.expires } -> std::same_as<Timestamp&>;
};

// Used, taken back, or old.
template <InvitationRow Row>
void end_invitation(Write& tx, const Row& one) {
  tx.remove(one.id);
  tx.forget(one.id, {"email"});
}

// Keeps `one`, of which the app has said to whom, to what and as what. What the mail carries.
// Throws `exhausted` where the inviter has asked as many on this day as they may.
template <InvitationRow Row>
std::string open_invitation(Write& tx, Row& one, const AccountId& inviter,
                            const Problem& exhausted) {
  spend_allowance(tx, inviter, "invitations", most_invitations, exhausted);
  // An old one makes room for another.
  for (const Row& old : tx.query<Row>("where expires <= $1 and email = $2", tx.now(), one.email)) {
    end_invitation(tx, old);
  }
  std::string secret = auth::make_secret();
  one.inviter = inviter;
  one.secret_hash = auth::hash_secret(secret);
  one.expires = tx.now() + invitation_life;
  one = tx.insert(one);
  return secret;
}

// What a link stands for as long as it is good.
template <InvitationRow Row>
std::optional<Row> invitation_by(Read& tx, const std::string& secret) {
  auto found =
      tx.query<Row>("where secret_hash = $1 and expires > $2", auth::hash_secret(secret), tx.now());
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

// For a person who leaves.
template <InvitationRow Row>
void forget_invitations_of(Write& tx, const AccountId& person) {
  for (const Row& one : tx.query<Row>("where inviter = $1", person)) {
    tx.remove(one.id);
    tx.forget(one.id, {"email", "inviter"}, to_string(person));
  }
}

// A job for every day: addresses of people who did not come are kept no longer than the links work.
template <InvitationRow Row>
Again drop_old_invitations(Write& tx) {
  const auto old = tx.query<Row>("where expires <= $1 order by expires, id limit 100", tx.now());
  for (const Row& one : old) end_invitation(tx, one);
  return {.more = old.size() == 100};
}

}  // namespace stoa
