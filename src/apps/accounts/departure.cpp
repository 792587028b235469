#include "apps/accounts/departure.h"

#include "apps/accounts/administration.h"
#include "apps/accounts/queries.h"
#include "apps/accounts/service.h"
#include "apps/accounts/sessions.h"

namespace stoa::accounts {
namespace {

struct LeavingRow {
  AccountId id = {};
};
BOOST_DESCRIBE_STRUCT(LeavingRow, (), (id))

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

void drop_account(Write& tx, const AccountId& id) {
  const auto account = tx.find(id);
  if (!account) return;
  tx.run(sql::drop_recovery_codes, id);
  tx.run(sql::drop_authenticator, id);
  tx.run(sql::drop_password, id);
  tx.run(sql::drop_identities_of, id);
  tx.run(sql::drop_roles, id);
  tx.run(sql::drop_refresh_tokens_of, id);
  tx.run(sql::drop_sessions_of, id);
  tx.run(sql::drop_api_keys_of, id);
  tx.run(sql::drop_links_of, id);
  tx.run(sql::drop_mails_to, account->email);
  tx.remove(id);
  tx.forget(id, {"name", "email", "locale"}, to_string(id));
}

}  // namespace

PersonExport export_me(Task& task, const Person& who) {
  PersonExport made;
  task.read([&](Read& tx) {
    made = {};
    made.account = tx.get(who.account());
    made.roles = roles_of(tx, who.account());
    made.sessions = list_sessions(tx, who).items;
    made.api_keys = list_api_keys(tx, who).items;
    made.identities = list_identities(tx, who).items;
  });
  for (auto& [app, copy] : task.service<Accounts>().people().copies(who.account())) {
    made.apps.emplace(app, std::move(copy));
  }
  made.apps_elsewhere = task.service<Accounts>().people().elsewhere();
  return made;
}

void leave(Task& task, const Person& who, const Proof& in) {
  prove(task, who, in.password);
  if (const auto others = task.service<Accounts>().people().elsewhere(); !others.empty()) {
    throw Refusal{.problem = apps_elsewhere, .detail = "Served elsewhere: " + joined(others) + "."};
  }
  task.write([&](Write& tx) {
    Account account = tx.get(who.account());
    refuse_last_administrator(tx, account.id);
    account.leaving = tx.now();
    tx.update(account);
    tx.run(sql::end_sessions_but, account.id, Id<Session>{}, tx.now());
    tx.run(sql::end_api_keys, account.id, tx.now());
  });
  depart(task, who.account());
}

std::vector<AccountId> accounts_that_leave(Read& tx) {
  std::vector<AccountId> all;
  for (const LeavingRow& row : tx.rows<LeavingRow>(sql::leaving_accounts)) all.push_back(row.id);
  return all;
}

void depart(Task& task, const AccountId& account) {
  auto& accounts = task.service<Accounts>();
  accounts.principals().forget(account);
  accounts.people().erase(account);
  task.write([&](Write& tx) { drop_account(tx, account); });
}

}  // namespace stoa::accounts
