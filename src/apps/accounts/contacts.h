// Where mails to an account go: the Directory of a process that keeps the accounts itself, and what
// another process is told.
//
// Owned by the service; any thread, which waits for a read.
#pragma once

#include "apps/accounts/model.h"
#include "kernel/auth/introspection.h"

namespace stoa::accounts {

class Contacts : public Directory {
 public:
  explicit Contacts(store::Database& database) : database_(database) {}
  std::optional<Contact> contact(const AccountId& account) override;
  DemoPeople demo_people() override;

 private:
  store::Database& database_;
};

auth::ContactAnswer find_contact(Task& task, const Admin&, const auth::ContactQuestion& in);

}  // namespace stoa::accounts
