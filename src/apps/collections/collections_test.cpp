#include "apps/collections/shelf_testing.h"
#include "kernel/store/database.h"

namespace stoa::collections {
namespace {

TEST("collections: what is defined is there at once, and its owner's alone") {
  Shelf shelf;
  shelf.ann.get(books_url).expect(404);
  shelf.define(shelf.books({})).expect(201);
  const Answer made =
      shelf.ann.post(books_url, object{{"title", "The Hobbit"}, {"pages", 310}}).expect(201);
  CHECK(made.at("/owner").as_string() == to_string(shelf.ann.account()));
  CHECK(shelf.ann.get(made.url()).expect(200).at("/pages").as_int64() == 310);
  CHECK(shelf.ann.get(made.url()).at("/price").is_null());

  shelf.bob.get(made.url()).expect(404, "books_not_found");
  CHECK(shelf.bob.get(books_url).expect(200).at("/items").as_array().empty());
  shelf.bob.post(books_url, object{{"title", "Mine"}}).expect(403, "forbidden");
  shelf.stoa.nobody().post(books_url, object{{"title", "Mine"}}).expect(403, "forbidden");
  shelf.bob.patch(made.url(), object{{"pages", 1}}).expect(404);
  shelf.bob.del(made.url()).expect(404);
  CHECK(shelf.ann.get(books_url).at("/items").as_array().size() == 1);
}

TEST("collections: every field that is not as it must be is named") {
  Shelf shelf;
  shelf.define(shelf.books({})).expect(201);
  const Answer refused = shelf.ann.post(
      books_url, object{{"title", ""}, {"pages", 0}, {"price", "x"}, {"isbn", 1}, {"owner", "me"}});
  refused.expect(422)
      .expect_field("/title", "too_short")
      .expect_field("/pages", "too_small")
      .expect_field("/price", "wrong_type")
      .expect_field("/isbn", "unknown_field")
      .expect_field("/owner", "read_only");
  shelf.ann.post(books_url, object{{"title", "Once"}}).expect(201);
  shelf.ann.post(books_url, object{{"title", "Once"}}).expect(409);
}

TEST("collections: what can be no index is refused when it is saved") {
  Shelf shelf;
  auto refused = [&](array indexes, std::string_view pointer, std::string_view code) {
    object definition = shelf.books({});
    definition["indexes"] = std::move(indexes);
    shelf.define(definition).expect_field(pointer, code);
  };
  const object by_title{{"fields", array{"title"}}};
  refused({by_title, object{{"fields", array{"titel"}}}}, "/indexes/1/fields/0", "unknown_field");
  refused({by_title, by_title}, "/indexes/1", "duplicate");
  refused({by_title, object{{"fields", array{"title", "id"}}}}, "/indexes/1", "duplicate");
  shelf.define(shelf.books({})).expect(201);
}

TEST("collections: rules say whose records are read, changed and removed") {
  Shelf shelf;
  shelf
      .define(shelf.books({{"read", "@signed_in = true"},
                           {"create", "@role = \"writer\""},
                           {"update", "owner = @me"},
                           {"remove", "owner = @me AND pages < 10"}}))
      .expect(201);
  const Client eve = shelf.stoa.user();
  shelf.bob.post(books_url, object{{"title", "A"}}).expect(403);
  shelf.join(shelf.bob, "writer");
  shelf.join(eve, "writer");
  const std::string bobs =
      shelf.bob.post(books_url, object{{"title", "A"}, {"pages", 20}}).expect(201).url();
  CHECK(eve.get(bobs).expect(200).text("/title") == "A");
  shelf.stoa.nobody().get(bobs).expect(404);
  eve.patch(bobs, object{{"title", "B"}}).expect(403, "forbidden");
  shelf.bob.patch(bobs, object{{"title", "B"}}).expect(200);
  shelf.bob.del(bobs).expect(403, "forbidden");
  shelf.bob.patch(bobs, object{{"pages", 9}}).expect(200);
  shelf.bob.del(bobs).expect(204);
  eve.get(bobs).expect(404);
}

TEST("collections: what was removed can be brought back, as it was") {
  Shelf shelf;
  shelf.define(shelf.books({})).expect(201);
  const std::string url = shelf.ann.post(books_url, object{{"title", "A"}}).expect(201).url();
  shelf.ann.post(url + "/restore").expect(409, "not_removed");
  shelf.ann.del(url).expect(204);
  shelf.ann.get(url).expect(404);
  shelf.ann.del(url).expect(404);
  CHECK(shelf.ann.post(url + "/restore").expect(200).text("/title") == "A");
  CHECK(shelf.ann.get(url).expect(200).at("/version").as_int64() == 3);
}

TEST("collections: a field that somebody may not read is absent, and cannot be asked about") {
  Shelf shelf;
  shelf
      .define(shelf.books({{"read", "true"},
                           {"update", "@signed_in = true"},
                           {"fields", object{{"price", object{{"read", "@role = \"buyer\""},
                                                              {"write", "@role = \"buyer\""}}},
                                             {"note", object{{"read", "owner = @me"}}}}}}))
      .expect(201);
  const std::string url =
      shelf.ann.post(books_url, object{{"title", "A"}, {"price", 9.5}, {"note", "secret"}})
          .expect(201)
          .url();
  const auto seen = shelf.bob.get(url).expect(200).json().as_object();
  CHECK(!seen.contains("price"));
  CHECK(!seen.contains("note"));
  CHECK(seen.contains("title"));
  shelf.bob.get(std::string(books_url) + "?filter=price%20%3E%201")
      .expect_field("/filter", "unknown_field");
  shelf.bob.get(std::string(books_url) + "?sort=note").expect_field("/sort", "unknown_field");
  shelf.bob.get(std::string(books_url) + "?fields=price").expect_field("/fields", "unknown_field");
  shelf.bob.patch(url, object{{"price", 9.5}}).expect_field("/price", "read_only");
  const std::string table = shelf.bob.get(std::string(books_url) + "/export").expect(200).body();
  CHECK(table.find("price") == table.npos);
  CHECK(table.find("secret") == table.npos);
  CHECK(table.find("title") != table.npos);

  shelf.join(shelf.bob, "buyer");
  CHECK(shelf.bob.get(url).expect(200).at("/price").as_double() == 9.5);
  shelf.bob.get(std::string(books_url) + "?filter=price%20%3E%201").expect(200);
  shelf.bob.patch(url, object{{"price", 3.0}}).expect(200);
  CHECK(shelf.ann.get(url).at("/note").as_string() == "secret");
}

TEST("collections: a view shows some fields of some records to whom it is for") {
  Shelf shelf;
  const std::string id = shelf.define(shelf.books({})).expect(201).text("/id");
  for (int pages : {5, 500}) {
    shelf.ann
        .post(books_url, object{{"title", std::to_string(pages)}, {"pages", pages}, {"price", 1.5}})
        .expect(201);
  }
  object view{{"project", shelf.project},
              {"name", "long_books"},
              {"title", "Long books"},
              {"collection", id},
              {"fields", array{"title"}},
              {"filter", "pages > 100"},
              {"read", "true"}};
  shelf.ann.post("/api/collections/views", view).expect(201);
  const Answer page = shelf.stoa.nobody().get("/api/collections/shelf/long_books").expect(200);
  CHECK(page.at("/items").as_array().size() == 1);
  CHECK(page.text("/items/0/title") == "500");
  CHECK(!page.at("/items/0").as_object().contains("price"));
  shelf.stoa.nobody()
      .get("/api/collections/shelf/long_books?filter=price%20%3E%201")
      .expect_field("/filter", "unknown_field");
  shelf.ann.post("/api/collections/shelf/long_books", object{{"title", "x"}}).expect(405);
  view["name"] = "books";
  shelf.ann.post("/api/collections/views", view).expect(409, "name_taken");
  view["name"] = "other";
  view["filter"] = "page > 100";
  shelf.ann.post("/api/collections/views", view).expect_field("/filter", "unknown_field");
}

TEST("collections: a rule that names what is not there fails when it is saved") {
  Shelf shelf;
  shelf.define(shelf.books({{"read", "titel = \"x\""}}))
      .expect_field("/rules/read", "unknown_field");
  shelf.define(shelf.books({{"fields", object{{"titel", object{}}}}}))
      .expect_field("/rules/fields/titel", "unknown_field");
  shelf.bob.post("/api/collections/definitions", shelf.books({})).expect(404, "project_not_found");
}

TEST("collections: records refer to each other, and rules follow them") {
  Shelf shelf;
  shelf.join(shelf.bob, "writer");
  object authors = shelf.books({{"read", "true"}, {"create", "@signed_in = true"}});
  authors["name"] = "authors";
  shelf.define(authors).expect(201);
  object definition =
      shelf.books({{"read", "author.owner = @me"}, {"create", "@signed_in = true"}});
  definition["schema"].as_object()["properties"].as_object()["author"] =
      object{{"type", "string"}, {"format", "uuid"}, {"x-stoa-record", "authors"}};
  shelf.define(definition).expect(201);
  const std::string author =
      shelf.bob.post("/api/collections/shelf/authors", object{{"title", "Le Guin"}})
          .expect(201)
          .text("/id");
  const std::string url =
      shelf.ann.post(books_url, object{{"title", "The Dispossessed"}, {"author", author}})
          .expect(201)
          .url();
  CHECK(shelf.bob.get(url + "?expand=author").expect(200).text("/expand/author/title") ==
        "Le Guin");
  shelf.stoa.user().get(url).expect(404);
  shelf.ann.post(books_url, object{{"title", "Nobody's"}, {"author", to_string(Uuid{})}})
      .expect(409);
}

TEST("collections: a table is imported, and what the collection has no place for is left out") {
  Shelf shelf;
  shelf.define(shelf.books({})).expect(201);
  const std::string at = "/api/collections/imports?collection=shelf/books";
  const std::string table = "title,pages,stars\nA,5,1\nB,6,2\n";
  auto import = [&](const std::string& more) {
    const Answer begun =
        shelf.ann.send("POST", at + more, table, {{"Content-Type", "text/csv"}}).expect(201);
    shelf.stoa.run_jobs();
    return shelf.ann.get(begun.url()).expect(200);
  };
  CHECK(import("").text("/state") == "refused");
  CHECK(import("&others=ignore").at("/imported").as_int64() == 2);
  CHECK(shelf.ann.get(std::string(books_url) + "?filter=pages%20%3E%205")
            .at("/items")
            .as_array()
            .size() == 1);
}

TEST("collections: projects are their members', and have an owner") {
  Shelf shelf;
  shelf.bob.get("/api/collections/projects/" + shelf.project).expect(404);
  CHECK(shelf.bob.get("/api/collections/projects").at("/items").as_array().empty());
  shelf.ann.post("/api/collections/projects", object{{"name", "shelf"}, {"title", "x"}})
      .expect(409, "name_taken");
  shelf.ann.post("/api/collections/projects", object{{"name", "members"}, {"title", "x"}})
      .expect_field("/name", "reserved");
  const std::string members = "/api/collections/members";
  const std::string own = shelf.ann.get(members + "?project=" + shelf.project).text("/items/0/id");
  shelf.ann.del(members + "/" + own).expect(409, "last_owner");
  shelf.join(shelf.bob, "writer");
  shelf.bob.get("/api/collections/projects/" + shelf.project).expect(200);
  shelf.bob.post("/api/collections/definitions", shelf.books({})).expect(403);
  shelf.define(shelf.books({})).expect(201);
  shelf.ann.del("/api/collections/projects/" + shelf.project).expect(409, "not_empty");
}

TEST("collections: a collection goes with its records only when that is said") {
  Shelf shelf;
  const std::string id = shelf.define(shelf.books({})).expect(201).text("/id");
  shelf.ann.post(books_url, object{{"title", "A"}}).expect(201);
  shelf.ann.del("/api/collections/definitions/" + id).expect(409, "not_empty");
  shelf.ann.del("/api/collections/definitions/" + id + "?records=true").expect(204);
  shelf.ann.get(books_url).expect(404, "not_found");
  shelf.define(shelf.books({})).expect(201);
  CHECK(shelf.ann.get(books_url).expect(200).at("/items").as_array().empty());
}

TEST("collections: whoever leaves takes a copy along, and owns nothing any more") {
  Shelf shelf;
  shelf.join(shelf.bob, "writer");
  shelf.define(shelf.books({{"read", "true"}, {"create", "@role = \"writer\""}})).expect(201);
  const std::string url = shelf.bob.post(books_url, object{{"title", "Bob's"}}).expect(201).url();
  shelf.ann.post(books_url, object{{"title", "Ann's"}}).expect(201);
  const App& app = shelf.stoa.kernel().apps().front().app;
  std::string copy;
  shelf.stoa.database().read_now([&](store::Connection& connection) {
    Read tx(connection, wall_clock());
    copy = app.export_person()(tx, shelf.bob.account()).text;
  });
  CHECK(copy.find("Bob's") != copy.npos);
  CHECK(copy.find("writer") != copy.npos);
  CHECK(copy.find("Ann's") == copy.npos);
  shelf.stoa.database().write_now([&](store::Connection& connection) {
    Write tx(connection, {.now = wall_clock()});
    app.erase_person()(tx, shelf.bob.account());
  });
  CHECK(shelf.ann.get(url).expect(200).at("/owner").is_null());
  CHECK(shelf.ann.get("/api/collections/members").at("/items").as_array().size() == 1);
}

TEST("collections: structs in records of two collections may have the same name") {
  Shelf shelf;
  for (const char* name : {"books", "maps"}) {
    object made = shelf.books({});
    made["name"] = name;
    made["schema"].as_object()["properties"].as_object()["place"] =
        object{{"type", "object"}, {"properties", object{{name, object{{"type", "boolean"}}}}}};
    shelf.define(made).expect(201);
  }
  const auto schemas = shelf.ann.get("/api/collections/shelf/openapi.json").expect(200);
  CHECK(schemas.at("/components/schemas/Books.place/properties/books").is_object());
  CHECK(schemas.at("/components/schemas/Maps.place/properties/maps").is_object());
}

}  // namespace
}  // namespace stoa::collections
