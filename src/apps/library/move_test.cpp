// The library with all its books, moved to PostgreSQL (or, without one, to another folder) and
// back.

#include <boost/json.hpp>
#include <set>

#include "apps/library/app.h"
#include "kernel/app/databases.h"
#include "kernel/app/move.h"
#include "kernel/store/catalogue.h"
#include "kernel/store/scan.h"
#include "kernel/store/store_testing.h"
#include "kernel/testing/stoa.h"

namespace stoa::library {
namespace {

using store::Session;
using store::testing::TempFolder;
using testing::PostgresTestDatabase;
using testing::Stoa;

Config in_folder(const std::filesystem::path& folder) {
  Config config;
  config.data = folder;
  return config;
}

// Serves from there; a test of its own chooses the database.
testing::StoaOptions serving(const Config& config, bool demo = false) {
  return {.demo = demo, .configure = [config](Config& made) {
            made.data = config.data;
            made.database_url = config.database_url;
          }};
}

void move_books(const Config& from, const Config& to) {
  std::vector<App> apps;
  apps.push_back(app());
  move(apps, from, to, [](const std::string&) {});
}

// What is seen of the catalogue and of the lending, but for cursors, which are sealed anew each
// time.
std::vector<std::string> answers(Stoa& stoa) {
  std::vector<std::string> all;
  for (const char* query :
       {"works?search=austen+pride", "works?search=caf", "works?search=fantasy",
        "works?search=zola", "authors?search=tolst", "facets?search=love", "works?limit=100",
        "editions?limit=100", "authors?limit=100", "genres", "copies?limit=100", "loans?limit=100",
        "borrowers?search=mun", "policies", "closed-days", "settings"}) {
    const auto answer = stoa.get(std::string("/api/library/") + query).expect(200);
    all.push_back(answer.body().substr(0, answer.body().find("],\"next\":")));
  }
  return all;
}

void append(std::string& line, const store::Value& value) {
  line += std::to_string(value.index()) + ":";
  if (auto* number = std::get_if<std::int64_t>(&value)) line += std::to_string(*number);
  if (auto* text = std::get_if<std::string_view>(&value)) line += *text;
  if (auto* blob = std::get_if<store::Blob>(&value)) line += blob->bytes;
  line += '|';
}

// All rows of all tables of a SQLite file.
std::multiset<std::string> rows_of(const Config& config) {
  std::multiset<std::string> rows;
  const auto session = open_reader(config, "library", nullptr);
  session->control(Session::Control::begin_read);
  for (const auto& table : store::read_catalogue(*session).tables) {
    const std::string select = "select * from " + store::quoted_name(table.name);
    store::scan(*session, select, [&](const store::Row& row) {
      std::string line = table.name + "|";
      for (std::size_t i = 0; i < row.size(); ++i) append(line, row.at(i));
      if (!line.starts_with("_kernel|3:moved|")) rows.insert(line);
    });
  }
  session->control(Session::Control::commit);
  return rows;
}

void check_isbn_once(Stoa& stoa) {
  const auto edition = stoa.get("/api/library/editions?limit=1").expect(200).at("/items/0");
  stoa.post(
          "/api/library/editions",
          {{"work", edition.at("work")}, {"title", "Once more"}, {"isbn13", edition.at("isbn13")}})
      .expect(409, "isbn_taken");
}

void check_lent_once(Stoa& stoa) {
  const auto copy = stoa.get("/api/library/loans?open=true").expect(200).at("/items/0/copy");
  const auto borrower = stoa.get("/api/library/borrowers?card=C001001").at("/items/0/id");
  stoa.post("/api/library/loans", {{"copy", copy}, {"borrower", borrower}})
      .expect(409, "copy_on_loan");
}

}  // namespace

TEST("move: the library with all its books there and back, to the byte") {
  const TempFolder folder;
  const auto postgres = PostgresTestDatabase::make();
  if (!postgres) MESSAGE("by way of SQLite: there is no PostgreSQL");
  const Config home = in_folder(folder / "home"), back = in_folder(folder / "back");
  Config away = in_folder(folder / "away");
  if (postgres) away.database_url = postgres->url();
  std::vector<std::string> at_home;
  {
    Stoa stoa{app(), serving(home, true)};
    at_home = answers(stoa);
  }
  move_books(home, away);
  {
    Stoa stoa{app(), serving(away)};
    CHECK((answers(stoa) == at_home));
    check_isbn_once(stoa);
    check_lent_once(stoa);
  }
  move_books(away, back);
  const auto rows = rows_of(home);
  CHECK(rows.size() > 80'000);
  CHECK((rows == rows_of(back)));
  Stoa stoa{app(), serving(back)};
  CHECK((answers(stoa) == at_home));
  check_isbn_once(stoa);
  check_lent_once(stoa);
}

}  // namespace stoa::library
