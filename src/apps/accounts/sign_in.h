// Signing in and out: a browser gets a cookie, a program gets tokens.
//
// A browser's session is an opaque secret in a cookie that scripts cannot read. A program gets an
// access token for five minutes and a refresh token that works once; a refresh token that comes a
// second time was stolen from somebody, so it ends the session (RFC 9700 §4.14).
#pragma once

#include "apps/accounts/model.h"
#include "kernel/auth/access_token.h"

namespace stoa::accounts {

class Accounts;

struct SignIn {
  Email email = {};
  Password password = {};
  std::optional<Text<1, 40>> code = {};  // of an authenticator app, or a recovery code
};
BOOST_DESCRIBE_STRUCT(SignIn, (), (email, password, code))

struct SignedIn {
  AccountId account = {};
  Text<1, 100> name = {};
  Timestamp expires = {};
};
BOOST_DESCRIBE_STRUCT(SignedIn, (), (account, name, expires))

struct Tokens {
  std::string access_token = {};
  std::string token_type = "Bearer";
  std::int64_t expires_in = 0;  // seconds
  std::string refresh_token = {};
};
BOOST_DESCRIBE_STRUCT(Tokens, (), (access_token, token_type, expires_in, refresh_token))

struct LinkToken {
  Secret token = {};
};
BOOST_DESCRIBE_STRUCT(LinkToken, (), (token))

struct Refresh {
  Secret refresh_token = {};
};
BOOST_DESCRIBE_STRUCT(Refresh, (), (refresh_token))

WithHeaders<SignedIn> sign_in(Task& task, const Visitor& who, const SignIn& in);
// By a one-time link: the demo's people have no passwords.
WithHeaders<SignedIn> sign_in_by_link(Task& task, const Visitor& who, const LinkToken& in);
Tokens make_tokens(Task& task, const Visitor& who, const SignIn& in);
Tokens refresh_tokens(Task& task, const Visitor& who, const Refresh& in);
WithHeaders<Nothing> sign_out(Task& task, const Person& who);
auth::Jwks jwks(Task& task, const Anyone&);

// A browser's new session within a write, and the cookie that carries it.
struct Opened {
  Id<Session> id = {};
  std::string secret = {};
  Timestamp expires = {};
};
Opened open_browser_session(Write& tx, const AccountId& account, const Origin& origin);
// A browser has one session: the one it had ends with the write that opens the next. Gives whose.
std::optional<AccountId> end_former_session(Write& tx, const Origin& origin);
http::Header session_header(const Origin& origin, const std::string& secret);

}  // namespace stoa::accounts
