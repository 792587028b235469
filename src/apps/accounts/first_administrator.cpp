#include "apps/accounts/first_administrator.h"

#include "apps/accounts/passwords.h"
#include "apps/accounts/queries.h"
#include "apps/accounts/service.h"
#include "kernel/auth/secrets.h"

namespace stoa::accounts {
namespace {

struct FoundAccount {
  AccountId id = {};
};
BOOST_DESCRIBE_STRUCT(FoundAccount, (), (id))

const std::runtime_error no_way_in(
    "admin_email needs admin_password_file or admin_api_key_file: there would be an administrator "
    "who cannot sign in");

Account make_administrator(Write& tx, const Email& email, const std::string& name,
                           const std::string& password_hash) {
  Account account;
  account.email = email;
  account.name = name;
  account = tx.insert(account);
  if (!password_hash.empty()) tx.run(sql::set_password, account.id, password_hash, tx.now());
  tx.run(sql::grant_role, account.id, roles::admin, tx.now());
  return account;
}

}  // namespace

bool has_administrator(Read& tx) { return !tx.rows<FoundAccount>(sql::administrators).empty(); }

FirstRun get_first_run(Read& tx, const Anyone&) {
  return {.has_administrator = has_administrator(tx)};
}

std::string make_first_link(Write& tx, const auth::Seal& seal) {
  tx.run(sql::drop_links_for, "first-administrator");
  return make_link(tx, seal, Purpose::first_administrator, {}, "", first_link_life);
}

namespace {

// The account that the configuration names: made, or given the role, when nobody has it yet. Once
// there is an administrator the settings change nobody: a password of the first day must not come
// back.
std::optional<Account> configured_account(Write& tx, const Configured& configured) {
  const Email email = folded(configured.email);
  const auto there = tx.query<Account>(sql::account_by_email, email);
  if (has_administrator(tx)) {
    return there.empty() ? std::nullopt : std::optional(there[0]);
  }
  if (there.empty()) {
    if (configured.password_hash.empty() && configured.api_key.empty()) throw no_way_in;
    return make_administrator(tx, email, "Administrator", configured.password_hash);
  }
  tx.run(sql::grant_role, there[0].id, roles::admin, tx.now());
  return there[0];
}

}  // namespace

void make_configured_administrator(Write& tx, const Configured& configured) {
  const auto account = configured_account(tx, configured);
  if (!account || configured.api_key.empty()) return;
  const std::string hash = auth::hash_secret(configured.api_key);
  if (!tx.rows<FoundAccount>(sql::api_key_there, hash).empty()) return;
  const List<ScopeText, 1, 50> everything{ScopeText("*:*:admin")};
  tx.run(sql::add_api_key, Id<ApiKey>{make_uuid_v7(tx.now())}, account->id, "admin_api_key_file",
         auth::shown_part(configured.api_key), hash, everything, tx.now(),
         std::optional<Timestamp>());
}

Account become_first_administrator(Task& task, const Visitor& who, const FirstAdministrator& in) {
  auto& accounts = task.service<Accounts>();
  accounts.limit_guesses("first-administrator", "", who.origin);
  const Email email = folded(in.email);
  refuse_weak(in.password, "/password", {email, in.name});
  const std::string hash = auth::hash_password(in.password, accounts.cost());
  Account account;
  task.write([&](Write& tx) {
    take_link(tx, accounts.seal(), Purpose::first_administrator, in.token);
    if (has_administrator(tx)) throw link_invalid;
    if (!tx.query<Account>(sql::account_by_email, email).empty()) throw address_taken;
    account = make_administrator(tx, email, in.name, hash);
  });
  return account;
}

}  // namespace stoa::accounts
