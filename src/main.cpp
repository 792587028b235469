// The program: the list of apps, and nothing else.

#include "apps/accounts/app.h"
#include "apps/collections/app.h"
#include "apps/library/app.h"
#include "apps/todo/app.h"
#include "cli/options.h"
#include "kernel/files/picture_child.h"

int main(int argc, char** argv) {
  if (stoa::files::is_picture_child(argc, argv)) return stoa::files::be_picture_child(argv);
  std::vector<stoa::App> apps;
  apps.push_back(stoa::accounts::app());
  apps.push_back(stoa::collections::app());
  apps.push_back(stoa::library::app());
  apps.push_back(stoa::todo::app());
  return stoa::cli::run(argc, argv, std::move(apps));
}
