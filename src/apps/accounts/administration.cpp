#include "apps/accounts/administration.h"

#include <algorithm>

#include "apps/accounts/passwords.h"
#include "apps/accounts/queries.h"
#include "apps/accounts/service.h"

namespace stoa::accounts {
namespace {

struct RoleRow {
  std::string role = {};
};
BOOST_DESCRIBE_STRUCT(RoleRow, (), (role))

struct AdministratorRow {
  AccountId id = {};
};
BOOST_DESCRIBE_STRUCT(AdministratorRow, (), (id))

struct ConfirmedRow {
  std::optional<Timestamp> confirmed = {};
};
BOOST_DESCRIBE_STRUCT(ConfirmedRow, (), (confirmed))

AccountPage page_of(Read& tx, const AccountId& id) {
  AccountPage page;
  static_cast<Account&>(page) = tx.get(id);
  page.roles = roles_of(tx, id);
  const auto authenticator = tx.rows<ConfirmedRow>(sql::authenticator_of, id);
  page.second_factor = !authenticator.empty() && authenticator[0].confirmed.has_value();
  return page;
}

// A role that the account loses, or the account itself, must not leave nobody to give it back.
AccountPage set_suspended(Task& task, const AccountId& id, bool suspended) {
  AccountPage page;
  task.write([&](Write& tx) {
    Account account = tx.get(id);
    if (suspended) refuse_last_administrator(tx, id);
    account.suspended.reset();
    if (suspended) account.suspended = tx.now();
    tx.update(account);
    if (suspended) {
      tx.run(sql::end_sessions_but, id, Id<Session>{}, tx.now());
      tx.run(sql::end_api_keys, id, tx.now());
      tx.run(sql::drop_links_of, id);
    }
    page = page_of(tx, id);
  });
  task.service<Accounts>().principals().forget(id);
  return page;
}

}  // namespace

std::vector<std::string> roles_of(Read& tx, const AccountId& id) {
  std::vector<std::string> names;
  for (RoleRow& row : tx.rows<RoleRow>(sql::roles_of, id)) names.push_back(std::move(row.role));
  return names;
}

void refuse_last_administrator(Read& tx, const AccountId& id) {
  const auto administrators = tx.rows<AdministratorRow>(sql::administrators);
  if (administrators.size() == 1 && administrators[0].id == id) throw last_administrator;
}

Page<Account> list_accounts(Read& tx, const Admin&, const AccountSearch& in) {
  Where where;
  if (in.email) where.add("email = $1", folded(*in.email));
  return tx.page<Account>(sql::account_hits, where, "id", in);
}

AccountPage get_account(Read& tx, const Admin&, const AccountId& id) { return page_of(tx, id); }

AccountPage get_me(Read& tx, const User& who) { return page_of(tx, who.account()); }

AccountPage edit_me(Write& tx, const Person& who, const Patch<AccountFields>& in) {
  Account account = tx.get(who.account());
  AccountFields fields = account;
  in.apply(fields);
  static_cast<AccountFields&>(account) = fields;
  tx.update(account);
  return page_of(tx, who.account());
}

AccountPage suspend_account(Task& task, const AdminInPerson&, const AccountId& id) {
  return set_suspended(task, id, true);
}

AccountPage resume_account(Task& task, const AdminInPerson&, const AccountId& id) {
  return set_suspended(task, id, false);
}

RoleList list_roles(Task& task, const Admin&) {
  RoleList list;
  for (const RoleInfo& role : task.service<Accounts>().roles()) {
    list.items.push_back({role.name, role.purpose});
  }
  return list;
}

void give_role(Task& task, const AdminInPerson&, const RoleGrant& in) {
  auto& accounts = task.service<Accounts>();
  const auto& known = accounts.roles();
  const bool is_one = std::any_of(known.begin(), known.end(),
                                  [&](const RoleInfo& role) { return role.name == in.role; });
  if (!is_one) throw unknown_role;
  task.write([&](Write& tx) {
    tx.get(in.id);
    tx.run(sql::grant_role, in.id, in.role, tx.now());
  });
  accounts.principals().forget(in.id);
}

void take_role(Task& task, const AdminInPerson&, const RoleGrant& in) {
  task.write([&](Write& tx) {
    tx.get(in.id);
    if (in.role == roles::admin) refuse_last_administrator(tx, in.id);
    tx.run(sql::take_role, in.id, in.role);
  });
  task.service<Accounts>().principals().forget(in.id);
}

auth::Jwks rotate_signing_key(Task& task, const AdminInPerson&) {
  auto& accounts = task.service<Accounts>();
  accounts.signer().rotate(task.now());
  return accounts.signer().jwks(task.now());
}

}  // namespace stoa::accounts
