#include <CLI/CLI.hpp>
#include <iostream>

#include "cli/options.h"
#include "kernel/app/config.h"
#include "kernel/auth/secrets.h"
#include "kernel/model/nearest.h"

namespace stoa::cli {
namespace {

std::string settings_help() {
  std::string text = "Settings (stoa.toml, or the environment as STOA_<NAME>):\n";
  for (const ConfigKey& key : config_keys()) {
    std::string line = "  " + key.name;
    line.resize(std::max<std::size_t>(line.size() + 1, 28), ' ');
    text += line + key.meaning + (key.fallback.empty() ? "" : " [" + key.fallback + "]") + "\n";
  }
  return text;
}

// "did you mean --demo?" for what CLI11 could not place.
std::string suggestion(const CLI::App& app, const std::string& typed) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(command->get_name());
  }
  for (const CLI::App* command : app.get_subcommands()) {
    for (const CLI::Option* option : command->get_options()) {
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
  }
  std::vector<std::string_view> views(names.begin(), names.end());
  std::string_view near = nearest_name(views, typed);
  return near.empty() || near == typed ? "" : "; did you mean " + std::string(near) + "?";
}

std::string first_unknown(int argc, char** argv, const std::string& message) {
  for (int i = 1; i < argc; ++i) {
    if (message.find(argv[i]) != message.npos) return argv[i];
  }
  return argc > 1 ? argv[1] : "";
}

// CLI11 tells of a missing command, not of a misspelt one.
bool has_unknown_command(const CLI::App& app, int argc, char** argv) {
  if (argc < 2 || argv[1][0] == '-') return false;
  return app.get_subcommands([&](const CLI::App* known) { return known->get_name() == argv[1]; })
      .empty();
}

int report(const CLI::App& app, const CLI::ParseError& error, int argc, char** argv) {
  if (error.get_exit_code() == 0) return app.exit(error);  // --help and --version
  std::string typed = first_unknown(argc, argv, error.what());
  std::cerr << "stoa: " << error.what() << suggestion(app, typed) << "\n"
            << "Run stoa --help for what there is.\n";
  return 2;
}

CLI::App* add_log(CLI::App& app, LogOptions& options) {
  auto* command = app.add_subcommand("log", "Print an app's log, a line of JSON a row");
  command->add_option("--config", options.config_file, "the configuration file [stoa.toml]");
  command->add_option("app", options.app, "whose log")->required();
  command->add_option("--after", options.after, "begin behind this row's cursor");
  command->add_flag("--follow", options.follow, "wait for what comes");
  return command;
}

CLI::App* add_move(CLI::App& app, MoveOptions& options) {
  auto* command =
      app.add_subcommand("move", "Copy everything to another database: PostgreSQL or SQLite");
  command->add_option("--config", options.config_file, "the configuration file [stoa.toml]");
  command->add_option("--to", options.to, "postgres://user@host/database, or a folder")->required();
  command->add_option("--to-password-file", options.password_file,
                      "a file that holds the password of --to");
  return command;
}

CLI::App* add_backup(CLI::App& app, std::string& config_file, BackupOptions& options) {
  auto* command =
      app.add_subcommand("backup", "Copy everything into a folder, also while a server runs");
  command->add_option("--config", config_file, "the configuration file [stoa.toml]");
  command->add_option("folder,--to", options.folder, "a folder that is not there yet, or empty")
      ->required();
  command->add_flag("--with-keys", options.with_keys,
                    "the master key too, which opens what is sealed in the backup");
  command->add_flag("--without-missing", options.without_missing,
                    "leave out files whose bytes are lost, rather than fail");
  return command;
}

CLI::App* add_restore(CLI::App& app, RestoreOptions& options) {
  auto* command =
      app.add_subcommand("restore", "Put what is in a backup in place of the data folder");
  command->add_option("--config", options.config_file, "the configuration file [stoa.toml]");
  command->add_option("backup", options.backup,
                      "the folder that stoa backup made; a name is looked for in backup.folder "
                      "[backup.folder: the continuous one]");
  command->add_option("--at", options.at,
                      "2026-12-01T10:00:00Z: any moment of a continuous backup [the last one]");
  command->add_option("--data", options.data, "the data folder [that of the configuration]");
  return command;
}

CLI::App* add_new_app(CLI::App& app, NewAppOptions& options) {
  auto* command = app.add_subcommand("new-app", "Write the folder of a new app, to begin with");
  command->add_option("name", options.name, "its name, in snake_case")->required();
  command->add_option("--into", options.into, "the folder of apps [src/apps]");
  return command;
}

}  // namespace

int run(int argc, char** argv, std::vector<App> apps) {
  CLI::App app{"Stoa: the classic backends, on one small kernel.", "stoa"};
  app.set_version_flag("--version", "stoa 0.1.0");
  app.require_subcommand(1);
  ServeOptions options;
  std::string only;
  auto with_config = [&](CLI::App* command) {
    command->add_option("--config", options.config_file, "the configuration file [stoa.toml]");
    return command;
  };
  auto* serve_command = with_config(app.add_subcommand("serve", "Serve all apps, or those named"));
  serve_command->add_option("app", options.apps, "these apps alone; the others run elsewhere");
  serve_command->add_flag("--demo", options.demo, "fill empty databases with demo data");
  serve_command->footer(settings_help());
  auto* apps_command = app.add_subcommand("apps", "List the apps");
  auto* routes_command = app.add_subcommand("routes", "List the routes");
  routes_command->add_option("app", only, "of this app alone");
  auto* migrate_command =
      with_config(app.add_subcommand("migrate", "Bring the databases up to date"));
  LogOptions log;
  const auto* log_command = add_log(app, log);
  MoveOptions move_to;
  const auto* move_command = add_move(app, move_to);
  BackupOptions backup_options;
  std::string backup_config;
  const auto* backup_command = add_backup(app, backup_config, backup_options);
  RestoreOptions restore_options;
  const auto* restore_command = add_restore(app, restore_options);
  auto* key_command =
      app.add_subcommand("api-key", "Make an API key for the file admin_api_key_file");
  auto* openapi_command = app.add_subcommand("openapi", "Print the OpenAPI document");
  NewAppOptions new_app_options;
  const auto* new_app_command = add_new_app(app, new_app_options);
  if (has_unknown_command(app, argc, argv)) {
    std::cerr << "stoa: there is no command \"" << argv[1] << "\"" << suggestion(app, argv[1])
              << "\nRun stoa --help for what there is.\n";
    return 2;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return report(app, error, argc, argv);
  }
  try {
    if (*serve_command) return serve(options, std::move(apps));
    if (*apps_command) return list_apps(apps);
    if (*routes_command) return list_routes(apps, only);
    if (*migrate_command) return migrate(options, std::move(apps));
    if (*log_command) return print_log(log, apps);
    if (*move_command) return move(move_to, apps);
    if (*backup_command) return backup(backup_options, backup_config, apps);
    if (*restore_command) return restore(restore_options, apps);
    if (*new_app_command) return new_app(new_app_options, apps);
    if (*key_command) {
      std::cout << auth::make_api_key() << "\n";
      return 0;
    }
    if (*openapi_command) return print_openapi(std::move(apps));
  } catch (const std::exception& error) {
    std::cerr << "stoa: " << error.what() << "\n";
  } catch (const Refusal& refusal) {  // a database had no time or no place for what a start needs
    std::cerr << "stoa: " << refusal.problem.title << " " << refusal.detail << "\n"
              << "stoa: PostgreSQL may have too many clients: a start needs a connection for each "
                 "app, and two.\n";
  }
  return 1;
}

}  // namespace stoa::cli
