#include "apps/accounts/second_factor.h"

#include "apps/accounts/queries.h"
#include "apps/accounts/service.h"
#include "kernel/auth/secrets.h"
#include "kernel/auth/totp.h"

namespace stoa::accounts {
namespace {

constexpr int number_of_recovery_codes = 10;

struct AuthenticatorRow {
  std::string secret = {};
  std::int64_t last_step = 0;
  std::optional<Timestamp> confirmed = {};
};
BOOST_DESCRIBE_STRUCT(AuthenticatorRow, (), (secret, last_step, confirmed))

std::optional<AuthenticatorRow> authenticator_of(Read& tx, const AccountId& account) {
  auto rows = tx.rows<AuthenticatorRow>(sql::authenticator_of, account);
  if (rows.empty()) return {};
  return std::move(rows[0]);
}

// The time step of a code of this authenticator that was not taken yet.
std::optional<std::int64_t> step_of(const auth::Seal& seal, const AuthenticatorRow& row,
                                    const std::string& code, Timestamp now) {
  const auto secret = seal.open(row.secret, "authenticator");
  if (!secret) return {};
  return auth::totp_step(*secret, code, now, row.last_step);
}

std::vector<std::string> make_recovery_codes(Write& tx, const AccountId& account) {
  std::vector<std::string> codes;
  tx.run(sql::drop_recovery_codes, account);
  for (int i = 0; i < number_of_recovery_codes; ++i) {
    codes.push_back(auth::make_recovery_code());
    tx.run(sql::add_recovery_code, account,
           auth::hash_secret(auth::read_recovery_code(codes.back())));
  }
  return codes;
}

}  // namespace

void take_second_factor(Write& tx, const auth::Seal& seal, const AccountId& account,
                        const std::string& code) {
  const auto row = authenticator_of(tx, account);
  if (!row || !row->confirmed) throw wrong_code;
  if (const auto step = step_of(seal, *row, code, tx.now())) {
    if (tx.run(sql::take_code, account, *step) != 1) throw wrong_code;
    return;
  }
  const std::string recovery = auth::read_recovery_code(code);
  if (recovery.empty()) throw wrong_code;
  if (tx.run(sql::use_recovery_code, account, auth::hash_secret(recovery)) != 1) throw wrong_code;
}

AuthenticatorOffer offer_authenticator(Task& task, const Person& who, const Proof& in) {
  auto& accounts = task.service<Accounts>();
  prove(task, who, in.password);
  const std::string secret = auth::make_totp_secret();
  Account account;
  task.write([&](Write& tx) {
    account = tx.get(who.account());
    const std::string sealed = accounts.seal().seal(secret, "authenticator");
    if (tx.run(sql::offer_authenticator, who.account(), sealed) != 1) throw authenticator_there;
  });
  return {auth::to_base32(secret), auth::totp_uri(secret, "Stoa", account.email)};
}

WithHeaders<RecoveryCodes> confirm_authenticator(Task& task, const Person& who,
                                                 const CodeProof& in) {
  auto& accounts = task.service<Accounts>();
  accounts.limit_codes(who.account());
  const bool browser = who.principal.credential == Credential::cookie;
  const Id<Session> kept{browser ? Uuid{} : who.principal.session};
  RecoveryCodes made;
  Opened opened;
  task.write([&](Write& tx) {
    const auto row = authenticator_of(tx, who.account());
    if (!row || row->confirmed) throw no_authenticator;
    const auto step = step_of(accounts.seal(), *row, in.code, tx.now());
    if (!step) throw wrong_code;
    if (tx.run(sql::confirm_authenticator, who.account(), tx.now(), *step) != 1) {
      throw no_authenticator;
    }
    made.codes = make_recovery_codes(tx, who.account());
    tx.run(sql::end_sessions_but, who.account(), kept, tx.now());
    if (browser) opened = open_browser_session(tx, who.account(), who.origin);
  });
  accounts.right_code(who.account());
  accounts.principals().forget(who.account());
  if (!browser) return {made, {}};
  return {made, {session_header(who.origin, opened.secret)}};
}

void remove_authenticator(Task& task, const Person& who, const FullProof& in) {
  auto& accounts = task.service<Accounts>();
  prove(task, who, in.password);
  accounts.limit_codes(who.account());
  task.write([&](Write& tx) {
    const auto row = authenticator_of(tx, who.account());
    if (!row || !row->confirmed) throw no_authenticator;
    take_second_factor(tx, accounts.seal(), who.account(), in.code);
    tx.run(sql::drop_recovery_codes, who.account());
    tx.run(sql::drop_authenticator, who.account());
  });
  accounts.right_code(who.account());
}

}  // namespace stoa::accounts
