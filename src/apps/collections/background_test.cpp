#include "apps/collections/shelf_testing.h"

namespace stoa::collections {
namespace {

// A collection with more books than one transaction moves.
struct Large : Shelf {
  static constexpr int size = 6'000;
  std::string id = define(definition()).expect(201).text("/id");
  std::string table = "books_" + id.substr(id.size() - 8);

  Large() {
    stoa.database().write_now([&](store::Connection& connection) {
      const bool sqlite = connection.dialect() == store::Dialect::sqlite;
      connection.run_script(
          "with recursive n (i) as (select 1 union all select i + 1 from n where i < " +
          std::to_string(size) + ") insert into " + table +
          " (id, c_title, c_note, version, created, updated) select " +
          (sqlite ? "randomblob(16)" : "gen_random_uuid()") +
          ", 'Book ' || i, cast(i as text), 1, 0, 0 from n");
    });
  }
  object definition() const {
    object made = books({});
    made["search"] = array{"title"};
    return made;
  }
  // Notes are numbers, and searched are notes no longer but texts.
  object wanted() const {
    object made = definition();
    made["schema"].as_object()["properties"].as_object()["note"] = object{{"type", "integer"}};
    made["schema"].as_object()["properties"].as_object()["title"] = text(100);
    return made;
  }
  object order(object definition) const {
    definition.erase("project");
    definition.erase("name");
    definition["definition"] = id;
    return definition;
  }
  Answer begin(const object& definition) const {
    return ann.post("/api/collections/changes", order(definition)).expect(201);
  }
  Answer change(const std::string& change) const {
    return ann.get("/api/collections/changes/" + change).expect(200);
  }
  array found(const std::string& query) const {
    return ann.get(std::string(books_url) + "?" + query).expect(200).at("/items").as_array();
  }
  std::int64_t number(const std::string& sql) {
    std::int64_t made = 0;
    stoa.database().read_now([&](store::Connection& connection) {
      connection.run(sql, {}, [&](const store::Row& row) {
        made = std::get<std::int64_t>(row.at(0));
        return false;
      });
    });
    return made;
  }
};

TEST("collections: a large collection changes while it is used") {
  Large shelf;
  object plain = shelf.order(shelf.wanted());
  plain.erase("definition");
  const std::string at = "/api/collections/definitions/" + shelf.id;
  const Answer told = shelf.ann.post(at + "/preview", plain).expect(200);
  CHECK(told.at("/background").as_bool());
  CHECK(told.at("/possible").as_bool());
  shelf.ann.put(at, plain).expect(409, "too_many_records");

  const std::string change = shelf.begin(shelf.wanted()).text("/id");
  CHECK(shelf.change(change).text("/state") == "running");
  shelf.ann.put(at, plain).expect(409, "change_running");
  shelf.ann.del(at + "?records=true").expect(409, "change_running");
  // It is what it was, for readers and writers.
  const std::string fresh =
      shelf.ann.post(books_url, object{{"title", "New"}, {"note", "1000"}}).expect(201).url();
  const auto some = shelf.found("filter=note='77'");
  REQUIRE(some.size() == 1);
  const std::string other =
      std::string(books_url) + "/" + std::string(some[0].as_object().at("id").as_string());
  shelf.ann.patch(other, object{{"note", "770"}}).expect(200);

  shelf.stoa.run_jobs();
  const Answer done = shelf.change(change);
  CHECK(done.text("/state") == "done");
  CHECK(done.at("/moved").as_int64() >= Large::size);
  CHECK(shelf.ann.get(other).at("/note").as_int64() == 770);
  CHECK(shelf.ann.get(fresh).at("/note").as_int64() == 1000);
  CHECK(shelf.found("filter=note=4711").size() == 1);
  CHECK(shelf.found("search=4711").size() == 1);
  CHECK(shelf.found("search=new").size() == 1);
  shelf.ann.patch(other, object{{"note", "x"}}).expect(422);
  shelf.ann.patch(other, object{{"title", "Renamed"}}).expect(200);
  CHECK(shelf.found("search=renamed").size() == 1);
}

TEST("collections: a large change that a record stands in the way of leaves all as it was") {
  Large shelf;
  const std::string change = shelf.begin(shelf.wanted()).text("/id");
  const std::string odd =
      shelf.ann.post(books_url, object{{"title", "Odd"}, {"note", "no number"}}).expect(201).url();
  shelf.stoa.run_jobs();
  const Answer failed = shelf.change(change);
  CHECK(failed.text("/state") == "failed");
  CHECK(failed.text("/fault").find("no number") != std::string::npos);
  CHECK(shelf.ann.get(odd).text("/note") == "no number");
  CHECK(shelf.found("search=odd").size() == 1);
  CHECK(shelf.found("search=book+4711").size() == 1);
  shelf.ann.patch(odd, object{{"note", "1"}}).expect(200);

  // Once it is mended, the same goes.
  const std::string again = shelf.begin(shelf.wanted()).text("/id");
  shelf.stoa.run_jobs();
  CHECK(shelf.change(again).text("/state") == "done");
  CHECK(shelf.ann.get(odd).at("/note").as_int64() == 1);
}

TEST("collections: a large change is cancelled by an owner") {
  Large shelf;
  const std::string at = "/api/collections/changes/" + shelf.begin(shelf.wanted()).text("/id");
  shelf.bob.post(at + "/cancel", object{}).expect(404);
  shelf.join(shelf.bob, "reader");
  shelf.bob.post(at + "/cancel", object{}).expect(403);
  CHECK(shelf.ann.post(at + "/cancel", object{}).expect(200).text("/state") == "cancelled");
  CHECK(shelf.ann.post(at + "/cancel", object{}).expect(200).text("/state") == "cancelled");
  shelf.stoa.run_jobs();
  CHECK(shelf.found("filter=note='4711'").size() == 1);
  CHECK(shelf.found("search=book+4711").size() == 1);
  shelf.ann.post(books_url, object{{"title", "Odd"}, {"note", "no number"}}).expect(201);
  CHECK(shelf.found("search=odd").size() == 1);
}

}  // namespace
}  // namespace stoa::collections
