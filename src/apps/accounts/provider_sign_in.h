// Signing in at an identity provider (OpenID Connect, authorization code with PKCE).
//
// The browser asks here where to go, goes there, and comes back to the page of accounts with a
// code, which the page posts here: so that no GET changes anything, and what the browser holds is a
// cookie that no other site can have sent. What belongs to one sign-in (nonce, verifier, whose it
// is) is sealed in the table of links, under the state's hash, for ten minutes and one use.
#pragma once

#include "apps/accounts/identities.h"
#include "apps/accounts/second_factor.h"

namespace stoa::accounts {

struct ProviderInfo {
  std::string name = {};  // as on the button
  std::string issuer = {};
};
BOOST_DESCRIBE_STRUCT(ProviderInfo, (), (name, issuer))
struct ProviderList {
  std::vector<ProviderInfo> items = {};
};
BOOST_DESCRIBE_STRUCT(ProviderList, (), (items))
ProviderList list_providers(Task& task, const Anyone&);

struct WayOut {
  std::string address = {};  // of the provider's page, for the browser to go to
};
BOOST_DESCRIBE_STRUCT(WayOut, (), (address))

WithHeaders<WayOut> begin_sign_in_elsewhere(Task& task, const Visitor& who);
// To link an identity to the account that asks, once the password was shown.
WithHeaders<WayOut> begin_linking(Task& task, const Person& who, const Proof& in);

// What the provider gave the browser along.
struct Return {
  Secret state = {};
  std::optional<Text<1, 4000>> code = {};
  std::optional<Text<1, 200>> error = {};
  std::optional<Text<1, 2000>> iss = {};
};
BOOST_DESCRIBE_STRUCT(Return, (), (state, code, error, iss))

enum class Outcome { signed_in, second_factor, linked };
BOOST_DESCRIBE_ENUM(Outcome, signed_in, second_factor, linked)

struct Returned {
  Outcome outcome = {};
  std::optional<SignedIn> session = {};
  std::optional<std::string> token = {};  // to be sent with a code of the second factor
};
BOOST_DESCRIBE_STRUCT(Returned, (), (outcome, session, token))
WithHeaders<Returned> come_back(Task& task, const Visitor& who, const Return& in);

struct FactorAfter {
  Secret token = {};
  Text<1, 40> code = {};
};
BOOST_DESCRIBE_STRUCT(FactorAfter, (), (token, code))
WithHeaders<SignedIn> finish_sign_in_elsewhere(Task& task, const Visitor& who,
                                               const FactorAfter& in);

}  // namespace stoa::accounts
