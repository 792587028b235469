// The command line: stoa <command> [options].
//
// Used by main alone, on its thread.
#pragma once

#include <string>
#include <vector>

#include "kernel/app/app.h"
#include "kernel/app/backup.h"
#include "kernel/app/config.h"

namespace stoa::cli {

// Runs one command; the process's exit status: 0, 1 for what went wrong, 2 for a misspelt line.
int run(int argc, char** argv, std::vector<App> apps);

// Each command on its own.
struct ServeOptions {
  std::string config_file;  // empty: stoa.toml if it is there
  bool demo = false;
  std::vector<std::string> apps = {};  // those to serve; none: all
};
int serve(const ServeOptions& options, std::vector<App> apps);
int list_apps(const std::vector<App>& apps);
int list_routes(const std::vector<App>& apps, const std::string& only);
int migrate(const ServeOptions& options, std::vector<App> apps);
int print_openapi(std::vector<App> apps);

struct LogOptions {
  std::string config_file, app;
  std::string after;    // a cursor; empty: from the beginning
  bool follow = false;  // wait for what comes
};
// Prints an app's log, a line of JSON a row. Also beside a server that runs.
int print_log(const LogOptions& options, const std::vector<App>& apps);

struct MoveOptions {
  std::string config_file;
  std::string to;             // postgres://…, or a folder
  std::string password_file;  // holds the password that is not in the url
};
// Copies all apps from the database of the configuration to another one.
int move(const MoveOptions& options, const std::vector<App>& apps);

// Copies all that the configuration's database and folder of files have into a folder.
int backup(const BackupOptions& options, const std::string& config_file,
           const std::vector<App>& apps);

struct RestoreOptions {
  std::string config_file;
  std::string backup;  // the folder, or a name in backup.folder; empty: backup.folder
  std::string at;      // a moment of a continuous backup; empty: the last one
  std::string data;    // empty: that of the configuration
};
// Puts what is in a backup in place of a data folder.
int restore(const RestoreOptions& options, const std::vector<App>& apps);

struct NewAppOptions {
  std::string name;
  std::string into;  // the folder of apps; empty: that of the clone which is the current folder
};
// Writes the folder of an app to begin with, and says what to do next.
int new_app(const NewAppOptions& options, const std::vector<App>& apps);

// What the commands share: the configuration of --config, and the name of an app, checked.
Config read_config_of(const std::string& config_file);
void check_name(const std::vector<App>& apps, const std::string& only);

}  // namespace stoa::cli
