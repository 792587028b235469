// What a process without accounts asks the one that has them, and what it hears, in the manner of
// OAuth 2.0 Token Introspection (RFC 7662): POST /api/accounts/introspections.
//
// Both ends of the wire include it. Values only; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kernel/auth/directory.h"
#include "kernel/auth/principal.h"
#include "kernel/model/describe.h"

namespace stoa::auth {

inline constexpr std::string_view introspection_path = "/api/accounts/introspections";
// Where mails to an account go: what to ask there, and what comes back.
inline constexpr std::string_view contact_path = "/api/accounts/introspections/contacts";
inline constexpr std::string_view jwks_path = "/api/accounts/jwks";

enum class ShownKind { cookie, token, api_key };
BOOST_DESCRIBE_ENUM(ShownKind, cookie, token, api_key)

// What somebody showed.
struct Showing {
  ShownKind kind = {};
  Text<1, 4096> secret = {};
};
BOOST_DESCRIBE_STRUCT(Showing, (), (kind, secret))

// Who that is, as they stand now. Of what is not valid (any more) nothing is said but that.
struct Standing {
  bool active = false;
  std::optional<AccountId> account = {};
  std::optional<Text<36, 36>> session = {};  // of an API key its own id
  std::vector<std::string> roles = {};
  std::vector<std::string> scopes = {};  // of an API key
};
BOOST_DESCRIBE_STRUCT(Standing, (), (active, account, session, roles, scopes))

struct ContactQuestion {
  AccountId account = {};
};
BOOST_DESCRIBE_STRUCT(ContactQuestion, (), (account))

struct ContactAnswer {
  std::optional<Contact> contact = {};
};
BOOST_DESCRIBE_STRUCT(ContactAnswer, (), (contact))

}  // namespace stoa::auth
