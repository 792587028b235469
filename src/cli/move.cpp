#include <fmt/format.h>

#include <chrono>
#include <iostream>

#include "cli/options.h"
#include "kernel/app/databases.h"
#include "kernel/app/move.h"
#include "kernel/observe/log.h"

namespace stoa::cli {
namespace {

bool is_postgres_url(std::string_view to) {
  return to.starts_with("postgres://") || to.starts_with("postgresql://");
}

// The configuration with the other database in it.
Config target_of(Config config, const MoveOptions& options) {
  config.database_url.clear();
  config.database_url_file.clear();
  config.database_password_file = options.password_file;
  if (is_postgres_url(options.to)) {
    config.database_url = options.to;
    return config;
  }
  if (options.to.find("://") != options.to.npos)
    throw std::runtime_error("--to is postgres://user@host/database or a folder, not " +
                             options.to);
  if (!options.password_file.empty())
    throw std::runtime_error("--to-password-file is for PostgreSQL; --to names a folder");
  config.data = options.to;
  return config;
}

// A url may hold a password, so it is not repeated.
std::string what_next(const Config& source, const Config& target) {
  const std::string serve =
      on_postgres(target)   ? "set STOA_DATABASE_URL to the address that you gave as --to"
      : on_postgres(source) ? "unset STOA_DATABASE_URL and set STOA_DATA=" + target.data.string()
                            : "set STOA_DATA=" + target.data.string();
  const std::string old = on_postgres(source) ? "What is on the PostgreSQL that it came from"
                                              : "What is in " + source.data.string();
  return "To serve from there, " + serve + " (or the same in stoa.toml). " + old +
         " is as it was, and will not learn of what is changed from now on.";
}

}  // namespace

int move(const MoveOptions& options, const std::vector<App>& apps) {
  log::set_level(log::Level::warning);
  const Config source = read_config_of(options.config_file);
  const Config target = target_of(source, options);
  const auto began = std::chrono::steady_clock::now();
  const auto rows = stoa::move(apps, source, target,
                               [](const std::string& line) { std::cerr << line << std::endl; });
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  std::cout << fmt::format("Moved {} rows in {:.1f} s. ", rows, took.count())
            << what_next(source, target) << "\n";
  return 0;
}

}  // namespace stoa::cli
