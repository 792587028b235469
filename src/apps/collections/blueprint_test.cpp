#include <boost/json.hpp>

#include "apps/collections/shelf_testing.h"

namespace stoa::collections {
namespace {

object schema_of(object properties) {
  return {{"type", "object"}, {"required", array{"title"}}, {"properties", std::move(properties)}};
}

object to_record(std::string_view collection) {
  return {{"type", "string"}, {"format", "uuid"}, {"x-stoa-record", collection}};
}

// Books with their authors, who have a best book: each refers to the other.
object shelf_document() {
  return {{"name", "shelf"},
          {"title", "A shelf"},
          {"definitions",
           array{object{{"name", "authors"},
                        {"title", "Authors"},
                        {"schema",
                         schema_of({{"title", Shelf::text(100)}, {"best", to_record("books")}})},
                        {"indexes", array{object{{"fields", array{"title"}}, {"unique", true}}}}},
                 object{{"name", "books"},
                        {"title", "Books"},
                        {"schema", schema_of({{"title", Shelf::text(200)},
                                              {"author", to_record("authors")},
                                              {"note", Shelf::text(100)}})},
                        {"rules", object{{"read", "author.title = \"Le Guin\""}}},
                        {"search", array{"title"}}}}},
          {"views", array{object{{"name", "catalogue"},
                                 {"title", "For all"},
                                 {"collection", "books"},
                                 {"fields", array{"title"}},
                                 {"read", "true"}}}}};
}

struct Drawn : Shelf {
  std::string at = "/api/collections/projects/" + project;

  Answer apply(object document) const { return ann.post(at + "/import", document); }
  Answer preview(object document) const { return ann.post(at + "/import/preview", document); }
  static std::string in_short(const Answer& report) {
    std::string steps;
    const auto all = report.expect(200).at("/steps");
    for (const auto& step : all.as_array()) {
      steps += steps.empty() ? "" : ", ";
      steps += step.at("kind").as_string().c_str();
      steps += std::string(" ") + step.at("name").as_string().c_str();
    }
    return steps;
  }
};

object& definition_in(object& document, std::size_t i) {
  return document["definitions"].as_array()[i].as_object();
}
object& properties_in(object& document, std::size_t i) {
  return definition_in(document, i)["schema"].as_object()["properties"].as_object();
}

TEST("collections: a document makes a project what it says, once") {
  Drawn shelf;
  const object wanted = shelf_document();
  const std::string all = "add_definition authors, add_definition books, add_view catalogue";
  CHECK(Drawn::in_short(shelf.preview(wanted)) == all);
  shelf.ann.get("/api/collections/shelf/catalogue").expect(404);
  CHECK(Drawn::in_short(shelf.apply(wanted)) == all);
  const std::string author =
      shelf.ann.post("/api/collections/shelf/authors", object{{"title", "Le Guin"}})
          .expect(201)
          .text("/id");
  shelf.ann.post(books_url, object{{"title", "The Dispossessed"}, {"author", author}}).expect(201);
  CHECK(shelf.bob.get("/api/collections/shelf/catalogue").at("/items").as_array().size() == 1);
  CHECK(shelf.ann.get(std::string(books_url) + "?search=dispo").at("/items").as_array().size() ==
        1);
  shelf.ann.post("/api/collections/shelf/authors", object{{"title", "Le Guin"}}).expect(409);

  const auto version = shelf.ann.get(shelf.at).at("/version");
  CHECK(Drawn::in_short(shelf.apply(wanted)).empty());
  CHECK(shelf.ann.get(shelf.at).at("/version") == version);
}

TEST("collections: what is exported is the same wherever it was imported") {
  Drawn shelf, other;
  shelf.apply(shelf_document()).expect(200);
  const Answer drawn = shelf.ann.get(shelf.at + "/export").expect(200);
  CHECK(drawn.body().find(shelf.project) == std::string::npos);
  other.apply(drawn.json().as_object()).expect(200);
  CHECK(other.ann.get(other.at + "/export").body() == drawn.body());
  CHECK(Drawn::in_short(other.apply(drawn.json().as_object())).empty());
  // In which order the document had them does not matter.
  object turned = shelf_document();
  std::swap(definition_in(turned, 0), definition_in(turned, 1));
  CHECK(Drawn::in_short(shelf.apply(turned)).empty());
}

TEST("collections: a document changes what there is, the records with it") {
  Drawn shelf;
  object document = shelf_document();
  shelf.apply(document).expect(200);
  const std::string book =
      shelf.ann.post(books_url, object{{"title", "The Dispossessed"}, {"note", "7"}})
          .expect(201)
          .url();
  properties_in(document, 1)["note"] = object{{"type", "integer"}};
  document["views"].as_array()[0].as_object()["fields"] = array{"title", "note"};
  const Answer told = shelf.preview(document);
  CHECK(Drawn::in_short(told) == "change_definition books, change_view catalogue");
  CHECK(told.at("/steps/0/changes/steps/0/kind").as_string() == "convert_field");
  CHECK(Drawn::in_short(shelf.apply(document)) == Drawn::in_short(told));
  CHECK(shelf.ann.get(book).at("/note").as_int64() == 7);
  CHECK(shelf.bob.get("/api/collections/shelf/catalogue").at("/items/0/note").as_int64() == 7);
  CHECK(Drawn::in_short(shelf.apply(document)).empty());
}

TEST("collections: a document is applied as a whole or not at all") {
  Drawn shelf;
  shelf.define(shelf.books({})).expect(201);
  shelf.ann.post(books_url, object{{"title", "A title that is too long"}}).expect(201);
  object document = shelf_document();
  properties_in(document, 1)["title"] = Shelf::text(10);
  CHECK(!shelf.preview(document).expect(200).at("/possible").as_bool());
  document["accept_loss"] = true;
  shelf.apply(document).expect(409, "values_misfit");
  shelf.ann.get("/api/collections/shelf/authors").expect(404);
  properties_in(document, 1)["title"] = Shelf::text(200);
  document["accept_loss"] = false;  // pages and price
  shelf.apply(document).expect(409, "would_lose");
  shelf.ann.get("/api/collections/shelf/authors").expect(404);
  document["accept_loss"] = true;
  shelf.apply(document).expect(200);
  shelf.ann.get("/api/collections/shelf/authors").expect(200);
}

TEST("collections: what a document does not name goes only if that is said") {
  Drawn shelf;
  shelf.apply(shelf_document()).expect(200);
  shelf.ann.post(books_url, object{{"title", "A"}}).expect(201);
  object document = shelf_document();
  document["views"] = array{};
  document["definitions"].as_array().pop_back();
  properties_in(document, 0).erase("best");
  CHECK(Drawn::in_short(shelf.apply(document)) == "change_definition authors");
  shelf.ann.get(books_url).expect(200);
  document["remove"] = true;
  const Answer told = shelf.preview(document);
  CHECK(Drawn::in_short(told) == "remove_definition books, remove_view catalogue");
  CHECK(told.at("/loses").as_bool());
  CHECK(told.at("/steps/0/changes/records").as_int64() == 1);
  shelf.apply(document).expect(409, "would_lose");
  document["accept_loss"] = true;
  shelf.apply(document).expect(200);
  shelf.ann.get(books_url).expect(404);
  CHECK(Drawn::in_short(shelf.apply(document)).empty());
}

TEST("collections: each mistake in a document is told at its place") {
  Drawn shelf;
  auto wrong = [&](auto spoil, std::string_view pointer, std::string_view code) {
    object document = shelf_document();
    spoil(document);
    shelf.preview(document).expect_field(pointer, code);
    shelf.apply(document).expect_field(pointer, code);
  };
  wrong(
      [](object& d) {
        properties_in(d, 1)["note"] = object{{"type", "strnig"}};
      },
      "/definitions/1/schema/properties/note/type", "not_in_set");
  wrong(
      [](object& d) {
        definition_in(d, 1)["rules"] = object{{"read", "authr = 1"}};
      },
      "/definitions/1/rules/read", "unknown_field");
  wrong(
      [](object& d) {
        definition_in(d, 0)["indexes"] = array{object{{"fields", array{"titel"}}}};
      },
      "/definitions/0/indexes/0/fields/0", "unknown_field");
  wrong([](object& d) { definition_in(d, 0)["search"] = array{"best"}; }, "/definitions/0/search",
        "not_searchable");
  wrong([](object& d) { definition_in(d, 1)["name"] = "authors"; }, "/definitions/1/name",
        "duplicate");
  wrong([](object& d) { d["views"].as_array()[0].as_object()["collection"] = "boks"; },
        "/views/0/collection", "not_found");
  wrong([](object& d) { d["views"].as_array()[0].as_object()["fields"] = array{"titel"}; },
        "/views/0/fields/0", "unknown_field");
  wrong([](object& d) { d["views"].as_array()[0].as_object()["name"] = "books"; }, "/views/0/name",
        "name_taken");
  object circle = shelf_document();
  definition_in(circle, 0)["schema"].as_object()["required"] = array{"title", "best"};
  definition_in(circle, 1)["schema"].as_object()["required"] = array{"title", "author"};
  shelf.apply(circle).expect_field("/definitions", "circle");
  shelf.ann.get(books_url).expect(404);
}

TEST("collections: members may have the document, owners apply one") {
  Drawn shelf;
  shelf.bob.get(shelf.at + "/export").expect(404, "project_not_found");
  shelf.bob.post(shelf.at + "/import", shelf_document()).expect(404, "project_not_found");
  shelf.join(shelf.bob, "reader");
  shelf.bob.get(shelf.at + "/export").expect(200);
  shelf.bob.post(shelf.at + "/import", shelf_document()).expect(403, "forbidden");
  shelf.bob.post(shelf.at + "/import/preview", shelf_document()).expect(403, "forbidden");
}

}  // namespace
}  // namespace stoa::collections
