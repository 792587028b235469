#include <boost/json.hpp>

#include "apps/library/app.h"
#include "kernel/testing/stoa.h"

namespace stoa::library {
namespace {

using testing::Answer;
using testing::Client;
using testing::Stoa;

// A library with two genres, and a librarian who imports.
struct ImportDesk {
  Stoa stoa{app()};
  Client lia = stoa.user({"library.librarian"});

  ImportDesk() {
    for (const char* slug : {"fantasy", "travel"}) {
      lia.post("/api/library/genres", {{"slug", slug}, {"name", slug}}).expect(201);
    }
  }
  Answer add(const testing::json::object& book) { return lia.post("/api/library/books", book); }
  Answer import(std::string table) {
    const auto sent = lia.send("POST", "/api/library/imports?collection=books", std::move(table));
    stoa.run_jobs();
    return lia.get(sent.expect(201).url()).expect(200);
  }
  std::string table() {
    return stoa
        .get(
            "/api/library/books/export?fields=title,original_title,first_published,authors,genres,"
            "isbn10,language,publisher,published,ratings")
        .body();
  }
};

constexpr std::string_view three_books =
    "title,first_published,authors,genres,isbn13,ratings.one,ratings.two,ratings.three,"
    "ratings.four,ratings.five\n"
    "A Wizard of Earthsea,1968,Ursula K. Le Guin,fantasy,978-0-06-105488-4,1,2,3,4,5\n"
    "\"Tombs; and more\",1971,Ursula K. Le Guin,\"[\"\"fantasy\"\",\"\"travel\"\"]\",,,,,,\n"
    "=Walking,2000,\"Anna Held; Bo Young\",travel,,0,0,0,0,1\n";

}  // namespace

TEST("library: a book is an edition, its work and its authors, known by their names") {
  ImportDesk desk;
  const auto made = desk.add({{"title", "The Dispossessed"},
                              {"authors", {"Ursula K. Le Guin"}},
                              {"genres", {"fantasy"}},
                              {"isbn10", "0061054887"}})
                        .expect(201);
  CHECK(made.text("/isbn13") == "9780061054884");
  CHECK(desk.stoa.get(made.url()).expect(200).body() == made.body());
  const auto work = desk.stoa.get("/api/library/works/" + made.text("/work")).expect(200);
  CHECK(work.text("/title") == "The Dispossessed");
  const auto author = work.text("/authors/0/id");
  const auto again =
      desk.add({{"title", "Always Coming Home"}, {"authors", {"Ursula K. Le Guin"}}}).expect(201);
  CHECK(desk.stoa.get("/api/library/works/" + again.text("/work")).text("/authors/0/id") == author);
}

TEST("library: books are refused for what editions and works are refused for") {
  ImportDesk desk;
  desk.add({{"title", "x"}, {"authors", {"A"}}, {"isbn10", "0061054887"}}).expect(201);
  desk.add({{"title", "y"}, {"authors", {"A"}}, {"isbn10", "0061054887"}})
      .expect(409, "isbn_taken");
  desk.add({{"title", "y"}, {"authors", {"A"}}, {"genres", {"none"}}}).expect(422, "unknown_genre");
  desk.add({{"title", "y"}, {"authors", {"A", "A"}}}).expect(422, "author_twice");
  desk.add({{"title", "y"}, {"authors", testing::json::array{}}}).expect(422, "validation_failed");
  CHECK(desk.stoa.get("/api/library/works?count=exact").at("/total/rows").as_int64() == 1);
}

TEST("library: with its last edition goes a work, not while there are copies") {
  ImportDesk desk;
  const auto book = desk.add({{"title", "x"}, {"authors", {"A"}}}).expect(201);
  const auto type =
      desk.lia.post("/api/library/item-types", {{"slug", "book"}, {"name", "Book"}}).expect(201);
  const auto copy = desk.lia.post("/api/library/copies", {{"edition", book.at("/id")},
                                                          {"barcode", "B1"},
                                                          {"location", "Hall"},
                                                          {"item_type", type.at("/id")}});
  copy.expect(201);
  desk.lia.del(book.url()).expect(409, "edition_has_copies");
  desk.lia.del(copy.url()).expect(204);
  desk.lia.del(book.url()).expect(204);
  desk.stoa.get(book.url()).expect(404, "book_not_found");
  desk.stoa.get("/api/library/works/" + book.text("/work")).expect(404);
  CHECK(desk.stoa.get("/api/library/authors?count=exact").at("/total/rows").as_int64() == 1);
}

TEST("library: a catalogue is imported, and goes from one library to another as a table") {
  ImportDesk desk;
  const auto import = desk.import(std::string(three_books));
  INFO(import.body());
  CHECK(import.text("/state") == "done");
  CHECK(import.at("/imported").as_int64() == 3);
  CHECK(desk.stoa.get("/api/library/works").text("/items/0/title") == "A Wizard of Earthsea");
  CHECK(desk.stoa.get("/api/library/works?search=le+guin&count=exact").at("/total/rows") == 2);
  ImportDesk other;
  CHECK(other.import(desk.table()).text("/state") == "done");
  CHECK(other.table() == desk.table());
}

TEST("library: an import with a book that is there twice leaves no book behind") {
  ImportDesk desk;
  const std::string again = "Another,1,Someone New,,978-0-06-105488-4,,,,,\n";
  const auto import = desk.import(std::string(three_books) + again);
  CHECK(import.text("/state") == "refused");
  CHECK(desk.stoa.get("/api/library/works").at("/items").as_array().empty());
  CHECK(desk.stoa.get("/api/library/books").at("/items").as_array().empty());
}

}  // namespace stoa::library
