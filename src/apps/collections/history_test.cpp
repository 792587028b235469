// The history of records: what it keeps, and whom it tells what.
#include <boost/json.hpp>

#include "apps/collections/shelf_testing.h"

namespace stoa::collections {
namespace {

using boost::json::value;

struct Kept : Shelf {
  std::string definition;

  explicit Kept(object rules) { definition = define(with_history(std::move(rules))).text("/id"); }
  std::string url() const { return "/api/collections/definitions/" + definition; }
  object with_history(object rules) const {
    object made = books(std::move(rules));
    made["history"] = true;
    return made;
  }
  // Changes it so.
  void change(object definition) const {
    definition.erase("project");
    definition.erase("name");
    ann.put(url(), definition).expect(200);
  }
  static array entries(const Client& who, const std::string& record) {
    return who.get(record + "/history").expect(200).at("/items").as_array();
  }
  // "changed pages": what was done, and of which fields it tells.
  static std::string said(const value& entry) {
    std::string text = entry.at("deed").as_string().c_str();
    for (const auto& [name, was] : entry.at("before").as_object())
      text += " " + std::string(name) + "=" + serialize(was);
    return text;
  }
  static std::vector<std::string> told(const Client& who, const std::string& record) {
    std::vector<std::string> all;
    for (const value& entry : entries(who, record)) all.push_back(said(entry));
    return all;
  }
};

using Told = std::vector<std::string>;

TEST("collections: a history has each change, whose it was, and what was before") {
  Kept shelf({{"read", "true"}, {"update", "@role = \"writer\""}});
  shelf.join(shelf.bob, "writer");
  const std::string book =
      shelf.ann.post(books_url, object{{"title", "A"}, {"pages", 3}}).expect(201).url();
  shelf.bob.patch(book, object{{"pages", nullptr}, {"title", "A"}}).expect(200);
  shelf.bob.patch(book, object{{"pages", 0}}).expect(422);
  shelf.bob.patch(book, object{{"note", "n"}, {"title", "B"}}).expect(200);
  shelf.ann.del(book).expect(204);
  CHECK(Kept::told(shelf.ann, book).front() == "removed");
  shelf.bob.get(book + "/history").expect(404, "books_not_found");
  shelf.ann.post(book + "/restore").expect(200);

  CHECK(Kept::told(shelf.ann, book) ==
        Told{"restored", "removed", "changed note=null title=\"A\"", "changed pages=3", "made"});
  const array all = Kept::entries(shelf.ann, book);
  for (std::size_t i = 0; i < all.size(); ++i)
    CHECK(all[i].at("version").as_int64() == static_cast<std::int64_t>(all.size() - i));
  CHECK(all[0].at("account").as_string() == to_string(shelf.ann.account()));
  CHECK(all[2].at("account").as_string() == to_string(shelf.bob.account()));
  const Answer page = shelf.ann.get(book + "/history?limit=2").expect(200);
  CHECK(page.at("/items").as_array().size() == 2);
  CHECK(!page.at("/next").is_null());
  CHECK(shelf.ann.get(book + "/history?filter=deed%20%3D%20made").at("/items").as_array().size() ==
        1);
}

TEST("collections: a history tells nobody what they may not read now") {
  Kept shelf({{"read", "@signed_in = true"},
              {"update", "true"},
              {"fields", object{{"price", object{{"read", "@role = \"buyer\""}}},
                                {"note", object{{"read", "pages > 5"}}}}}});
  const std::string book =
      shelf.ann
          .post(books_url, object{{"title", "A"}, {"pages", 3}, {"price", 9.876525}, {"note", "n"}})
          .expect(201)
          .url();
  shelf.ann.patch(book, object{{"price", 2.5}, {"note", "m"}, {"title", "B"}}).expect(200);
  CHECK(Kept::told(shelf.bob, book) == Told{"changed title=\"A\"", "made"});
  shelf.stoa.nobody().get(book + "/history").expect(404);
  CHECK(shelf.bob.get(book + "/history/export").expect(200).body().find("9.876525") ==
        std::string::npos);

  shelf.ann.patch(book, object{{"pages", 9}}).expect(200);  // the row lets them read the note
  CHECK(Kept::told(shelf.bob, book) ==
        Told{"changed pages=3", "changed note=\"n\" title=\"A\"", "made"});
  shelf.join(shelf.bob, "buyer");
  CHECK(Kept::told(shelf.bob, book)[1] == "changed note=\"n\" price=9.876525E0 title=\"A\"");

  object without = shelf.with_history({{"read", "true"}});
  without["schema"].as_object()["properties"].as_object().erase("note");
  without["accept_loss"] = true;
  shelf.change(without);
  CHECK(Kept::told(shelf.ann, book)[1] == "changed price=9.876525E0 title=\"A\"");
}

TEST("collections: who may not read whose a record is, is not told who changed it") {
  Kept shelf({{"read", "true"}, {"fields", object{{"owner", object{{"read", "owner = @me"}}}}}});
  const std::string book = shelf.ann.post(books_url, object{{"title", "A"}}).expect(201).url();
  CHECK(Kept::entries(shelf.ann, book)[0].at("account").is_string());
  CHECK(Kept::entries(shelf.bob, book)[0].at("account").is_null());
  const std::string hers = "/history?filter=account%20%3D%20" + to_string(shelf.ann.account());
  CHECK(shelf.ann.get(book + hers).at("/items").as_array().size() == 1);
  CHECK(shelf.bob.get(book + hers).expect(200).at("/items").as_array().empty());
}

TEST("collections: a history is kept where a definition says so, however records come") {
  Shelf plain;
  plain.define(plain.books({{"read", "true"}})).expect(201);
  const std::string old = plain.ann.post(books_url, object{{"title", "A"}}).expect(201).url();
  plain.ann.get(old + "/history").expect(404);

  Kept shelf({});
  const std::string upsert = std::string(books_url) + "/upsert/title";
  const std::string book =
      shelf.ann.post(upsert, object{{"title", "A"}, {"pages", 1}}).expect(201).url();
  shelf.ann.post(upsert, object{{"title", "A"}, {"pages", 2}}).expect(200);
  auto change = [&](int pages) {
    return object{{"method", "PATCH"}, {"path", book}, {"body", object{{"pages", pages}}}};
  };
  shelf.ann.post("/api/collections/batch", object{{"operations", array{change(3), change(4)}}})
      .expect(200);
  CHECK(Kept::told(shelf.ann, book) ==
        Told{"changed pages=3", "changed pages=2", "changed pages=1", "made"});

  shelf.change(shelf.books({}));
  shelf.ann.get(book + "/history").expect(404);
  shelf.ann.patch(book, object{{"pages", 5}}).expect(200);
  shelf.change(shelf.with_history({}));
  CHECK(Kept::told(shelf.ann, book).size() == 4);
  shelf.ann.patch(book, object{{"pages", 6}}).expect(200);
  CHECK(Kept::told(shelf.ann, book).front() == "changed pages=5");
}

TEST("collections: a history goes with its collection, and forgets who is erased") {
  Kept shelf({{"read", "true"}, {"create", "@signed_in = true"}});
  const std::string book = shelf.bob.post(books_url, object{{"title", "A"}}).expect(201).url();
  auto& database = shelf.stoa.database();
  auto run = [&](auto work) {
    database.write_now([&](store::Connection& connection) {
      Write tx(connection, {.now = {0}});
      work(tx);
    });
  };
  const MountedApp& app = shelf.stoa.kernel().apps()[0];
  run([&](Write& tx) {
    CHECK(app.app.export_person()(tx, shelf.bob.account()).text.find("\"deed\":\"made\"") !=
          std::string::npos);
    app.app.erase_person()(tx, shelf.bob.account());
  });
  CHECK(Kept::entries(shelf.ann, book)[0].at("account").is_null());
  shelf.ann.del(shelf.url() + "?records=true").expect(204);
  run([&](Write& tx) {
    CHECK(tx.run("update record_history set version = version where version > $1",
                 std::int64_t{0}) == 0);
  });
}

}  // namespace
}  // namespace stoa::collections
