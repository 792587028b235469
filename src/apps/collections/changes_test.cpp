#include "apps/collections/shelf_testing.h"

namespace stoa::collections {
namespace {

// A collection with two books, and changes of what it is.
struct Changing : Shelf {
  std::string id = define(books_with({})).expect(201).text("/id");
  std::string at = "/api/collections/definitions/" + id;
  std::string hobbit =
      ann.post(books_url, object{{"title", "The Hobbit"}, {"pages", 310}, {"note", "7"}})
          .expect(201)
          .url();
  std::string silmarillion =
      ann.post(books_url, object{{"title", "The Silmarillion"}}).expect(201).url();

  object books_with(object properties, array without = {}) const {
    object made = this->Shelf::books({});
    auto& all = made["schema"].as_object()["properties"].as_object();
    for (auto& [name, schema] : properties) all[name] = schema;
    for (auto& name : without) all.erase(name.as_string());
    return made;
  }
  static object change_of(object definition) {
    definition.erase("project");
    definition.erase("name");
    return definition;
  }
  Answer preview(object definition) const {
    return ann.post(at + "/preview", change_of(std::move(definition)));
  }
  Answer change(object definition, bool accept_loss = false) const {
    object body = change_of(std::move(definition));
    if (accept_loss) body["accept_loss"] = true;
    return ann.put(at, body);
  }
};

TEST("collections: a field is added, and the records that are there have none or its default") {
  Changing shelf;
  const object wider = shelf.books_with(
      {{"isbn", object{{"type", "string"}}},
       {"lent", object{{"type", "boolean"}, {"default", false}}},
       {"tags", object{{"type", "array"}, {"items", object{{"type", "string"}}}}}});
  const Answer told = shelf.preview(wider).expect(200);
  CHECK(told.at("/possible").as_bool());
  CHECK(!told.at("/loses").as_bool());
  CHECK(told.at("/steps").as_array().size() == 3);
  shelf.change(wider).expect(200);
  const Answer book = shelf.ann.get(shelf.hobbit).expect(200);
  CHECK(book.at("/isbn").is_null());
  CHECK(!book.at("/lent").as_bool());
  CHECK(book.at("/tags").as_array().empty());
  CHECK(book.at("/pages").as_int64() == 310);
  shelf.ann.patch(shelf.hobbit, object{{"lent", true}, {"tags", array{"x"}}}).expect(200);
  CHECK(
      shelf.ann.get(std::string(books_url) + "?filter=lent=true").at("/items").as_array().size() ==
      1);
}

TEST("collections: what no record has a value for cannot be required") {
  Changing shelf;
  object wanted = shelf.books_with({{"isbn", object{{"type", "string"}}}});
  wanted["schema"].as_object()["required"] = array{"title", "isbn"};
  const Answer told = shelf.preview(wanted).expect(200);
  CHECK(!told.at("/possible").as_bool());
  CHECK(told.at("/steps/0/misfits").as_int64() == 2);
  shelf.change(wanted).expect(409, "values_misfit");
  shelf.ann.get(shelf.hobbit).expect(200);
}

TEST("collections: a field that goes takes its values along, if that is said") {
  Changing shelf;
  const object narrower = shelf.books_with({}, {"pages"});
  CHECK(shelf.preview(narrower).expect(200).at("/loses").as_bool());
  shelf.change(narrower).expect(409, "would_lose");
  shelf.change(narrower, true).expect(200);
  CHECK(!shelf.ann.get(shelf.hobbit).expect(200).json().as_object().contains("pages"));
  shelf.ann.post(books_url, object{{"title", "C"}, {"pages", 1}})
      .expect_field("/pages", "unknown_field");
  shelf.ann.post(books_url, object{{"title", "C"}}).expect(201);

  // The same name again is another field: it begins empty.
  shelf.change(shelf.books_with({{"pages", object{{"type", "string"}}}})).expect(200);
  CHECK(shelf.ann.get(shelf.hobbit).expect(200).at("/pages").is_null());
}

TEST("collections: values are kept when their rules change, and read anew when their kind does") {
  Changing shelf;
  shelf
      .change(shelf.books_with({{"note", object{{"type", "integer"}}},
                                {"pages", object{{"type", "string"}, {"maxLength", 10}}}}))
      .expect(200);
  const Answer book = shelf.ann.get(shelf.hobbit).expect(200);
  CHECK(book.at("/note").as_int64() == 7);
  CHECK(book.at("/pages").as_string() == "310");
  CHECK(shelf.ann.get(shelf.silmarillion).at("/note").is_null());

  const object short_titles = shelf.books_with({{"title", Shelf::text(12)}});
  const Answer told = shelf.preview(short_titles).expect(200);
  CHECK(!told.at("/possible").as_bool());
  shelf.change(short_titles).expect(409, "values_misfit");
  CHECK(shelf.ann.get(shelf.silmarillion).text("/title") == "The Silmarillion");
}

TEST("collections: a required reference is added where there are no records") {
  Shelf shelf;
  object notes = shelf.books({});
  notes["name"] = "notes";
  notes["indexes"] = array{};
  shelf.define(shelf.books({})).expect(201);
  const std::string id = shelf.define(notes).expect(201).text("/id");
  auto& schema = notes["schema"].as_object();
  schema["properties"].as_object()["book"] =
      object{{"type", "string"}, {"format", "uuid"}, {"x-stoa-record", "books"}};
  schema["required"] = array{"title", "book"};
  shelf.ann.put("/api/collections/definitions/" + id, Changing::change_of(notes)).expect(200);
  shelf.ann.post("/api/collections/shelf/notes", object{{"title", "A"}})
      .expect_field("/book", "required");
}

TEST("collections: what was required may go, and what is required may change") {
  Changing shelf;
  object wanted = shelf.books_with({{"name", Shelf::text(50)}}, {"title"});
  wanted["schema"].as_object()["required"] = array{};
  wanted["indexes"] = array{};
  shelf.change(wanted, true).expect(200);
  shelf.ann.post(books_url, object{{"pages", 3}}).expect(201);
  shelf.ann.patch(shelf.hobbit, object{{"name", "x"}}).expect(200);

  Changing other;
  other.change(other.books_with({{"title", Shelf::text(100)}})).expect(200);
  CHECK(other.ann.get(other.hobbit).text("/title") == "The Hobbit");
  other.ann.post(books_url, object{{"pages", 3}}).expect_field("/title", "required");
  other.ann.post(books_url, object{{"title", "C"}}).expect(201);
}

TEST("collections: a number gets bounds, and keeps the values that are within them") {
  Changing shelf;
  shelf.ann.patch(shelf.hobbit, object{{"price", 9.99}}).expect(200);
  auto bounded = [&](double least) {
    return shelf.books_with(
        {{"price", object{{"type", "number"}, {"exclusiveMinimum", least}, {"maximum", 1000}}}});
  };
  const Answer told = shelf.preview(bounded(0.5)).expect(200);
  CHECK(told.text("/steps/0/kind") == "copy_field");
  CHECK(told.at("/steps").as_array().size() == 1);
  shelf.change(bounded(10)).expect(409, "values_misfit");
  shelf.change(bounded(9.5)).expect(200);
  CHECK(shelf.ann.get(shelf.hobbit).at("/price").as_double() == 9.99);
  shelf.ann.patch(shelf.hobbit, object{{"price", 9.5}}).expect_field("/price", "too_small");
  shelf.ann.patch(shelf.hobbit, object{{"price", 1000.5}}).expect_field("/price", "too_large");
  shelf.ann.patch(shelf.hobbit, object{{"price", 1000}}).expect(200);
  const Answer list = shelf.ann.get(std::string(books_url) + "?filter=price%20%3C%202000");
  CHECK(list.expect(200).at("/items").as_array().size() == 1);
  CHECK(shelf.preview(bounded(9.5)).expect(200).at("/steps").as_array().empty());
}

TEST("collections: rules and indexes change at once") {
  Changing shelf;
  shelf.bob.get(shelf.hobbit).expect(404);
  object open = shelf.books({{"read", "true"}});
  open["indexes"] = array{object{{"fields", array{"pages"}}}};
  shelf.change(open).expect(200);
  shelf.bob.get(shelf.hobbit).expect(200);
  shelf.ann.post(books_url, object{{"title", "The Hobbit"}}).expect(201);  // once no longer
  open["indexes"] = array{object{{"fields", array{"title"}}, {"unique", true}}};
  shelf.change(open).expect(409);
  shelf.bob.get(shelf.hobbit).expect(200);
}

TEST("collections: a change that others' rules do not survive is refused") {
  Changing shelf;
  object notes = shelf.books({{"read", "book.pages > 100"}});
  notes["name"] = "notes";
  notes["schema"].as_object()["properties"].as_object()["book"] =
      object{{"type", "string"}, {"format", "uuid"}, {"x-stoa-record", "books"}};
  shelf.define(notes).expect(201);
  shelf.change(shelf.books_with({}, {"pages"}), true).expect(422);
  shelf.change(shelf.books_with({{"more", object{{"type", "number"}}}})).expect(200);
}

TEST("collections: who writes by a definition that is no longer is told so") {
  Changing shelf;
  shelf.change(shelf.books_with({{"note", object{{"type", "integer"}}}}, {"pages"}), true)
      .expect(200);
  const std::string table = "books_" + shelf.id.substr(shelf.id.size() - 8);
  auto fault_of = [&](const std::string& sql) {
    std::string constraint;
    try {
      shelf.stoa.database().write_now(
          [&](store::Connection& connection) { connection.run(sql, {}, {}); });
    } catch (const store::StoreError& error) {
      constraint = error.constraint;
    }
    return constraint;
  };
  CHECK(fault_of("update " + table + " set c_note = 'x'") == "definition_changed");
  CHECK(fault_of("update " + table + " set c_pages = 3") == "definition_changed");
  CHECK(fault_of("update " + table + " set c_note_2 = 3") == "");
}

TEST("collections: what a definition became is kept") {
  Changing shelf;
  shelf.change(shelf.books_with({{"isbn", object{{"type", "string"}}}})).expect(200);
  const std::string at = "/api/collections/changes?definition=" + shelf.id;
  const Answer all = shelf.ann.get(at).expect(200);
  REQUIRE(all.at("/items").as_array().size() == 2);
  CHECK(all.at("/items/0/makes").as_int64() == 2);
  CHECK(all.text("/items/0/state") == "done");
  CHECK(all.at("/items/0/schema/properties").as_object().contains("isbn"));
  CHECK(!all.at("/items/1/schema/properties").as_object().contains("isbn"));
  CHECK(shelf.bob.get(at).expect(200).at("/items").as_array().empty());
  shelf.bob.get("/api/collections/changes/" + all.text("/items/0/id")).expect(404);
}

}  // namespace
}  // namespace stoa::collections
