#include "kernel/auth/principal.h"

#include "kernel/testing/test.h"

namespace stoa {
namespace {

struct Librarian : Role<"library.librarian"> {};

const Scope read_loans{"library", "loans", "read"};
const Scope write_loans{"library", "loans", "write"};

Principal by(Credential credential, std::vector<std::string> roles = {},
             std::vector<std::string> scopes = {}) {
  return {.credential = credential, .roles = std::move(roles), .scopes = std::move(scopes)};
}

// The code of the refusal, or nothing.
template <class Caller>
std::string refusal(const Principal& principal, const Scope& needed = read_loans) {
  try {
    check_access(access_of<Caller>(), needed, principal);
  } catch (const Refusal& refused) {
    return std::string(refused.problem.code);
  }
  return "";
}

}  // namespace

// ---- scopes -------------------------------------------------------------------------------------

TEST("auth: a scope is an app, a resource and a verb") {
  for (std::string_view scope :
       {"library:loans:read", "library:loans:write", "library:loans:admin", "*:*:read",
        "library:*:admin", "*:loans:write", "a:b:read", "my_app:_:read"}) {
    CAPTURE(scope);
    CHECK(is_scope(scope));
  }
  const std::string forty(40, 'a');
  CHECK(is_scope(forty + ":" + forty + ":read"));
  CHECK_FALSE(is_scope(forty + "a:b:read"));
  CHECK_FALSE(is_scope("a:" + forty + "b:read"));
}

TEST("auth: what is no scope") {
  for (std::string_view text : {"",
                                ":",
                                "::",
                                ":::",
                                "library",
                                "library:loans",
                                "library:loans:",
                                ":loans:read",
                                "library::read",
                                "library:loans:delete",
                                "library:loans:READ",
                                "library:loans:*",
                                "Library:loans:read",
                                "library:loans:read:",
                                ":library:loans:read",
                                "a:b:c:read",
                                "lib*:loans:read",
                                "**:loans:read",
                                "library:loans:read ",
                                " library:loans:read",
                                "library:lo ans:read",
                                "library1:loans:read",
                                "lib-rary:loans:read",
                                "*:*:*",
                                "library:loans:reader",
                                "b\xC3\xBC:loans:read"}) {
    CAPTURE(text);
    CHECK_FALSE(is_scope(text));
  }
  CHECK_FALSE(is_scope(std::string_view("library:loans:read\0", 19)));
  CHECK_FALSE(is_scope(std::string_view("lib\0ary:loans:read", 18)));
}

TEST("auth: write covers read, admin covers both") {
  constexpr std::string_view verbs[] = {"read", "write", "admin"};
  for (int held = 0; held < 3; ++held) {
    for (int needed = 0; needed < 3; ++needed) {
      const std::string scope = "library:loans:" + std::string(verbs[held]);
      CAPTURE(scope);
      CHECK(covers(scope, {"library", "loans", std::string(verbs[needed])}) == (held >= needed));
    }
  }
}

TEST("auth: a scope covers its own app and resource, or any with a star") {
  CHECK(covers("*:*:read", read_loans));
  CHECK(covers("library:*:read", read_loans));
  CHECK(covers("*:loans:read", read_loans));
  CHECK_FALSE(covers("mail:*:admin", read_loans));
  CHECK_FALSE(covers("library:works:admin", read_loans));
  CHECK_FALSE(covers("*:works:admin", read_loans));
  CHECK_FALSE(covers("librar:loans:read", read_loans));
  CHECK_FALSE(covers("library:loan:read", read_loans));
  CHECK_FALSE(covers("*:*:read", write_loans));
}

TEST("auth: what is no scope covers nothing") {
  for (std::string_view text : {"", ":", "*", "*:*", "*:*:", "*:*:*", "*:*:delete", "library:loans",
                                "library:loans:read:", "library:loans:x:read"}) {
    CAPTURE(text);
    CHECK_FALSE(covers(text, read_loans));
  }
}

// ---- who may call -------------------------------------------------------------------------------

TEST("auth: the type of the second parameter says who may call") {
  CHECK(access_of<Anyone>().open());
  CHECK(access_of<Visitor>().open());
  CHECK(access_of<User>().kind == Access::Kind::user);
  CHECK(access_of<Person>().in_person);
  CHECK(access_of<Admin>().role == "admin");
  CHECK(access_of<Admin>().role == "admin");
  CHECK(access_of<Librarian>().role == "library.librarian");
  CHECK(is_caller<Librarian>);
  CHECK_FALSE(is_caller<std::string>);
}

TEST("auth: nobody gets in where it is not open") {
  const Principal nobody = by(Credential::none, {"admin"}, {"*:*:admin"});
  CHECK(refusal<Anyone>(nobody) == "");
  CHECK(refusal<Visitor>(nobody) == "");
  CHECK(refusal<User>(nobody) == "not_signed_in");
  CHECK(refusal<Person>(nobody) == "not_signed_in");
  CHECK(refusal<Librarian>(nobody) == "not_signed_in");
  CHECK(refusal<Admin>(nobody) == "not_signed_in");
}

TEST("auth: who is signed in may do what their roles allow") {
  for (const Credential credential : {Credential::cookie, Credential::token}) {
    CHECK(refusal<User>(by(credential)) == "");
    CHECK(refusal<Person>(by(credential)) == "");
    CHECK(refusal<Librarian>(by(credential)) == "forbidden");
    CHECK(refusal<Librarian>(by(credential, {"library.member"})) == "forbidden");
    CHECK(refusal<Librarian>(by(credential, {"library.librarian"})) == "");
    CHECK(refusal<Librarian>(by(credential, {"admin"})) == "");
    CHECK(refusal<Admin>(by(credential, {"library.librarian"})) == "forbidden");
    CHECK(refusal<Admin>(by(credential, {"administrator", "Admin"})) == "forbidden");
    CHECK(refusal<Admin>(by(credential, {"admin"})) == "");
  }
}

TEST("auth: an API key does what its scopes and its owner's roles both allow") {
  constexpr auto key = Credential::api_key;
  CHECK(refusal<User>(by(key)) == "scope_missing");
  CHECK(refusal<User>(by(key, {"admin"})) == "scope_missing");
  CHECK(refusal<User>(by(key, {}, {"mail:*:admin", "library:loans:read"})) == "");
  CHECK(refusal<User>(by(key, {}, {"library:loans:read"}), write_loans) == "scope_missing");
  CHECK(refusal<User>(by(key, {}, {"library:loans:write"}), write_loans) == "");
  CHECK(refusal<Person>(by(key, {"admin"}, {"*:*:admin"})) == "person_needed");
  CHECK(refusal<Librarian>(by(key, {}, {"*:*:admin"})) == "forbidden");
  CHECK(refusal<Librarian>(by(key, {"library.librarian"})) == "scope_missing");
  CHECK(refusal<Librarian>(by(key, {"library.librarian"}, {"library:*:read"})) == "");
}

TEST("auth: a handler is told who calls and where from") {
  const Principal ann = by(Credential::cookie, {"library.librarian"});
  const Origin home{.network = "203.0.113.7", .agent = "curl", .secure = true};
  const auto user = make_caller<Librarian>(ann, home);
  CHECK(user.is<Librarian>());
  CHECK_FALSE(user.is<Admin>());
  CHECK(user.origin.network == "203.0.113.7");
  CHECK(make_caller<Visitor>(ann, home).origin.secure);
}

// ---- networks -----------------------------------------------------------------------------------

TEST("auth: limits count an IPv4 address, and an IPv6 network of 64 bits") {
  struct {
    std::string_view address, network;
  } const cases[] = {
      {"203.0.113.7", "203.0.113.7"},
      {"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"},
      {"2001:db8:1:2::", "2001:db8:1:2::/64"},
      {"2001:DB8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"},
      {"2001:db8:1:3::1", "2001:db8:1:3::/64"},
      {"::1", "::/64"},
      {"::ffff:203.0.113.7", "203.0.113.7"},
      {"::ffff:cb00:7107", "203.0.113.7"},
      {"fe80::1%eth0", "fe80::/64"},
      {"fe80::1%", "fe80::/64"},
      {"", ""},
      {"unix", "unix"},
  };
  for (const auto& known : cases) {
    CAPTURE(known.address);
    CHECK(network_of(known.address) == known.network);
  }
}

}  // namespace stoa
