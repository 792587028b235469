// Collections moved to PostgreSQL (or, without one, to another folder) and back.

#include <boost/json.hpp>

#include "apps/collections/shelf_testing.h"
#include "kernel/app/databases.h"
#include "kernel/app/move.h"
#include "kernel/store/catalogue.h"
#include "kernel/store/store_testing.h"

namespace stoa::collections {
namespace {

using testing::PostgresTestDatabase;

constexpr auto projects_url = "/api/collections/projects";
constexpr auto definitions_url = "/api/collections/definitions";
constexpr auto authors_url = "/api/collections/shelf/authors";

testing::StoaOptions served_from(const Config& config) {
  return {.configure = [config](Config& made) {
    made.data = config.data;
    made.database_url = config.database_url;
  }};
}

std::uint64_t move_all(const Config& from, const Config& to) {
  std::vector<App> apps;
  apps.push_back(app());
  return move(apps, from, to, [](const std::string&) {});
}

object reference_to(std::string_view collection) {
  return {{"type", "string"}, {"format", "uuid"}, {"x-stoa-record", collection}};
}

object definition(std::string_view name, object properties, array required) {
  return {
      {"name", name},
      {"title", name},
      {"schema", object{{"type", "object"}, {"required", required}, {"properties", properties}}}};
}

// Two collections that refer to each other, one of them to itself; a field has moved to another
// column, another one is gone, and so is a record.
void furnish(Stoa& stoa) {
  const std::string project =
      stoa.post(projects_url, object{{"name", "shelf"}, {"title", "A shelf"}}).text("/id");
  object authors = definition(
      "authors", {{"name", Shelf::text(100)}, {"teacher", reference_to("authors")}}, {"name"});
  authors["project"] = project;
  authors["indexes"] = array{object{{"fields", array{"name"}}, {"unique", true}}};
  const std::string of_authors = stoa.post(definitions_url, authors).expect(201).text("/id");
  object books = definition("books",
                            {{"title", Shelf::text(200)},
                             {"author", reference_to("authors")},
                             {"pages", object{{"type", "integer"}}},
                             {"price", object{{"x-stoa-type", "money"}}},
                             {"old_price", object{{"x-stoa-type", "money"}}},
                             {"lent", object{{"type", "boolean"}, {"default", false}}},
                             {"tags", object{{"type", "array"}, {"items", Shelf::text(20)}}}},
                            {"title", "author"});
  books["project"] = project;
  books["indexes"] = array{object{{"fields", array{"pages"}}}};
  books["search"] = array{"title"};
  const std::string of_books = stoa.post(definitions_url, books).expect(201).text("/id");

  const std::string teacher = stoa.post(authors_url, object{{"name", "Alonso"}}).text("/id");
  const std::string author =
      stoa.post(authors_url, object{{"name", "Cervantes"}, {"teacher", teacher}}).text("/id");
  const std::string quixote =
      stoa.post(books_url, {{"title", "Don Quixote, one"},
                            {"author", author},
                            {"pages", 863},
                            {"lent", true},
                            {"tags", array{"knight"}},
                            {"price", object{{"amount", 1250}, {"currency", "EUR"}}}})
          .expect(201)
          .text("/id");
  const std::string second =
      stoa.post(books_url, object{{"title", "Don Quixote, two"}, {"author", author}})
          .expect(201)
          .url();
  stoa.del(second).expect(204);

  const Client keeper = stoa.user({"admin"});
  auto change = [&](const std::string& id, object wanted) {
    wanted.erase("project");
    wanted.erase("name");
    wanted["accept_loss"] = true;
    keeper.put(std::string(definitions_url) + "/" + id, wanted).expect(200);
  };
  auto& properties = books["schema"].as_object()["properties"].as_object();
  properties["pages"] = Shelf::text(10);
  properties.erase("old_price");
  change(of_books, books);
  authors["schema"].as_object()["properties"].as_object()["best"] = reference_to("books");
  change(of_authors, authors);
  stoa.patch(std::string(authors_url) + "/" + author, object{{"best", quixote}}).expect(200);
}

// What is seen of it, but for cursors, which are sealed anew each time.
std::vector<std::string> seen(Stoa& stoa) {
  std::vector<std::string> all;
  for (const char* query : {"projects", "members", "definitions", "shelf/books?expand=author",
                            "shelf/books?search=quix", "shelf/books?filter=pages=%22863%22",
                            "shelf/authors?expand=best,teacher"}) {
    const auto answer = stoa.get(std::string("/api/collections/") + query).expect(200);
    all.push_back(answer.body().substr(0, answer.body().find("],\"next\":")));
  }
  return all;
}

std::set<std::string> columns_of_books(const Config& config) {
  const auto postgres = reach_postgres(config);
  const auto session = open_reader(config, "collections", postgres.get());
  std::set<std::string> columns;
  for (const auto& table : store::read_catalogue(*session).tables)
    if (table.name.starts_with("books_"))
      for (const auto& column : table.columns) columns.insert(column.name);
  return columns;
}

// That the indexes, the references and the words are there, and that all goes on.
void check_in_use(Stoa& stoa) {
  stoa.post(authors_url, object{{"name", "Cervantes"}}).expect(409);
  stoa.post(books_url, object{{"title", "x"}, {"author", to_string(Uuid{})}}).expect(409);
  const std::string author =
      stoa.post(authors_url, object{{"name", "Avellaneda"}}).expect(201).text("/id");
  stoa.post(books_url, object{{"title", "False Quixote"}, {"author", author}}).expect(201);
  auto found = [&] {
    return stoa.get(std::string(books_url) + "?search=quixote").at("/items").as_array().size();
  };
  CHECK(found() == 2);
  const auto removed = stoa.get("/api/collections/shelf/books?search=two");
  CHECK(removed.at("/items").as_array().empty());
}

TEST("move: collections there and back, with all that they are") {
  const store::testing::TempFolder folder;
  const auto postgres = PostgresTestDatabase::make();
  if (!postgres) MESSAGE("by way of SQLite: there is no PostgreSQL");
  Config home, away, back;
  home.data = folder / "home", away.data = folder / "away", back.data = folder / "back";
  if (postgres) away.database_url = postgres->url();
  std::vector<std::string> at_home;
  {
    Stoa stoa{app(), served_from(home)};
    furnish(stoa);
    at_home = seen(stoa);
  }
  CHECK(move_all(home, away) > 0);
  CHECK(move_all(home, away) == 0);  // it is compared, column by column
  CHECK(columns_of_books(home).contains("c_pages"));
  CHECK(columns_of_books(home).contains("c_old_price_currency"));
  const auto columns = columns_of_books(away);
  CHECK(columns.contains("c_pages_2"));
  CHECK(!columns.contains("c_pages"));
  CHECK(!columns.contains("c_old_price_currency"));
  {
    Stoa stoa{app(), served_from(away)};
    CHECK((seen(stoa) == at_home));
  }
  CHECK(move_all(away, back) > 0);
  {
    Stoa stoa{app(), served_from(back)};
    CHECK((seen(stoa) == at_home));
    check_in_use(stoa);
  }
  Stoa stoa{app(), served_from(away)};
  check_in_use(stoa);
}

TEST("move: a removed record can be brought back where it was moved to") {
  const store::testing::TempFolder folder;
  Config home, away;
  home.data = folder / "home", away.data = folder / "away";
  std::string removed;
  {
    Stoa stoa{app(), served_from(home)};
    furnish(stoa);
    const auto author = stoa.get(authors_url).at("/items/0/id");
    removed =
        stoa.post(books_url, object{{"title", "Galatea"}, {"author", author}}).expect(201).url();
    stoa.del(removed).expect(204);
  }
  move_all(home, away);
  Stoa stoa{app(), served_from(away)};
  stoa.get(removed).expect(404);
  CHECK(stoa.post(removed + "/restore", object{}).expect(200).text("/title") == "Galatea");
  CHECK(stoa.get(std::string(books_url) + "?search=galatea").at("/items").as_array().size() == 1);
}

}  // namespace
}  // namespace stoa::collections
