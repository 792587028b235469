// Who is behind a request, and what a route asks of them.
//
// A Principal is found before the handler's lane and handed to it as its second parameter. The type
// of that parameter says who may call: Anyone, Visitor, Guest, User, Person, Admin, or a Role of
// the app's own, `struct Librarian : Role<"library.librarian"> {}`. Values only; any thread.
#pragma once

#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "kernel/auth/account.h"
#include "kernel/model/problem.h"

namespace stoa {

// What somebody showed to be let in.
enum class Credential {
  none,
  cookie,   // a browser's session
  token,    // an access token of a program's session (RFC 9068)
  api_key,  // a key, which may do less than its owner
};

struct Principal {
  Credential credential = Credential::none;
  AccountId account = {};
  Uuid session = {};                     // of a cookie or token; of an API key its own id
  std::vector<std::string> roles = {};   // "library.librarian", as they are now
  std::vector<std::string> scopes = {};  // of an API key: "library:loans:read"

  bool has(std::string_view role) const;
};

// Where a request comes from, for limits and for lists of sessions.
struct Origin {
  std::string network = {};  // "203.0.113.7", "2001:db8:1:2::/64"
  std::string agent = {};    // what its User-Agent says
  bool secure = false;       // over TLS
  std::string session = {};  // the hash of the cookie that came along, "" without one
  // The same of the cookie of a browser that signs in at an identity provider.
  std::string elsewhere = {};
};

namespace roles {
inline constexpr std::string_view admin = "admin";
}  // namespace roles

// ---- callers ------------------------------------------------------------------------------------

// Open to all. Nobody looks at credentials.
struct Anyone {};

// Open to all, and told where they come from: signing in, registering.
struct Visitor {
  Origin origin;
};

// Open to all, and told who it is where somebody says so: what they may see depends on it.
struct Guest {
  Principal principal;
  Origin origin;

  bool is_known() const { return principal.credential != Credential::none; }
};

// Somebody with an account: signed in, or by an API key that its scopes allow.
struct User {
  Principal principal;
  Origin origin;

  AccountId account() const { return principal.account; }
  template <class R>
  bool is() const {
    return principal.has(R::role.text);
  }
};

// Somebody who is signed in; no API key will do.
struct Person : User {};

// Somebody who was given this role. An administrator has every role.
template <Literal Name>
struct Role : User {
  static constexpr auto role = Name;
};

struct Admin : Role<"admin"> {};

// An administrator who is signed in: what no API key may ever do, such as giving roles.
struct AdminInPerson : Person {
  static constexpr Literal role = "admin";
};

// ---- what a route asks --------------------------------------------------------------------------

struct Access {
  enum class Kind { anyone, visitor, guest, user };
  Kind kind = Kind::anyone;
  bool in_person = false;  // no API key will do
  std::string role = {};   // "": any user
  bool in_part = false;    // a key will do whose scope is for a part of the resource

  // Nobody looks at credentials.
  bool open() const { return kind == Kind::anyone || kind == Kind::visitor; }
};

namespace detail {
template <class T, class = void>
struct HasRole : std::false_type {};
template <class T>
struct HasRole<T, std::void_t<decltype(T::role.text)>> : std::true_type {};
}  // namespace detail

template <class C>
inline constexpr bool is_caller = std::is_same_v<C, Anyone> || std::is_same_v<C, Visitor> ||
                                  std::is_same_v<C, Guest> || std::is_base_of_v<User, C>;

template <class C>
Access access_of() {
  using enum Access::Kind;
  if constexpr (std::is_same_v<C, Anyone>) {
    return {anyone};
  } else if constexpr (std::is_same_v<C, Visitor>) {
    return {visitor};
  } else if constexpr (std::is_same_v<C, Guest>) {
    return {guest};
  } else if constexpr (detail::HasRole<C>::value) {
    return {user, std::is_base_of_v<Person, C>, C::role.text};
  } else {
    return {user, std::is_base_of_v<Person, C>};
  }
}

template <class C>
C make_caller(const Principal& principal, const Origin& origin) {
  C caller;
  if constexpr (requires { caller.principal; }) caller.principal = principal;
  if constexpr (!std::is_same_v<C, Anyone>) caller.origin = origin;
  return caller;
}

// What an API key must hold for a route: {"library", "loans", "write"}.
struct Scope {
  std::string app, resource, verb;
};

// Throws Refusal: not_signed_in (401) for nobody, forbidden (403) for somebody who may not.
void check_access(const Access& access, const Scope& needed, const Principal& principal);

// Whether `text` is a scope: app:resource:verb with read, write or admin as its verb, and * for any
// app or any resource. A resource may have parts, "shelf.books.price", each a part of the one
// before.
bool is_scope(std::string_view text);
// Whether a scope that somebody holds covers what is needed: write covers read, admin both; what is
// for a resource is for all of its parts.
bool covers(std::string_view scope, const Scope& needed);
// Whether somebody may do a thing as far as their credentials go: only of a key there is a
// question.
bool in_scope(const Principal& principal, const Scope& needed);

// The network that an address belongs to, as limits count: an IPv4 address by itself, an IPv6
// address with the 2^64 others of its /64, an IPv4-mapped one as IPv4.
std::string network_of(std::string_view address);

namespace problems {
inline constexpr Problem not_signed_in{401, "not_signed_in",
                                       "Sign in, or send a token or key that is valid."};
inline constexpr Problem forbidden{403, "forbidden", "You may not do this."};
inline constexpr Problem scope_missing{403, "scope_missing", "This API key has no scope for this."};
inline constexpr Problem person_needed{403, "person_needed",
                                       "An API key cannot do this; sign in yourself."};
inline constexpr Problem cross_site{403, "cross_site",
                                    "A page of another site may not do this in your name."};
inline constexpr Problem too_many_requests{429, "too_many_requests",
                                           "Too many tries; wait before the next."};
}  // namespace problems

}  // namespace stoa
