#include "apps/accounts/contacts.h"

#include "apps/accounts/queries.h"
#include "apps/accounts/service.h"
#include "kernel/store/database.h"

namespace stoa::accounts {
namespace {

// A suspended account is told why it cannot sign in; one that leaves has left.
std::optional<Contact> contact_in(Read& tx, const AccountId& id) {
  const auto account = tx.find(id);
  if (!account || account->leaving) return std::nullopt;
  return Contact{.address = account->email, .name = account->name, .locale = account->locale};
}

}  // namespace

std::optional<Contact> Contacts::contact(const AccountId& account) {
  std::optional<Contact> found;
  database_.read_now([&](store::Connection& connection) {
    Read tx(connection, wall_clock());
    found = contact_in(tx, account);
  });
  return found;
}

DemoPeople Contacts::demo_people() {
  DemoPeople people;
  database_.read_now([&](store::Connection& connection) {
    Read tx(connection, wall_clock());
    for (const Account& person : tx.query<Account>(sql::demo_people))
      people[person.email.substr(0, person.email.find('@'))] = person.id;
  });
  return people;
}

auth::ContactAnswer find_contact(Task& task, const Admin&, const auth::ContactQuestion& in) {
  return {task.service<Accounts>().contacts().contact(in.account)};
}

}  // namespace stoa::accounts
