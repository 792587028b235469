#include "kernel/app/people.h"

#include "kernel/app/allowance.h"
#include "kernel/app/import_model.h"
#include "kernel/app/mails.h"

namespace stoa {

std::vector<std::string> AllPeople::elsewhere() const {
  std::vector<std::string> names;
  for (const App& app : elsewhere_) {
    if (app.export_person() || app.erase_person()) names.push_back(app.name());
  }
  return names;
}

std::vector<std::pair<std::string, Json>> AllPeople::copies(const AccountId& account) {
  std::vector<std::pair<std::string, Json>> all;
  for (MountedApp& mounted : apps_) {
    const ExportPerson copy = mounted.app.export_person();
    if (!copy) continue;
    Json mine;
    mounted.database->read_now([&](store::Connection& connection) {
      Read tx(connection, wall_clock());
      mine = copy(tx, account);
    });
    all.emplace_back(mounted.app.name(), std::move(mine));
  }
  return all;
}

void AllPeople::erase(const AccountId& account) {
  for (MountedApp& mounted : apps_) {
    const ErasePerson erase = mounted.app.erase_person();
    mounted.database->write_now([&](store::Connection& connection) {
      Write tx(connection, {.now = wall_clock()});
      forget_imports(tx, account);
      forget_mails(tx, account);
      forget_allowances(tx, account);
      if (erase) erase(tx, account);
    });
  }
}

}  // namespace stoa
