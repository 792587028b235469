// Who a person is elsewhere: identities of a provider (OpenID Connect) that sign in to an account.
//
// An identity is (issuer, subject). It is of one account, and gets there when its owner, signed in
// here, links it, or with the account that its first sign-in makes; never by an address alone.
#pragma once

#include "apps/accounts/passwords.h"

namespace stoa::accounts {

struct Identity {
  Id<Identity> id = {};
  std::string issuer = {};
  Timestamp created = {};
  Timestamp used = {};
};
BOOST_DESCRIBE_STRUCT(Identity, (), (id, issuer, created, used))

struct Identities {
  std::vector<Identity> items = {};
};
BOOST_DESCRIBE_STRUCT(Identities, (), (items))
Identities list_identities(Read& tx, const Person& who);

// Whose identity this is; nullopt for one that nobody has here.
struct OwnedIdentity {
  Id<Identity> id = {};
  AccountId account = {};
};
std::optional<OwnedIdentity> find_identity(Read& tx, const std::string& issuer,
                                           const std::string& subject);
// Throws identity_taken for one that another account has.
void link_identity(Write& tx, const AccountId& account, const std::string& issuer,
                   const std::string& subject);

// Refused for the last way in.
void unlink_identity(Write& tx, const Person& who, const Id<Identity>& id);

}  // namespace stoa::accounts
