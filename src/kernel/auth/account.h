// An account: one person, known to all apps by its id.
//
// The app `accounts` keeps these records; every other app knows an account by its id alone. Values
// only; any thread.
#pragma once

#include "kernel/model/describe.h"

namespace stoa {

struct AccountFields {
  Text<1, 100> name = {};
  std::optional<Language> locale = {};
};
BOOST_DESCRIBE_STRUCT(AccountFields, (), (name, locale))

struct Account : AccountFields {
  static constexpr auto table = "accounts";
  Id<Account> id = {};
  Email email = {};
  std::optional<Timestamp> suspended = {};  // it may not sign in
  std::optional<Timestamp> leaving = {};    // its deletion has begun
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(Account, (AccountFields),
                      (id, email, suspended, leaving, version, created, updated))

using AccountId = Id<Account>;

}  // namespace stoa
