#include <fmt/format.h>

#include <iostream>
#include <stdexcept>

#include "cli/app_name.h"
#include "cli/options.h"
#include "cli/skeleton.h"

namespace stoa::cli {
namespace {

namespace fs = std::filesystem;

// Sources include each other as "apps/<name>/app.h", so the folder of all apps has this name.
constexpr std::string_view apps_folder = "apps";

fs::path folder_of_apps(const std::string& into) {
  if (into.empty()) {
    if (fs::is_directory("src/apps")) return "src/apps";
    throw std::runtime_error(
        "there is no src/apps here: run this in a clone of Stoa, or name a folder by --into");
  }
  fs::path folder = fs::path(into).lexically_normal();
  if (!folder.has_filename()) folder = folder.parent_path();  // "apps/" is "apps"
  if (folder.filename() != apps_folder)
    throw std::runtime_error("--into names a folder that is called apps, such as " +
                             (folder / apps_folder).string());
  return folder;
}

void require_good_name(const std::string& name, const std::vector<App>& apps) {
  std::vector<std::string_view> taken;
  for (const App& app : apps) taken.push_back(app.name());
  const std::string fault = fault_of_app_name(name, taken);
  if (!fault.empty()) throw std::runtime_error(fault);
}

std::string next_steps(const std::string& name, const fs::path& folder) {
  return fmt::format(
      "{1} is an app to begin with: each person's own notes, their routes, tests and a page.\n"
      "\n"
      "1. Two lines for src/main.cpp, each beside its like:\n"
      "     #include \"apps/{0}/app.h\"\n"
      "     apps.push_back(stoa::{0}::app());\n"
      "2. Test it:   script/test '{0}:*'\n"
      "3. Serve it:  script/server    and open http://127.0.0.1:8080/{0}/\n"
      "\n"
      "{1}/README.md says what is where; docs/adding-an-app.md, how to go on.\n",
      name, folder.string());
}

}  // namespace

int new_app(const NewAppOptions& options, const std::vector<App>& apps) {
  const fs::path folder = folder_of_apps(options.into);
  require_good_name(options.name, apps);
  const fs::path made = write_skeleton(options.name, folder);
  std::cout << next_steps(options.name, made);
  return 0;
}

}  // namespace stoa::cli
