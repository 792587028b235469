// Accounts in a process that does not serve all apps: what it may give, and whom it must not
// forget.

#include <stdlib.h>

#include <algorithm>
#include <filesystem>

#include "apps/accounts/app.h"
#include "apps/accounts/service.h"
#include "kernel/app/kernel.h"
#include "kernel/testing/test.h"

namespace stoa::accounts {
namespace {

struct Keeper : Role<"shelf.keeper"> {};

const std::vector<embedded::File> no_files;

Json copy_of_shelf(Read&, const AccountId&) { return {}; }
void clear_shelf(Write&, const AccountId&) {}

App shelf() {
  App app("shelf", "What people put there", no_files);
  app.role<Keeper>("Keeps it").people(&copy_of_shelf, &clear_shelf);
  return app;
}

// A folder with accounts of which one leaves: marked, and not yet forgotten.
class Leaving {
 public:
  Leaving() {
    std::string pattern = (std::filesystem::temp_directory_path() / "stoa-test-XXXXXX").string();
    REQUIRE(mkdtemp(pattern.data()));
    folder_ = pattern;
    start({}, [](Kernel& kernel) {
      database(kernel).write_now([](store::Connection& connection) {
        Write tx(connection, {.now = wall_clock()});
        Account account;
        account.name = "Ann";
        account.email = "ann@example.org";
        account.leaving = tx.now();
        tx.insert(account);
      });
    });
  }
  ~Leaving() { std::filesystem::remove_all(folder_); }

  // Opens accounts, the others elsewhere, for as long as `look` takes. Nobody is served, so that
  // departures are tried when tend() is called and at no other time.
  void start(std::vector<App> elsewhere, const std::function<void(Kernel&)>& look) {
    KernelOptions options;
    options.config.data = folder_;
    options.config.listen = "127.0.0.1:0";
    options.elsewhere = std::move(elsewhere);
    std::vector<App> apps;
    apps.push_back(accounts::app());
    Kernel kernel(std::move(options), std::move(apps));
    kernel.open();
    look(kernel);
    kernel.stop();
  }
  static store::Database& database(Kernel& kernel) { return *kernel.apps().front().database; }
  // How many accounts are left once departures were tried.
  static std::size_t accounts_of(Kernel& kernel) {
    kernel.apps().front().service->tend();
    std::size_t count = 0;
    database(kernel).read_now([&](store::Connection& connection) {
      Read tx(connection, wall_clock());
      count = tx.query<Account>("order by id").size();
    });
    return count;
  }

 private:
  std::filesystem::path folder_;
};

std::vector<App> only(App app) {
  std::vector<App> apps;
  apps.push_back(std::move(app));
  return apps;
}

}  // namespace

TEST("accounts: who leaves waits for a start with all apps, and is not forgotten by half") {
  Leaving leaving;
  leaving.start(only(shelf()), [](Kernel& kernel) { CHECK(Leaving::accounts_of(kernel) == 1); });
  leaving.start({}, [](Kernel& kernel) { CHECK(Leaving::accounts_of(kernel) == 0); });
}

TEST("accounts: an app elsewhere that keeps nothing of people holds nobody up") {
  Leaving leaving;
  leaving.start(only(App("plain", "Of nobody", no_files)),
                [](Kernel& kernel) { CHECK(Leaving::accounts_of(kernel) == 0); });
}

TEST("accounts: the roles of an app elsewhere can be given") {
  Leaving leaving;
  leaving.start(only(shelf()), [](Kernel& kernel) {
    const auto& service = static_cast<accounts::Accounts&>(*kernel.apps().front().service);
    const auto& roles = service.roles();
    CHECK(std::any_of(roles.begin(), roles.end(),
                      [](const RoleInfo& role) { return role.name == "shelf.keeper"; }));
  });
}

}  // namespace stoa::accounts
