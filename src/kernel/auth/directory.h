// Where mails to an account go: the one interface between who sends them and the accounts.
//
// Two implementations: the app `accounts` where it runs in this process, and RemoteDirectory for an
// app in a process of its own. Owned by the kernel; any thread, which may wait.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "kernel/auth/account.h"

namespace stoa {

struct Contact {
  Email address = {};
  std::string name = {};
  std::optional<Language> locale = {};
};
BOOST_DESCRIBE_STRUCT(Contact, (), (address, name, locale))

// Whom a demo has, by what begins their address: "lia".
using DemoPeople = std::map<std::string, AccountId, std::less<>>;

class Directory {
 public:
  virtual ~Directory() = default;
  // Nobody's when the account is gone, or on its way. Throws a Refusal when it cannot be found out.
  virtual std::optional<Contact> contact(const AccountId& account) = 0;
  // For apps that plant something of a demo's people; nobody where the accounts are another
  // process's.
  virtual DemoPeople demo_people() { return {}; }
};

}  // namespace stoa
