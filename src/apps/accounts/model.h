// Accounts: who there is, what they showed to be let in, and what they may do.
//
// The record is stoa::Account (kernel/auth). Passwords, second factors, sessions, keys and one-time
// links stand in tables beside it that the log does not repeat; all but what must be read again is
// kept as hashes, the rest sealed.
#pragma once

#include "kernel/app/app.h"

namespace stoa::accounts {

using Secret = Text<1, 500>;
using Password = Text<1, 500>;  // what a good one is says password_fault(), in its own words

// ---- sessions -----------------------------------------------------------------------------------

enum class SessionKind { browser, program };
BOOST_DESCRIBE_ENUM(SessionKind, browser, program)

// One sign-in, as its owner sees it.
struct Session {
  Id<Session> id = {};
  SessionKind kind = {};
  std::string network = {};
  std::string agent = {};
  Timestamp created = {};
  Timestamp seen = {};
  Timestamp expires = {};
  bool current = false;  // the one that asks
};
BOOST_DESCRIBE_STRUCT(Session, (), (id, kind, network, agent, created, seen, expires, current))

// ---- API keys -----------------------------------------------------------------------------------

// The middle part is a resource, which may have parts of its own: "shelf.books.price".
using ScopeText =
    Pattern<"(\\*|[a-z_]{1,40}):(\\*|[a-z0-9_]{1,40}(\\.[a-z0-9_]{1,40}){0,2}):(read|write|admin)">;

struct ApiKeyFields {
  Text<1, 80> name = {};
  List<ScopeText, 1, 50> scopes = {};
  std::optional<Timestamp> expires = {};
};
BOOST_DESCRIBE_STRUCT(ApiKeyFields, (), (name, scopes, expires))

struct ApiKey : ApiKeyFields {
  Id<ApiKey> id = {};
  std::string shown = {};  // how it begins
  Timestamp created = {};
  std::optional<Timestamp> used = {};  // to the minute
};
BOOST_DESCRIBE_STRUCT(ApiKey, (ApiKeyFields), (id, shown, created, used))

// ---- limits in time -----------------------------------------------------------------------------

inline constexpr std::chrono::minutes access_token_life{5};
inline constexpr std::chrono::hours session_life{24 * 30};
inline constexpr std::chrono::hours mail_link_life{24};
inline constexpr std::chrono::minutes reset_link_life{30};
inline constexpr std::chrono::minutes first_link_life{15};
inline constexpr std::chrono::hours signing_key_life{24 * 30};

// ---- what is not as it must be ------------------------------------------------------------------

inline constexpr Problem wrong_credentials{
    401, "wrong_credentials",
    "The address or the password is wrong, or the address is not verified."};
inline constexpr Problem second_factor_needed{
    401, "second_factor_needed", "Send a code of your authenticator app, or a recovery code, too."};
inline constexpr Problem wrong_code{401, "wrong_code", "This code is wrong or was used already."};
inline constexpr Problem account_suspended{403, "account_suspended", "This account is suspended."};
inline constexpr Problem link_invalid{422, "link_invalid",
                                      "This link was used already, is too old, or never was one."};
inline constexpr Problem refresh_invalid{
    401, "refresh_invalid", "This refresh token is not valid (any more); sign in again."};
inline constexpr Problem wrong_password{403, "wrong_password", "The password is wrong."};
inline constexpr Problem address_taken{409, "address_taken",
                                       "This address has an account already."};
inline constexpr Problem authenticator_there{409, "authenticator_there",
                                             "There is an authenticator app already."};
inline constexpr Problem no_authenticator{409, "no_authenticator",
                                          "There is no authenticator app to confirm or remove."};
inline constexpr Problem unknown_role{422, "unknown_role", "No app has a role of this name."};
inline constexpr Problem last_administrator{409, "last_administrator",
                                            "This is the only administrator; name another first."};
inline constexpr Problem apps_elsewhere{
    409, "apps_elsewhere",
    "Apps of another process keep things of this account and cannot be told yet that it goes."};
inline constexpr Problem too_many_keys{409, "too_many_keys",
                                       "An account has at most 100 API keys."};
inline constexpr Problem expired_already{422, "expired_already", "The key would be over already."};
inline constexpr Problem no_provider{404, "no_provider",
                                     "Signing in elsewhere is not set up on this server."};
inline constexpr Problem provider_away{
    503, "provider_away", "The other side does not answer now; try again in a moment."};
inline constexpr Problem provider_distrusted{
    422, "provider_distrusted", "What the other side says proves nothing; begin again."};
inline constexpr Problem provider_refused{422, "provider_refused",
                                          "You were not signed in on the other side."};
inline constexpr Problem address_unverified{
    403, "address_unverified",
    "The other side does not vouch for your address. Make an account here, then link it."};
inline constexpr Problem sign_in_to_link{
    409, "sign_in_to_link",
    "Your address has an account here already. Sign in to it, then link the other side to it."};
inline constexpr Problem identity_taken{409, "identity_taken",
                                        "Another account here is linked to this already."};
inline constexpr Problem identity_not_found{404, "identity_not_found",
                                            "Your account has no such link."};
inline constexpr Problem last_way_in{409, "last_way_in",
                                     "You could not come in again; choose a password first."};
inline constexpr Problem session_not_found{404, "session_not_found", "There is no such session."};
inline constexpr Problem api_key_not_found{404, "api_key_not_found", "There is no such key."};

}  // namespace stoa::accounts
