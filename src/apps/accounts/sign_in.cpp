#include "apps/accounts/sign_in.h"

#include "apps/accounts/administration.h"
#include "apps/accounts/passwords.h"
#include "apps/accounts/queries.h"
#include "apps/accounts/second_factor.h"
#include "apps/accounts/service.h"
#include "kernel/app/credentials.h"
#include "kernel/auth/secrets.h"

namespace stoa::accounts {
namespace {

// What signing in looks at.
struct SignInFacts {
  AccountId id = {};
  Text<1, 100> name = {};
  Email email = {};
  std::optional<Timestamp> suspended = {}, leaving = {};
  std::optional<std::string> password = {}, authenticator = {};
  std::string rehashed = {};  // the password at today's cost; "": it is
};
BOOST_DESCRIBE_STRUCT(SignInFacts, (),
                      (id, name, email, suspended, leaving, password, authenticator))

struct FormerSession {
  Id<Session> id = {};
  AccountId account = {};
};
BOOST_DESCRIBE_STRUCT(FormerSession, (), (id, account))

struct RefreshFacts {
  Id<Session> id = {};
  AccountId account = {};
  std::optional<Timestamp> used = {};
};
BOOST_DESCRIBE_STRUCT(RefreshFacts, (), (id, account, used))

// Whose address and password these are. The same work is done for an address that has no account.
SignInFacts proven(Task& task, const Visitor& who, const SignIn& in) {
  auto& accounts = task.service<Accounts>();
  const Email email = folded(in.email);
  accounts.limit_guesses("sign-in", email, who.origin);
  std::vector<SignInFacts> found;
  task.read([&](Read& tx) { found = tx.rows<SignInFacts>(sql::sign_in_facts, email); });
  if (found.empty()) found.emplace_back();
  const auto check =
      auth::check_password(found[0].password.value_or(""), in.password, accounts.cost());
  if (!check.right || found[0].leaving) throw wrong_credentials;
  if (found[0].suspended) throw account_suspended;
  if (found[0].authenticator && !in.code) throw second_factor_needed;
  if (found[0].authenticator) accounts.limit_codes(found[0].id);
  if (check.rehash) found[0].rehashed = auth::hash_password(in.password, accounts.cost());
  return found[0];
}

// Within the write that opens the session: what was proven holds, though hashing took its time and
// the password, the second factor or the account may have changed meanwhile.
void confirm(Write& tx, const SignInFacts& facts) {
  const auto now = tx.rows<SignInFacts>(sql::facts_of_account, facts.id);
  if (now.empty() || now[0].suspended || now[0].leaving || now[0].password != facts.password ||
      now[0].authenticator != facts.authenticator) {
    throw wrong_credentials;
  }
  if (!facts.rehashed.empty()) tx.run(sql::set_password, facts.id, facts.rehashed, tx.now());
}

// The second factor is used up by the very write that opens the session.
void take_factor(Write& tx, const Accounts& accounts, const SignInFacts& facts, const SignIn& in) {
  confirm(tx, facts);
  if (facts.authenticator) take_second_factor(tx, accounts.seal(), facts.id, *in.code);
}

void signed_in(Accounts& accounts, const SignInFacts& facts, const Origin& origin) {
  accounts.guessed_right("sign-in", facts.email, origin);
  if (facts.authenticator) accounts.right_code(facts.id);
}

Id<Session> open_session(Write& tx, const AccountId& account, SessionKind kind,
                         const std::optional<std::string>& secret, const Origin& origin) {
  const Id<Session> id{make_uuid_v7(tx.now())};
  tx.run(sql::add_session, id, account, kind, secret, origin.network, origin.agent, tx.now(),
         tx.now() + session_life);
  return id;
}

std::string add_refresh_token(Write& tx, const Id<Session>& session) {
  const std::string secret = auth::make_secret();
  tx.run(sql::add_refresh_token, auth::hash_secret(secret), session);
  return secret;
}

Tokens tokens_of(Task& task, const Id<Session>& session, const AccountId& account,
                 std::string refresh_token) {
  std::vector<std::string> roles;
  task.read([&](Read& tx) { roles = roles_of(tx, account); });
  Tokens tokens;
  tokens.access_token = task.service<Accounts>().signer().sign(session, account, roles, task.now());
  tokens.expires_in = std::chrono::seconds(access_token_life).count();
  tokens.refresh_token = std::move(refresh_token);
  return tokens;
}

}  // namespace

http::Header session_header(const Origin& origin, const std::string& secret) {
  const auto age = secret.empty() ? 0 : std::chrono::seconds(session_life).count();
  std::string cookie(session_cookie(origin.secure));
  cookie += "=" + secret + "; Path=/; Max-Age=" + std::to_string(age);
  cookie += "; HttpOnly; SameSite=Strict";
  if (origin.secure) cookie += "; Secure";
  return {"Set-Cookie", cookie};
}

std::optional<AccountId> end_former_session(Write& tx, const Origin& origin) {
  if (origin.session.empty()) return {};
  const auto former = tx.rows<FormerSession>(sql::session_by_secret, origin.session, tx.now());
  if (former.empty()) return {};
  tx.run(sql::end_session, former[0].id, former[0].account, tx.now());
  return former[0].account;
}

Opened open_browser_session(Write& tx, const AccountId& account, const Origin& origin) {
  Opened opened;
  opened.secret = auth::make_secret();
  opened.expires = tx.now() + session_life;
  opened.id =
      open_session(tx, account, SessionKind::browser, auth::hash_secret(opened.secret), origin);
  return opened;
}

WithHeaders<SignedIn> sign_in(Task& task, const Visitor& who, const SignIn& in) {
  auto& accounts = task.service<Accounts>();
  const SignInFacts facts = proven(task, who, in);
  Opened opened;
  std::optional<AccountId> former;
  task.write([&](Write& tx) {
    take_factor(tx, accounts, facts, in);
    former = end_former_session(tx, who.origin);
    opened = open_browser_session(tx, facts.id, who.origin);
  });
  if (former) accounts.principals().forget(*former);
  signed_in(accounts, facts, who.origin);
  return {{facts.id, facts.name, opened.expires}, {session_header(who.origin, opened.secret)}};
}

WithHeaders<SignedIn> sign_in_by_link(Task& task, const Visitor& who, const LinkToken& in) {
  auto& accounts = task.service<Accounts>();
  accounts.limit_guesses("sign-in-link", auth::hash_secret(in.token), who.origin);
  Account account;
  Opened opened;
  std::optional<AccountId> former;
  task.write([&](Write& tx) {
    const TakenLink link = take_link(tx, accounts.seal(), Purpose::sign_in, in.token);
    account = tx.get(link.account.value());
    if (account.suspended || account.leaving) throw link_invalid;
    former = end_former_session(tx, who.origin);
    opened = open_browser_session(tx, account.id, who.origin);
  });
  if (former) accounts.principals().forget(*former);
  return {{account.id, account.name, opened.expires}, {session_header(who.origin, opened.secret)}};
}

Tokens make_tokens(Task& task, const Visitor& who, const SignIn& in) {
  auto& accounts = task.service<Accounts>();
  const SignInFacts facts = proven(task, who, in);
  Id<Session> session;
  std::string refresh_token;
  task.write([&](Write& tx) {
    take_factor(tx, accounts, facts, in);
    session = open_session(tx, facts.id, SessionKind::program, std::nullopt, who.origin);
    refresh_token = add_refresh_token(tx, session);
  });
  signed_in(accounts, facts, who.origin);
  return tokens_of(task, session, facts.id, std::move(refresh_token));
}

Tokens refresh_tokens(Task& task, const Visitor& who, const Refresh& in) {
  auto& accounts = task.service<Accounts>();
  accounts.limit_guesses("refresh", auth::hash_secret(in.refresh_token), who.origin);
  const std::string hash = auth::hash_secret(in.refresh_token);
  std::optional<RefreshFacts> session;
  std::string next;
  bool reused = false;
  task.write([&](Write& tx) {
    const auto found = tx.rows<RefreshFacts>(sql::refresh_token, hash, tx.now());
    if (found.empty()) throw refresh_invalid;
    session = found[0];
    reused = tx.run(sql::use_refresh_token, hash, tx.now()) != 1;
    if (reused) {
      tx.run(sql::end_session, session->id, session->account, tx.now());
    } else {
      next = add_refresh_token(tx, session->id);
      tx.run(sql::seen_session, session->id, tx.now());
    }
  });
  if (reused) {
    accounts.principals().forget(session->account);
    throw refresh_invalid;
  }
  return tokens_of(task, session->id, session->account, std::move(next));
}

WithHeaders<Nothing> sign_out(Task& task, const Person& who) {
  task.write([&](Write& tx) {
    tx.run(sql::end_session, Id<Session>{who.principal.session}, who.account(), tx.now());
  });
  task.service<Accounts>().principals().forget(who.account());
  return {{}, {session_header(who.origin, "")}};
}

auth::Jwks jwks(Task& task, const Anyone&) {
  return task.service<Accounts>().signer().jwks(task.now());
}

}  // namespace stoa::accounts
