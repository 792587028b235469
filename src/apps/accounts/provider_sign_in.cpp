#include "apps/accounts/provider_sign_in.h"

#include "apps/accounts/mails.h"
#include "apps/accounts/queries.h"
#include "apps/accounts/service.h"
#include "kernel/app/credentials.h"
#include "kernel/auth/secrets.h"
#include "kernel/observe/log.h"

namespace stoa::accounts {
namespace {

constexpr std::chrono::minutes elsewhere_life{10};

// What waits here until the browser comes back. `browser` is the hash of its cookie.
struct PendingSignIn {
  std::string nonce = {}, verifier = {}, browser = {};
};
BOOST_DESCRIBE_STRUCT(PendingSignIn, (), (nonce, verifier, browser))

struct SignInFactsElsewhere {
  Text<1, 100> name = {};
  std::optional<Timestamp> suspended = {}, leaving = {};
  std::optional<std::string> authenticator = {};
};
BOOST_DESCRIBE_STRUCT(SignInFactsElsewhere, (), (name, suspended, leaving, authenticator))

struct SessionOwner {
  AccountId account = {};
};
BOOST_DESCRIBE_STRUCT(SessionOwner, (), (account))

// Away is not for ever, a lie is: what it was is for the log, since the browser's owner can do
// nothing about it.
template <class F>
auto asked(F ask) {
  try {
    return ask();
  } catch (const auth::ProviderAway& away) {
    log::warning("an identity provider cannot be asked", {{"what", std::string_view(away.what)}});
    throw Refusal{.problem = provider_away, .retry_after_s = 5};
  } catch (const auth::ProviderFault& fault) {
    log::warning("an identity provider is not believed", {{"what", std::string_view(fault.what)}});
    throw provider_distrusted;
  }
}

auth::IdentityProvider& need_provider(Accounts& accounts) {
  if (!accounts.provider()) throw no_provider;
  return *accounts.provider();
}

std::string return_address(const Accounts& accounts) { return accounts.base() + "/accounts/"; }

http::Header browser_header(const Origin& origin, const std::string& secret) {
  const auto age = secret.empty() ? 0 : std::chrono::seconds(elsewhere_life).count();
  std::string cookie(elsewhere_cookie(origin.secure));
  cookie += "=" + secret + "; Path=/; Max-Age=" + std::to_string(age);
  cookie += "; HttpOnly; SameSite=Strict";
  if (origin.secure) cookie += "; Secure";
  return {"Set-Cookie", cookie};
}

WithHeaders<WayOut> begin(Task& task, const Origin& origin,
                          const std::optional<AccountId>& account) {
  auto& accounts = task.service<Accounts>();
  auto& provider = need_provider(accounts);
  const std::string browser = auth::make_secret();
  // Whoever begins is nobody yet: they count by their network alone, where many may sit.
  accounts.limit_guesses("elsewhere", auth::hash_secret(browser), origin);
  const PendingSignIn pending{auth::make_secret(), auth::make_secret(), auth::hash_secret(browser)};
  std::string state;
  task.write([&](Write& tx) {
    state = make_link(tx, accounts.seal(), Purpose::elsewhere, account, to_json(pending),
                      elsewhere_life);
  });
  const auth::SignInSecrets secrets{state, pending.nonce, pending.verifier};
  const std::string address =
      asked([&] { return provider.address(secrets, return_address(accounts)); });
  return {{address}, {browser_header(origin, browser)}};
}

struct Pending {
  std::optional<AccountId> account;  // to which the identity is to be linked
  PendingSignIn said;
};

// A state is of the browser that it was made for: in another it begins nothing and uses nothing up.
Pending take_pending(Task& task, const Origin& origin, const std::string& state) {
  const auto& seal = task.service<Accounts>().seal();
  Pending pending;
  task.write([&](Write& tx) {
    const TakenLink link = look_at_link(tx, seal, Purpose::elsewhere, state);
    pending = {link.account, from_json<PendingSignIn>(link.content)};
    if (pending.said.browser != origin.elsewhere) throw link_invalid;
    take_link(tx, seal, Purpose::elsewhere, state);
  });
  return pending;
}

// A text of the provider's as a member takes it, or nothing.
template <class T>
std::optional<T> as_member(const std::string& text) try {
  std::string json;
  encode_string(text, json);
  return from_json<T>(json);
} catch (const Refusal&) {
  return std::nullopt;
}

// An account of somebody whom nobody knows here; its address is the one that the provider verified.
AccountId make_account(Write& tx, const auth::IdClaims& claims) {
  const auto email = as_member<Email>(claims.email);
  if (!email) throw address_unverified;
  Account account;
  account.email = folded(*email);
  if (!tx.query<Account>(sql::account_by_email, account.email).empty()) throw sign_in_to_link;
  const std::string before_at = claims.email.substr(0, claims.email.find('@'));
  account.name = as_member<Text<1, 100>>(claims.name).value_or(before_at);
  return tx.insert(account).id;
}

// What is opened for whoever was proven to be this account's, if it may be.
struct OpenedElsewhere {
  Returned answer = {};
  std::string cookie = {};
  std::optional<AccountId> former = {};
};

SignInFactsElsewhere usable(Read& tx, const AccountId& account) {
  const auto facts = tx.rows<SignInFactsElsewhere>(sql::facts_of_account, account);
  if (facts.empty() || facts[0].leaving) throw link_invalid;
  if (facts[0].suspended) throw account_suspended;
  return facts[0];
}

void open(Write& tx, const AccountId& account, const std::string& name, const Origin& origin,
          OpenedElsewhere& into) {
  into.former = end_former_session(tx, origin);
  const Opened opened = open_browser_session(tx, account, origin);
  into.cookie = opened.secret;
  into.answer = {.outcome = Outcome::signed_in, .session = SignedIn{account, name, opened.expires}};
}

OpenedElsewhere sign_in_as(Write& tx, const auth::Seal& seal, const std::string& issuer,
                           const auth::IdClaims& claims, const PendingSignIn& pending,
                           const Origin& origin) {
  OpenedElsewhere made;
  auto known = find_identity(tx, issuer, claims.subject);
  if (!known) {
    link_identity(tx, make_account(tx, claims), issuer, claims.subject);
    known = find_identity(tx, issuer, claims.subject);
  }
  const auto facts = usable(tx, known->account);
  tx.run(sql::used_identity, known->id, tx.now());
  if (facts.authenticator) {
    made.answer = {.outcome = Outcome::second_factor,
                   .token = make_link(tx, seal, Purpose::factor_elsewhere, known->account,
                                      pending.browser, elsewhere_life)};
  } else {
    open(tx, known->account, facts.name, origin, made);
  }
  return made;
}

// Only the very person who asked for it, still signed in, in the same browser.
void link_to_owner(Write& tx, const Pending& pending, const std::string& issuer,
                   const auth::IdClaims& claims, const Origin& origin) {
  const auto session = tx.rows<SessionOwner>(sql::session_by_secret, origin.session, tx.now());
  if (session.empty() || session[0].account != pending.account) throw link_invalid;
  link_identity(tx, *pending.account, issuer, claims.subject);
  tx.mail(*pending.account, IdentityLinked{issuer});
}

}  // namespace

ProviderList list_providers(Task& task, const Anyone&) {
  auto& accounts = task.service<Accounts>();
  if (!accounts.provider()) return {};
  return {{{accounts.provider_name(), accounts.provider()->issuer()}}};
}

WithHeaders<WayOut> begin_sign_in_elsewhere(Task& task, const Visitor& who) {
  return begin(task, who.origin, std::nullopt);
}

WithHeaders<WayOut> begin_linking(Task& task, const Person& who, const Proof& in) {
  need_provider(task.service<Accounts>());
  prove(task, who, in.password);
  return begin(task, who.origin, who.account());
}

WithHeaders<Returned> come_back(Task& task, const Visitor& who, const Return& in) {
  auto& accounts = task.service<Accounts>();
  auto& provider = need_provider(accounts);
  accounts.limit_guesses("elsewhere-state", auth::hash_secret(in.state), who.origin);
  const Pending pending = take_pending(task, who.origin, in.state);
  if (in.error || !in.code) throw provider_refused;
  const auth::ProviderAnswer answer{*in.code,
                                    in.iss ? std::optional<std::string>(*in.iss) : std::nullopt};
  const auth::SignInSecrets secrets{in.state, pending.said.nonce, pending.said.verifier};
  const auth::IdClaims claims =
      asked([&] { return provider.claims(answer, secrets, return_address(accounts), task.now()); });
  OpenedElsewhere made;
  task.write([&](Write& tx) {
    made = {};
    if (pending.account) {
      link_to_owner(tx, pending, provider.issuer(), claims, who.origin);
      made.answer.outcome = Outcome::linked;
    } else {
      made = sign_in_as(tx, accounts.seal(), provider.issuer(), claims, pending.said, who.origin);
    }
  });
  if (made.former) accounts.principals().forget(*made.former);
  std::vector<http::Header> headers;
  if (made.answer.outcome != Outcome::second_factor)
    headers.push_back(browser_header(who.origin, ""));
  if (!made.cookie.empty()) headers.push_back(session_header(who.origin, made.cookie));
  return {made.answer, headers};
}

WithHeaders<SignedIn> finish_sign_in_elsewhere(Task& task, const Visitor& who,
                                               const FactorAfter& in) {
  auto& accounts = task.service<Accounts>();
  AccountId account;
  task.read([&](Read& tx) {
    const auto link = look_at_link(tx, accounts.seal(), Purpose::factor_elsewhere, in.token);
    if (link.content != who.origin.elsewhere) throw link_invalid;
    account = link.account.value();
  });
  accounts.limit_codes(account);
  OpenedElsewhere made;
  task.write([&](Write& tx) {
    made = {};
    take_link(tx, accounts.seal(), Purpose::factor_elsewhere, in.token);
    const auto facts = usable(tx, account);
    if (facts.authenticator) take_second_factor(tx, accounts.seal(), account, in.code);
    open(tx, account, facts.name, who.origin, made);
  });
  accounts.right_code(account);
  if (made.former) accounts.principals().forget(*made.former);
  return {*made.answer.session,
          {session_header(who.origin, made.cookie), browser_header(who.origin, "")}};
}

}  // namespace stoa::accounts
