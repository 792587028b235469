#include "apps/accounts/identities.h"

#include "apps/accounts/queries.h"

namespace stoa::accounts {
namespace {

struct IdentityRow {
  Id<Identity> id = {};
  AccountId account = {};
};
BOOST_DESCRIBE_STRUCT(IdentityRow, (), (id, account))

struct WayIn {
  std::optional<std::string> password = {};
};
BOOST_DESCRIBE_STRUCT(WayIn, (), (password))

}  // namespace

Identities list_identities(Read& tx, const Person& who) {
  return {tx.rows<Identity>(sql::identities_of, who.account())};
}

std::optional<OwnedIdentity> find_identity(Read& tx, const std::string& issuer,
                                           const std::string& subject) {
  const auto found = tx.rows<IdentityRow>(sql::identity, issuer, subject);
  if (found.empty()) return {};
  return OwnedIdentity{found[0].id, found[0].account};
}

void link_identity(Write& tx, const AccountId& account, const std::string& issuer,
                   const std::string& subject) {
  if (const auto known = find_identity(tx, issuer, subject)) {
    if (known->account != account) throw identity_taken;
    return;
  }
  tx.run(sql::add_identity, Id<Identity>{make_uuid_v7(tx.now())}, account, issuer, subject,
         tx.now());
}

void unlink_identity(Write& tx, const Person& who, const Id<Identity>& id) {
  const auto mine = tx.rows<Identity>(sql::identities_of, who.account());
  if (tx.run(sql::drop_identity, id, who.account()) != 1) throw identity_not_found;
  const auto account = tx.rows<WayIn>(sql::facts_of_account, who.account());
  if (mine.size() == 1 && !account.at(0).password) throw last_way_in;
}

}  // namespace stoa::accounts
