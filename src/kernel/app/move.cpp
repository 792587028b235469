#include "kernel/app/move.h"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string_view>

#include "kernel/app/databases.h"
#include "kernel/store/data_folder.h"
#include "kernel/store/postgres_presence.h"

namespace stoa {
namespace {

namespace fs = std::filesystem;

// The databases of one side, and the right to be alone with them while this lives.
class Side {
 public:
  // `what` is the side in the words of a sentence: "source".
  Side(const Config& config, std::string_view what)
      : config_(config), server_(reach(config, what)) {
    if (server_)
      sole_use_.emplace(*server_, what);
    else
      own_folder(what);
  }

  void check() {
    if (sole_use_) sole_use_->check();
  }
  void migrate(const App& app) const {
    store::ReadPool readers(read_pool_options(config_, server_.get()));
    stoa::migrate(*open_database(config_, app.name(), server_.get(), readers, {}), app);
  }
  std::unique_ptr<store::Session> reader(const App& app) const {
    return open_reader(config_, app.name(), server_.get());
  }
  std::unique_ptr<store::Session> writer(const App& app) const {
    return open_writer(config_, app.name(), server_.get());
  }

 private:
  static std::unique_ptr<store::PostgresServer> reach(const Config& config, std::string_view what) {
    try {
      return reach_postgres(config);
    } catch (const std::runtime_error& error) {
      throw std::runtime_error(fmt::format("The {}: {}", what, error.what()));
    }
  }
  void own_folder(std::string_view what) {
    folder_ = store::DataFolder::own(config_.data);
    if (!folder_)
      throw std::runtime_error(
          fmt::format("The {} is in use: another Stoa runs on the folder {}. Stop it first.", what,
                      config_.data.string()));
  }

  const Config config_;
  const std::unique_ptr<store::PostgresServer> server_;  // none: SQLite in a folder
  std::optional<store::DataFolder> folder_;
  std::optional<store::SoleUse> sole_use_;
};

// Opening a database makes the files that are not there; a source that is not there is a mistake.
void check_files(const std::vector<App>& apps, const Config& source, const Config& target) {
  if (on_postgres(source)) return;
  if (!on_postgres(target) &&
      fs::weakly_canonical(source.data) == fs::weakly_canonical(target.data))
    throw std::runtime_error("The target is the very folder that is moved.");
  for (const App& app : apps) {
    const fs::path file = source.data / (app.name() + ".db");
    if (!fs::exists(file))
      throw std::runtime_error(fmt::format("There is no {}: nothing to move.", file.string()));
  }
}

// What is sealed in the rows is opened by the key beside them.
void copy_keys(const Config& source, const Config& target) {
  const fs::path from = source.data / "keys", to = target.data / "keys";
  if (!fs::exists(from) || fs::exists(to)) return;
  fs::create_directories(target.data);
  fs::copy(from, to, fs::copy_options::recursive);  // with its modes
  fs::permissions(to, fs::perms::owner_all);
}

}  // namespace

std::uint64_t move(const std::vector<App>& apps, const Config& source, const Config& target,
                   const Tell& tell) {
  check_files(apps, source, target);
  Side from(source, "source"), to(target, "target");
  copy_keys(source, target);
  for (const App& app : apps) {
    to.migrate(app);
    was_moved(app, *to.writer(app));  // complains before anything is copied
  }
  const auto check_alone = [&] {
    from.check();
    to.check();
  };
  std::uint64_t rows = 0;
  for (const App& app : apps)
    rows += move_app(app, *from.reader(app), *to.writer(app),
                     {.tell = tell, .check_alone = check_alone});
  return rows;
}

}  // namespace stoa
