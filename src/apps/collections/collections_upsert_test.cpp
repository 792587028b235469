#include <atomic>
#include <thread>

#include "apps/collections/shelf_testing.h"

namespace stoa::collections {
namespace {

constexpr auto by_title = "/api/collections/shelf/books/upsert/title";

TEST("collections: upsert makes a record, or changes the one with its key as a PATCH does") {
  Shelf shelf;
  shelf.define(shelf.books({})).expect(201);
  const Answer made =
      shelf.ann.post(by_title, object{{"title", "Emma"}, {"pages", 400}, {"note", "a"}})
          .expect(201);
  CHECK(made.at("/version").as_int64() == 1);
  CHECK(made.url() == std::string(books_url) + "/" + made.text("/id"));
  const Answer changed =
      shelf.ann.post(by_title, object{{"title", "Emma"}, {"pages", 474}}).expect(200);
  CHECK(changed.text("/id") == made.text("/id"));
  CHECK(changed.at("/version").as_int64() == 2);
  CHECK(changed.url().empty());
  const Answer now = shelf.ann.get(made.url()).expect(200);
  CHECK(now.at("/pages").as_int64() == 474);
  CHECK(now.text("/note") == "a");  // what is not said stays

  shelf.ann.del(made.url()).expect(204);  // one that was removed is none
  const Answer again = shelf.ann.post(by_title, object{{"title", "Emma"}}).expect(201);
  CHECK(again.text("/id") != made.text("/id"));
}

TEST("collections: the document says what upsert answers") {
  Shelf shelf;
  shelf.define(shelf.books({})).expect(201);
  const Answer document = shelf.ann.get("/api/collections/shelf/openapi.json").expect(200);
  const std::string post = "/paths/~1api~1collections~1shelf~1books~1upsert~1title/post";
  for (const char* status : {"200", "201", "409"})
    CHECK(document.at(post + "/responses/" + status).is_object());
}

TEST("collections: upsert needs its key, and a record that is as it must be") {
  Shelf shelf;
  object definition = shelf.books({});
  definition["schema"].as_object()["properties"].as_object()["isbn"] = Shelf::text(20);
  definition["indexes"] = array{object{{"fields", array{"isbn", "pages"}}, {"unique", true}},
                                object{{"fields", array{"note"}}}};
  shelf.define(definition).expect(201);
  const std::string by = "/api/collections/shelf/books/upsert/isbn-pages";
  shelf.ann.post(by, object{{"title", "A"}, {"isbn", "1"}}).expect_field("/pages", "required");
  shelf.ann.post(by, object{{"title", "A"}, {"isbn", nullptr}, {"pages", 1}})
      .expect_field("/isbn", "required");
  shelf.ann.post(by, object{{"isbn", "1"}, {"pages", 1}}).expect_field("/title", "required");
  shelf.ann.post(by, object{{"isbn", "1"}, {"pages", "x"}}).expect_field("/pages", "wrong_type");
  shelf.ann.post(by, object{{"title", "A"}, {"isbn", "1"}, {"pages", 1}}).expect(201);
  shelf.ann.post(by, object{{"title", "B"}, {"isbn", "1"}, {"pages", 2}}).expect(201);
  CHECK(shelf.ann.post(by, object{{"isbn", "1"}, {"pages", 1}, {"note", "n"}})
            .expect(200)
            .text("/title") == "A");
  shelf.ann.post(by, object{{"isbn", "1"}, {"pages", 1}, {"title", nullptr}}).expect(422);
  shelf.ann.post("/api/collections/shelf/books/upsert/note", object{{"note", "n"}}).expect(404);
}

TEST("collections: upsert is as allowed as what it does, and finds out no more") {
  Shelf shelf;
  shelf
      .define(shelf.books({{"read", "owner = @me"},
                           {"create", "@signed_in = true"},
                           {"update", "owner = @me AND pages < 500"},
                           {"fields", object{{"price", object{{"write", "@role = \"buyer\""}}}}}}))
      .expect(201);
  shelf.ann.post(books_url, object{{"title", "Hidden"}}).expect(201);
  shelf.bob.post(by_title, object{{"title", "Hidden"}, {"note", "x"}}).expect(409);
  shelf.stoa.nobody().post(by_title, object{{"title", "New"}}).expect(403);
  shelf.bob.post(by_title, object{{"title", "Dear"}, {"price", 1.5}})
      .expect_field("/price", "read_only");
  shelf.bob.post(by_title, object{{"title", "Long"}, {"pages", 600}}).expect(201);
  shelf.bob.post(by_title, object{{"title", "Long"}, {"note", "x"}}).expect(403, "forbidden");
  shelf.bob.post(by_title, object{{"title", "Short"}, {"pages", 60}}).expect(201);
  shelf.bob.post(by_title, object{{"title", "Short"}, {"price", 1.5}})
      .expect_field("/price", "read_only");
  shelf.bob.post(by_title, object{{"title", "Short"}, {"note", "x"}}).expect(200);
  CHECK(shelf.ann.get(std::string(books_url) + "?count=exact").at("/total/rows").as_int64() == 3);
}

TEST("collections: a key that somebody may not read is none of theirs") {
  Shelf shelf;
  shelf
      .define(shelf.books({{"read", "true"},
                           {"create", "@signed_in = true"},
                           {"update", "@signed_in = true"},
                           {"fields", object{{"title", object{{"read", "owner = @me"}}}}}}))
      .expect(201);
  shelf.ann.post(books_url, object{{"title", "Secret"}}).expect(201);
  for (const char* title : {"Secret", "Other"})
    shelf.bob.post(by_title, object{{"title", title}}).expect_field("/title", "unknown_field");
}

// On PostgreSQL by several writers, so that transactions do run into each other.
TEST("collections: of thirty who upsert the same one makes it, and each is heard") {
  Shelf shelf{.stoa =
                  Stoa(app(), {.configure = [](Config& config) { config.database_writers = 4; }})};
  shelf.define(shelf.books({})).expect(201);
  for (int round = 0; round < 10; ++round) {
    const std::string title = "Round " + std::to_string(round);
    std::atomic<int> made = 0, changed = 0;
    std::vector<std::thread> writers;
    for (int i = 0; i < 30; ++i) {
      writers.emplace_back([&, i] {
        const Answer answer =
            shelf.ann.post(by_title, object{{"title", title}, {"note", std::to_string(i)}});
        made += answer.status() == 201;
        changed += answer.status() == 200;
        if (answer.status() >= 300) MESSAGE(answer.body());
      });
    }
    for (auto& writer : writers) writer.join();
    REQUIRE(made == 1);
    REQUIRE(changed == 29);
    const Answer all = shelf.ann.get(
        std::string(books_url) + "?filter=title=" + testing::percent_encoded("\"" + title + "\""));
    REQUIRE(all.expect(200).at("/items").as_array().size() == 1);
    REQUIRE(all.at("/items/0/version").as_int64() == 30);
  }
}

}  // namespace
}  // namespace stoa::collections
