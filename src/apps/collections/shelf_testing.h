// A project with a collection, for the tests of this app.
#pragma once

#include "apps/collections/app.h"
#include "kernel/testing/stoa.h"

namespace stoa::collections {

using testing::Answer;
using testing::Client;
using testing::Stoa;
using testing::json::array;
using testing::json::object;

// Ann keeps a shelf of books: whoever signs in may read, writers write what is theirs.
struct Shelf {
  Stoa stoa{app()};
  Client ann = stoa.user(), bob = stoa.user();
  std::string project =
      ann.post("/api/collections/projects", object{{"name", "shelf"}, {"title", "A shelf"}})
          .expect(201)
          .text("/id");

  static object text(int most) {
    return {{"type", "string"}, {"minLength", 1}, {"maxLength", most}};
  }

  object books(object rules) const {
    return {{"project", project},
            {"name", "books"},
            {"title", "Books"},
            {"schema",
             object{{"type", "object"},
                    {"required", array{"title"}},
                    {"properties", object{{"title", text(200)},
                                          {"pages", object{{"type", "integer"}, {"minimum", 1}}},
                                          {"price", object{{"type", "number"}}},
                                          {"note", text(100)}}}}},
            {"indexes", array{object{{"fields", array{"title"}}, {"unique", true}}}},
            {"rules", std::move(rules)}};
  }
  Answer define(const object& definition) const {
    return ann.post("/api/collections/definitions", definition);
  }
  void join(const Client& who, std::string_view role) const {
    ann.post("/api/collections/members",
             object{{"project", project}, {"account", to_string(who.account())}, {"role", role}})
        .expect(201);
  }
};

inline constexpr auto books_url = "/api/collections/shelf/books";

}  // namespace stoa::collections
