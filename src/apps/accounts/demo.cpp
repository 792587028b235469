#include "apps/accounts/demo.h"

#include "apps/accounts/queries.h"

namespace stoa::accounts {
namespace {

Account plant(Write& tx, std::string_view name, std::string_view email) {
  Account account;
  account.name = name;
  account.email = email;
  return tx.insert(account);
}

}  // namespace

void plant_people(Task& task) {
  task.write([](Write& tx) {
    const Account ada = plant(tx, "Ada, an administrator", "ada@demo.invalid");
    const Account lia = plant(tx, "Lia, a librarian", "lia@demo.invalid");
    plant(tx, "Rob, a reader", "rob@demo.invalid");
    tx.run(sql::grant_role, ada.id, roles::admin, tx.now());
    tx.run(sql::grant_role, lia.id, "library.librarian", tx.now());
  });
}

void admit_demo_people(Write& tx, bool demo) {
  for (Account& person : tx.query<Account>(sql::demo_people)) {
    if (person.suspended.has_value() != demo) continue;
    person.suspended.reset();
    if (!demo) person.suspended = tx.now();
    tx.update(person);
    tx.run(sql::end_sessions_but, person.id, Id<Session>{}, tx.now());
    tx.run(sql::end_api_keys, person.id, tx.now());
    tx.run(sql::drop_links_of, person.id);
  }
}

}  // namespace stoa::accounts
