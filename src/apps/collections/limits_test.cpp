#include "apps/collections/shelf_testing.h"

namespace stoa::collections {
namespace {

testing::StoaOptions limited_to(std::int64_t projects, std::int64_t definitions,
                                std::int64_t records) {
  return {.configure = [=](Config& config) {
    config.collections_projects_each = projects;
    config.collections_definitions_each = definitions;
    config.collections_records_each = records;
  }};
}

object project_called(std::string_view name) { return {{"name", name}, {"title", "x"}}; }

struct Small {
  Stoa stoa{app(), limited_to(2, 1, 3)};
  Client ann = stoa.user();
  std::string project =
      ann.post("/api/collections/projects", project_called("shelf")).expect(201).text("/id");

  object books(std::string_view name) const {
    return {{"project", project},
            {"name", name},
            {"title", "Books"},
            {"schema",
             object{{"type", "object"}, {"properties", object{{"title", Shelf::text(100)}}}}}};
  }
};

TEST("collections: an account owns as many projects as it may, a project has as many collections") {
  Small small;
  small.ann.post("/api/collections/projects", project_called("second")).expect(201);
  const Answer told = small.ann.post("/api/collections/projects", project_called("third"));
  told.expect(409, "limit_reached");
  CHECK(told.text("/detail") == "2 projects of one account (collections.projects_each).");
  const std::string definitions = "/api/collections/definitions";
  small.ann.post(definitions, small.books("books")).expect(201);
  small.ann.post(definitions, small.books("more")).expect(409, "limit_reached");
  object document = {{"name", "shelf"}, {"title", "x"}, {"views", array{}}};
  object more = small.books("more");
  more.erase("project");
  document["definitions"] = array{more};
  const std::string at = "/api/collections/projects/" + small.project + "/import";
  small.ann.post(at, document).expect(409, "limit_reached");

  // Whoever keeps the server knows what it can take.
  for (const char* name : {"fourth", "fifth", "sixth"})
    small.stoa.post("/api/collections/projects", project_called(name)).expect(201);
  small.stoa.post(at, document).expect(200);
}

TEST(
    "collections: a collection has as many records as it may, those that were removed among them") {
  Small small;
  small.ann.post("/api/collections/definitions", small.books("books")).expect(201);
  auto add = [&] { return small.ann.post(books_url, object{{"title", "A"}}); };
  const std::string first = add().expect(201).url();
  add().expect(201);
  small.ann.del(first).expect(204);
  add().expect(201);
  add().expect(409, "limit_reached");
  CHECK(add().text("/detail").find("collections.records_each") != std::string::npos);
  small.ann.post(first + "/restore").expect(200);
  small.stoa.post(books_url, object{{"title", "B"}}).expect(201);  // an administrator
}

}  // namespace
}  // namespace stoa::collections
