#include <algorithm>

#include "apps/collections/shelf_testing.h"
#include "kernel/store/database.h"

namespace stoa::collections {
namespace {

// Books that are found by the words of title and note.
struct Searched : Shelf {
  object definition;
  std::string id;

  explicit Searched(object rules = {}, array fields = {"title", "note"})
      : definition(books(std::move(rules))) {
    definition["indexes"] = array{};
    definition["search"] = std::move(fields);
    id = define(definition).expect(201).text("/id");
  }
  object change() const {
    object made = definition;
    made.erase("project");
    made.erase("name");
    return made;
  }
  Answer put(const object& changed) const {
    return ann.put("/api/collections/definitions/" + id, changed);
  }
  std::string add(std::string_view title, std::string_view note = "x",
                  const Client* who = nullptr) const {
    return (who ? *who : ann)
        .post(books_url, object{{"title", title}, {"note", note}})
        .expect(201)
        .url();
  }
};

std::string search_at(std::string_view words, std::string_view list = books_url) {
  return std::string(list) + "?search=" + testing::percent_encoded(words);
}

// The titles that somebody finds, "A|B".
std::string found(const Client& who, std::string_view words, std::string_view list = books_url) {
  std::vector<std::string> titles;
  const auto items = who.get(search_at(words, list)).expect(200).at("/items");
  for (auto& item : items.as_array()) titles.emplace_back(item.as_object().at("title").as_string());
  std::sort(titles.begin(), titles.end());
  std::string all;
  for (const std::string& title : titles) all += (all.empty() ? "" : "|") + title;
  return all;
}

TEST("collections: search finds the records that have every word, the last perhaps unfinished") {
  Searched shelf;
  shelf.add("The Left Hand of Darkness", "Winter, and a long walk");
  shelf.add("Darkness at Noon", "A trial");
  shelf.add("Café Müller");
  CHECK(found(shelf.ann, "darkness") == "Darkness at Noon|The Left Hand of Darkness");
  CHECK(found(shelf.ann, "dark") == "Darkness at Noon|The Left Hand of Darkness");
  CHECK(found(shelf.ann, "DARKNESS wint") == "The Left Hand of Darkness");
  CHECK(found(shelf.ann, "dark winter").empty());  // only the last is unfinished
  CHECK(found(shelf.ann, "noon winter").empty());
  CHECK(found(shelf.ann, "cafe mul") == "Café Müller");
  CHECK(found(shelf.ann, "… !").empty());
  for (const char* odd :
       {"darkness\" OR \"noon", "title:noon", "NOT (darkness", "noon & !trial'\\"})
    shelf.ann.get(search_at(odd)).expect(200);
  shelf.ann.get(search_at("")).expect_field("/search", "too_short");
}

TEST("collections: what is found is what is there now") {
  Searched shelf;
  const std::string url = shelf.add("Emma", "matchmaking");
  CHECK(found(shelf.ann, "matchmaking") == "Emma");
  shelf.ann.patch(url, object{{"note", "a heroine whom no one will like"}}).expect(200);
  CHECK(found(shelf.ann, "matchmaking").empty());
  CHECK(found(shelf.ann, "heroine emma") == "Emma");
  shelf.ann.patch(url, object{{"note", nullptr}}).expect(200);
  CHECK(found(shelf.ann, "heroine").empty());
  shelf.ann.del(url).expect(204);
  CHECK(found(shelf.ann, "emma").empty());
  shelf.ann.post(url + "/restore").expect(200);
  CHECK(found(shelf.ann, "emma") == "Emma");
}

TEST("collections: a batch and an import are found, and one that fails is not") {
  Searched shelf;
  auto posting = [&](object body) {
    return object{{"method", "POST"}, {"path", books_url}, {"body", std::move(body)}};
  };
  shelf.ann
      .post("/api/collections/batch",
            object{{"operations",
                    array{posting({{"title", "Persuasion"}}), posting({{"title", "Sanditon"}})}}})
      .expect(200);
  shelf.ann
      .post("/api/collections/batch",
            object{{"operations",
                    array{posting({{"title", "Lady Susan"}}), posting({{"title", ""}})}}})
      .expect(422);
  CHECK(found(shelf.ann, "persuasion") == "Persuasion");
  CHECK(found(shelf.ann, "sandi") == "Sanditon");
  CHECK(found(shelf.ann, "susan").empty());

  shelf.ann
      .send("POST", "/api/collections/imports?collection=shelf/books",
            "title,note\nMiddlemarch,provincial life\nRomola,Florence\n",
            {{"Content-Type", "text/csv"}})
      .expect(201);
  shelf.stoa.run_jobs();
  CHECK(found(shelf.ann, "provincial") == "Middlemarch");
}

TEST("collections: what is searched is exported, counted, filtered and paged as a list") {
  Searched shelf;
  for (int i = 0; i < 5; ++i) shelf.add("Volume " + std::to_string(i), i % 2 ? "odd" : "even");
  const std::string table =
      shelf.ann.get(std::string(books_url) + "/export?search=even&fields=title").expect(200).body();
  CHECK(table.find("Volume 4") != table.npos);
  CHECK(table.find("Volume 3") == table.npos);
  CHECK(shelf.ann.get(std::string(books_url) + "/aggregate?search=odd")
            .expect(200)
            .at("/groups/0/count")
            .as_int64() == 2);
  const Answer page =
      shelf.ann.get(search_at("volume even") + "&limit=2&count=exact&sort=-title").expect(200);
  CHECK(page.at("/total/rows").as_int64() == 3);
  CHECK(page.text("/items/0/title") == "Volume 4");
  const Answer rest =
      shelf.ann.get(search_at("volume even") + "&limit=2&sort=-title&after=" + page.text("/next"));
  CHECK(rest.expect(200).at("/items").as_array().size() == 1);
  CHECK(rest.text("/items/0/title") == "Volume 0");
  shelf.ann.get(search_at("volume") + "&filter=title%20%3D%20%22*1%22").expect(200);
}

TEST("collections: a definition that says nothing of search has none") {
  Shelf shelf;
  shelf.define(shelf.books({})).expect(201);
  shelf.ann.get(search_at("x")).expect_field("/search", "unknown_field");
}

TEST("collections: what cannot be searched is refused when it is saved") {
  Shelf shelf;
  auto refused = [&](array fields, std::string_view pointer, std::string_view code,
                     object rules = {}) {
    object definition = shelf.books(std::move(rules));
    definition["schema"].as_object()["properties"].as_object()["essay"] = Shelf::text(100'000);
    definition["schema"].as_object()["properties"].as_object()["story"] = Shelf::text(100'000);
    definition["search"] = std::move(fields);
    shelf.define(definition).expect_field(pointer, code);
  };
  refused({"title", "nots"}, "/search/1", "unknown_field");
  refused({"title", "title"}, "/search/1", "duplicate");
  refused({"pages"}, "/search", "not_searchable");
  refused({"owner"}, "/search", "not_searchable");
  refused({"essay", "story"}, "/search", "not_searchable");
  refused({"a", "b", "c", "d", "e", "f"}, "/search", "too_many");
  refused({"title", "note"}, "/search/1", "guarded",
          {{"fields", object{{"note", object{{"read", "owner = @me"}}}}}});
}

TEST("collections: a searched field gets no read rule") {
  Searched shelf;
  object guarded = shelf.change();
  guarded["rules"] = object{{"fields", object{{"note", object{{"read", "owner = @me"}}}}}};
  shelf.put(guarded).expect_field("/search/1", "guarded");
  guarded["search"] = array{"title"};
  shelf.put(guarded).expect(200);
  guarded["rules"] = object{{"fields", object{{"title", object{{"write", "owner = @me"}}}}}};
  shelf.put(guarded).expect(200);
}

TEST("collections: nobody finds what they may not read") {
  Searched shelf({{"read", "owner = @me"}, {"create", "@signed_in = true"}});
  shelf.add("Ann's secret");
  shelf.add("Bob's secret", "x", &shelf.bob);
  CHECK(found(shelf.ann, "secret") == "Ann's secret|Bob's secret");  // she keeps the project
  CHECK(found(shelf.bob, "secret") == "Bob's secret");
  CHECK(found(shelf.bob, "ann").empty());
  CHECK(found(shelf.stoa.nobody(), "secret").empty());
}

TEST("collections: a view is searched if it shows all that is searched") {
  Searched shelf;
  shelf.add("Shown", "visible");
  shelf.add("Hidden", "visible");
  auto publish = [&](std::string_view name, array fields) {
    shelf.ann
        .post("/api/collections/views", object{{"project", shelf.project},
                                               {"name", name},
                                               {"title", "Part"},
                                               {"collection", shelf.id},
                                               {"fields", std::move(fields)},
                                               {"filter", "title = \"Shown\""},
                                               {"read", "true"}})
        .expect(201);
  };
  publish("both", {"title", "note"});
  publish("titles", {"title"});
  const Client nobody = shelf.stoa.nobody();
  CHECK(found(nobody, "visible", "/api/collections/shelf/both") == "Shown");
  CHECK(found(nobody, "hidden", "/api/collections/shelf/both").empty());
  for (const Client& who : {nobody, shelf.ann}) {
    who.get(search_at("visible", "/api/collections/shelf/titles"))
        .expect_field("/search", "unknown_field");
    who.get(search_at("visible", "/api/collections/shelf/titles/export"))
        .expect_field("/search", "unknown_field");
  }
}

TEST("collections: a definition that begins to search finds what is there") {
  Searched shelf({}, {});
  const std::string removed = shelf.add("Villette", "Brussels");
  shelf.ann.del(removed).expect(204);
  const std::string url = shelf.add("Shirley", "mills");
  object change = shelf.change();
  auto search_by = [&](array fields) {
    change["search"] = std::move(fields);
    shelf.put(change).expect(200);
  };
  change["search"] = array{"title"};
  const Answer told =
      shelf.ann.post("/api/collections/definitions/" + shelf.id + "/preview", change);
  CHECK(told.expect(200).text("/steps/0/kind") == "add_search");
  CHECK(told.text("/steps/0/what") == "title");
  CHECK(told.at("/steps/0/records").as_int64() == 2);

  search_by({"title"});
  CHECK(found(shelf.ann, "shirley") == "Shirley");
  CHECK(found(shelf.ann, "mills").empty());
  shelf.ann.post(removed + "/restore").expect(200);
  CHECK(found(shelf.ann, "villette") == "Villette");
  search_by({"note"});
  CHECK(found(shelf.ann, "mills") == "Shirley");
  CHECK(found(shelf.ann, "shirley").empty());
  shelf.add("Agnes Grey", "governess");
  CHECK(found(shelf.ann, "governess") == "Agnes Grey");

  search_by({});
  shelf.ann.get(search_at("mills")).expect_field("/search", "unknown_field");
  shelf.ann.patch(url, object{{"note", "looms"}}).expect(200);
  shelf.add("The Professor", "teaching");
  search_by({"note", "title"});
  CHECK(found(shelf.ann, "mills").empty());
  CHECK(found(shelf.ann, "looms shirley") == "Shirley");
  CHECK(found(shelf.ann, "professor") == "The Professor");
}

TEST("collections: a searched field that moves to another column is found as before") {
  Searched shelf;
  const std::string url = shelf.add("Ruth", "1853");
  object change = shelf.change();
  object& properties = change["schema"].as_object()["properties"].as_object();
  properties["note"] = Shelf::text(1'000);  // a field with other bounds
  shelf.put(change).expect(200);
  CHECK(found(shelf.ann, "1853") == "Ruth");
  shelf.ann.patch(url, object{{"note", "Gaskell"}}).expect(200);
  CHECK(found(shelf.ann, "gaskell ruth") == "Ruth");
  CHECK(found(shelf.ann, "1853").empty());
  properties["note"] = object{{"type", "integer"}};
  shelf.put(change).expect_field("/search", "not_searchable");
}

TEST("collections: what is searched goes with its collection") {
  Searched shelf;
  shelf.add("Cranford");
  const std::string at = "/api/collections/definitions/" + shelf.id;
  shelf.ann.del(at + "?records=true").expect(204);
  std::int64_t left = -1;
  shelf.stoa.database().write_now([&](store::Connection& connection) {
    const bool sqlite = connection.dialect() == store::Dialect::sqlite;
    connection.run(
        sqlite ? "select count(*) from sqlite_schema where name like 'books\\_%' escape '\\'"
               : "select count(*) from pg_class where relname like 'books\\_%' "
                 "and relnamespace = cast(current_schema() as regnamespace)",
        {}, [&](const store::Row& row) {
          left = std::get<std::int64_t>(row.at(0));
          return true;
        });
  });
  CHECK(left == 0);
  shelf.define(shelf.definition).expect(201);
  shelf.add("Cranford again");
  CHECK(found(shelf.ann, "cranford") == "Cranford again");
}

TEST("collections: a text of any words is kept and found") {
  Searched shelf({}, {});
  object change = shelf.change();
  object& properties = change["schema"].as_object()["properties"].as_object();
  properties["note"] = Shelf::text(100'000);
  change["search"] = array{"title", "note"};
  shelf.put(change).expect(200);
  shelf.add("One word", std::string(100'000, 'x'));
  std::string many;
  for (int i = 0; many.size() < 99'000; ++i) many += "w" + std::to_string(i) + " ";
  shelf.add("Many words", many);
  std::string wide;  // U+FB2C, which falls apart into three
  for (int i = 0; i < 50'000; ++i) wide += "\xef\xac\xac ";
  wide.pop_back();
  shelf.add("Wide words", wide);
  CHECK(found(shelf.ann, std::string(200, 'x')) == "One word");
  CHECK(found(shelf.ann, "w12345 many") == "Many words");
}

TEST("collections: search asks an index") {
  Searched shelf;
  const std::string table = "books_" + shelf.id.substr(shelf.id.size() - 8);
  std::string plan;
  shelf.stoa.database().write_now([&](store::Connection& connection) {
    const bool sqlite = connection.dialect() == store::Dialect::sqlite;
    const auto take = [&](const store::Row& row) {
      plan += std::string(std::get<std::string_view>(row.at(sqlite ? 3 : 0))) + "\n";
      return true;
    };
    if (sqlite) {
      const store::Value words = std::string_view("\"x\"*");
      connection.run("explain query plan select id from " + table +
                         " where deleted is null and rowid in (select rowid from " + table +
                         "_search where " + table + "_search match $1) order by id limit 21",
                     {&words, 1}, take);
    } else {
      connection.run_script("set local enable_seqscan = off");  // it is nearly empty
      connection.run(
          "explain select id from " + table +
              " where deleted is null and words @@ search_query('x') order by id limit 21",
          {}, take);
    }
  });
  INFO(plan);
  CHECK(
      (plan.find("VIRTUAL TABLE INDEX") != plan.npos || plan.find(table + "_words") != plan.npos));
  CHECK(plan.find("SCAN " + table + "\n") == plan.npos);
  CHECK(plan.find("Seq Scan") == plan.npos);
}

}  // namespace
}  // namespace stoa::collections
