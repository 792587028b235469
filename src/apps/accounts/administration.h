// What an administrator does with accounts: finds them, suspends them, gives and takes roles.
#pragma once

#include "apps/accounts/model.h"
#include "kernel/auth/access_token.h"

namespace stoa::accounts {

struct AccountSearch : Paging {
  std::optional<Email> email = {};
};
BOOST_DESCRIBE_STRUCT(AccountSearch, (Paging), (email))
Page<Account> list_accounts(Read& tx, const Admin&, const AccountSearch& in);

struct AccountPage : Account {
  std::vector<std::string> roles = {};
  bool second_factor = false;
};
BOOST_DESCRIBE_STRUCT(AccountPage, (Account), (roles, second_factor))
AccountPage get_account(Read& tx, const Admin&, const AccountId& id);

AccountPage get_me(Read& tx, const User& who);
AccountPage edit_me(Write& tx, const Person& who, const Patch<AccountFields>& in);

// A suspended account is nobody: its sessions and keys end, and it may not sign in.
AccountPage suspend_account(Task& task, const AdminInPerson& who, const AccountId& id);
AccountPage resume_account(Task& task, const AdminInPerson& who, const AccountId& id);

// What it may do now, by the names of its roles.
std::vector<std::string> roles_of(Read& tx, const AccountId& id);

struct RoleList {
  struct Item {
    std::string name = {}, purpose = {};
  };
  std::vector<Item> items = {};
};
BOOST_DESCRIBE_STRUCT(RoleList::Item, (), (name, purpose))
BOOST_DESCRIBE_STRUCT(RoleList, (), (items))
RoleList list_roles(Task& task, const Admin&);

struct RoleGrant {
  AccountId id = {};
  Text<1, 80> role = {};
};
BOOST_DESCRIBE_STRUCT(RoleGrant, (), (id, role))
void give_role(Task& task, const AdminInPerson& who, const RoleGrant& in);
void take_role(Task& task, const AdminInPerson& who, const RoleGrant& in);

// Signs with a new key from now on; tokens of the old ones stay good until they are over.
auth::Jwks rotate_signing_key(Task& task, const AdminInPerson&);

// Throws last_administrator if nobody else could give roles any more.
void refuse_last_administrator(Read& tx, const AccountId& id);

}  // namespace stoa::accounts
