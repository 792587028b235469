// A person's own: what all apps keep of them, as one document; and how they leave all apps at once.
#pragma once

#include "apps/accounts/identities.h"
#include "apps/accounts/second_factor.h"

namespace stoa::accounts {

struct PersonExport {
  Account account = {};
  std::vector<std::string> roles = {};
  std::vector<Session> sessions = {};
  std::vector<ApiKey> api_keys = {};
  std::vector<Identity> identities = {};
  std::map<std::string, Json> apps = {};
  std::vector<std::string> apps_elsewhere = {};  // served by another process: not in here
};
BOOST_DESCRIBE_STRUCT(PersonExport, (),
                      (account, roles, sessions, api_keys, identities, apps, apps_elsewhere))
PersonExport export_me(Task& task, const Person& who);

// Ends every session, has each app forget the person, then deletes the account; what a crash leaves
// undone is done at the next start. Throws apps_elsewhere where another process keeps things of the
// person: nobody is forgotten by half.
void leave(Task& task, const Person& who, const Proof& in);

std::vector<AccountId> accounts_that_leave(Read& tx);
void depart(Task& task, const AccountId& account);

}  // namespace stoa::accounts
