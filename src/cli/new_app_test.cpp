#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "cli/app_name.h"
#include "cli/skeleton.h"
#include "kernel/testing/test.h"

namespace stoa::cli {
namespace {

namespace fs = std::filesystem;

// A folder of apps of a test's own.
struct Apps {
  fs::path root = fs::temp_directory_path() / ("stoa-new-app-" + std::to_string(getpid()));
  fs::path folder = root / "apps";
  Apps() { fs::remove_all(root); }
  ~Apps() { fs::remove_all(root); }
};

std::string text_of(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::string fault(std::string_view name) {
  static constexpr std::string_view taken[] = {"library"};
  return fault_of_app_name(name, taken);
}

bool says(const std::string& sentence, std::string_view what) {
  return sentence.find(what) != sentence.npos;
}

}  // namespace

TEST("new-app: a name is of letters and single underscores, and what was meant is said") {
  CHECK(fault("recipes") == "");
  CHECK(fault("reading_lists") == "");
  CHECK(fault(std::string(longest_app_name, 'a')) == "");
  CHECK(says(fault(std::string(longest_app_name + 1, 'a')), "longer"));
  CHECK(says(fault("Reading-Lists"), "did you mean reading_lists?"));
  CHECK(says(fault("_recipes"), "did you mean recipes?"));
  for (const char* name : {"", "_", "recipes_", "reading__lists", "2048", "r2d2", "café", "a/b",
                           "..", "a b\n", "recipes;"}) {
    CHECK_MESSAGE(says(fault(name), "letters a to z"), name);
  }
}

TEST("new-app: a name that means something else already is refused with the reason") {
  CHECK(says(fault("library"), "there is an app library"));
  CHECK(says(fault("class"), "a word of C++"));
  CHECK(says(fault("xor"), "a word of C++"));
  CHECK(says(fault("std"), "a part of the kernel"));
  CHECK(says(fault("http"), "a part of the kernel"));
  CHECK(says(fault("docs"), "the address /docs"));
  CHECK(says(fault("apps"), "the address /apps"));
  CHECK(says(fault("pg_notes"), "PostgreSQL"));
}

TEST("new-app: the skeleton has the app's name everywhere, and no line that is too long") {
  for (const std::string& name : {std::string("a"), std::string(longest_app_name, 'n')}) {
    for (const SkeletonFile& file : skeleton_of(name)) {
      CHECK_MESSAGE(!says(file.path + file.text, "NAME"), file.path);
      CHECK_MESSAGE(!says(file.text, "TITLE"), file.path);
      const bool is_cpp = file.path.ends_with(".h") || file.path.ends_with(".cpp");
      std::istringstream lines(file.text);
      for (std::string line; is_cpp && std::getline(lines, line);) {
        CHECK_MESSAGE(line.size() <= 100, file.path << ": " << line);
      }
    }
  }
}

TEST("new-app: a folder is written, and what is there already stays as it is") {
  Apps apps;
  const fs::path folder = write_skeleton("recipes", apps.folder);
  CHECK(folder == apps.folder / "recipes");
  CHECK(says(text_of(folder / "CMakeLists.txt"), "stoa_app(recipes)"));
  CHECK(says(text_of(folder / "migrations/0001_recipes.sql"), "create table notes"));
  CHECK(says(text_of(folder / "recipes_test.cpp"), "TEST(\"recipes: "));
  CHECK(says(text_of(folder / "page/index.html"), "<title>Recipes</title>"));
  std::ofstream(folder / "model.h") << "mine";
  CHECK_THROWS_WITH(write_skeleton("recipes", apps.folder), doctest::Contains("there already"));
  CHECK(text_of(folder / "model.h") == "mine");
}

TEST("new-app: where nothing can be written it says so") {
  Apps apps;
  fs::create_directories(apps.root);
  std::ofstream(apps.folder) << "a file";
  CHECK_THROWS_WITH(write_skeleton("recipes", apps.folder), doctest::Contains("cannot make"));
}

}  // namespace stoa::cli
