// How the first administrator comes to be: by a link on the terminal, once, or from the
// configuration. There is never a default password.
#pragma once

#include "apps/accounts/links.h"

namespace stoa::accounts {

bool has_administrator(Read& tx);

// A new link, for fifteen minutes; those from before are void.
std::string make_first_link(Write& tx, const auth::Seal& seal);

// The administrator that the configuration names. What the account has already stays as it is.
struct Configured {
  Email email = {};
  std::string password_hash = {};  // "": none
  std::string api_key = {};        // "": none; for all that an administrator may do by a key
};
void make_configured_administrator(Write& tx, const Configured& configured);

// Told to everybody: without an administrator Stoa listens on loopback alone, and it takes the
// printed link to become one.
struct FirstRun {
  bool has_administrator = false;
};
BOOST_DESCRIBE_STRUCT(FirstRun, (), (has_administrator))
FirstRun get_first_run(Read& tx, const Anyone&);

struct FirstAdministrator {
  Secret token = {};
  Email email = {};
  Text<1, 100> name = {};
  Password password = {};
};
BOOST_DESCRIBE_STRUCT(FirstAdministrator, (), (token, email, name, password))

Account become_first_administrator(Task& task, const Visitor& who, const FirstAdministrator& in);

}  // namespace stoa::accounts
