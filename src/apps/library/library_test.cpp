#include "apps/library/app.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <set>
#include <thread>

#include "kernel/testing/stoa.h"

namespace stoa::library {
namespace {

using testing::Answer;
using testing::Stoa;
namespace json = boost::json;

std::string add_author(Stoa& stoa, std::string name) {
  return stoa.post("/api/library/authors", {{"name", name}}).expect(201).text("/id");
}

void make_genre(Stoa& stoa, std::string slug, std::string name) {
  stoa.post("/api/library/genres", {{"slug", slug}, {"name", name}}).expect(201);
}

std::string add_work(Stoa& stoa, std::string title, json::array authors, json::array genres = {}) {
  return stoa
      .post("/api/library/works", {{"title", title}, {"authors", authors}, {"genres", genres}})
      .expect(201)
      .text("/id");
}

std::size_t hits(Stoa& stoa, std::string query) {
  return stoa.get("/api/library/works?" + query).expect(200).at("/items").as_array().size();
}

}  // namespace

TEST("library: a work is found by the words of its title, its authors and its genres") {
  Stoa stoa{app()};
  auto tolkien = add_author(stoa, "J.R.R. Tolkien");
  make_genre(stoa, "fantasy", "Fantasy");
  add_work(stoa, "The Silmarillion", {tolkien}, {"fantasy"});
  CHECK(hits(stoa, "search=silm") == 1);
  CHECK(hits(stoa, "search=TOLKIEN") == 1);
  CHECK(hits(stoa, "search=fantasy+tolk") == 1);
  CHECK(hits(stoa, "search=rowling") == 0);
  CHECK(hits(stoa, "genre=fantasy&author=" + tolkien) == 1);
  CHECK(hits(stoa, "genre=fantasy&genre=horror") == 0);
  CHECK(hits(stoa, "search=%22%27%3B--") == 0);
  CHECK(hits(stoa, "search=a+OR+NOT+NEAR(%2A") == 0);
  CHECK(hits(stoa, "search=%22") == 0);
}

// Both databases split texts into words in their own way: they must find the same.
TEST("library: words are found in every script, whatever their case and marks") {
  Stoa stoa{app()};
  auto author = add_author(stoa, "Nobody");
  struct Case {
    const char *title, *search;
    std::size_t found;
  };
  const Case cases[] = {
      {"Café de Flore", "CAFE", 1},
      {"Gabriel García Márquez", "garcia marq", 1},
      {"J.R.R. Tolkien", "j r tolk", 1},
      {"J.R.R. Tolkien", "jrr", 0},
      {"Die Straße", "STRASSE", 0},
      {"İstanbul", "istanbul", 1},
      {"Tiếng Việt", "tieng viet", 1},
      {"Οδυσσεύς", "ΟΔΥΣΣΕΎΣ", 1},
      {"ТОЛСТОЙ", "толсто", 1},
      {"Ёлка", "елка", 0},
      {"Łódź", "lodz", 0},
      {"1Q84", "1q8", 1},
      {"1Q84", "q84", 0},
      {"海辺のカフカ", "海辺", 1},
      {"海辺のカフカ", "カフカ", 0},
      {"snake_case_name", "case", 1},
      {"L’Étranger", "l'etranger", 1},
      {"L'Étranger", "l’étr", 1},
      {"hobbit — the", "the—hob", 1},
      {"the hobbit", "hob –", 1},
      {"Catch-22", "catch22", 0},
      {"the hobbit", "th hobbit", 0},
      {"the hobbit", "’", 0},
      {"the hobbit", ";-- | ! ( ) : * \\", 0},
      {"8½", "8½", 1},
      {"한국어", "한국", 1},
  };
  for (const Case& one : cases) {
    auto work = add_work(stoa, one.title, {author});
    std::string query = "limit=1&search=";
    for (const char* c = one.search; *c; ++c)
      query += fmt::format("%{:02x}", static_cast<unsigned char>(*c));
    CHECK_MESSAGE(hits(stoa, query) == one.found, one.title << " by " << one.search);
    stoa.del("/api/library/works/" + work).expect(204);
  }
}

TEST("library: a work without authors, or with ones that are not there, is refused") {
  Stoa stoa{app()};
  stoa.post("/api/library/works", {{"title", "Nobody's"}, {"authors", json::array{}}})
      .expect_field("/authors", "too_few");
  stoa.post("/api/library/works",
            {{"title", "Ghost"}, {"authors", {"01890000-0000-7000-8000-000000000000"}}})
      .expect(422, "unknown_author");
  auto ann = add_author(stoa, "Ann");
  stoa.post("/api/library/works", {{"title", "Twice"}, {"authors", {ann, ann}}})
      .expect(422, "author_twice");
  stoa.post("/api/library/works", {{"title", "Odd"}, {"authors", {ann}}, {"genres", {"no-such"}}})
      .expect(422, "unknown_genre");
  CHECK(hits(stoa, "") == 0);
}

TEST("library: a merge patch changes what it names and nothing else") {
  Stoa stoa{app()};
  auto ann = add_author(stoa, "Ann"), bob = add_author(stoa, "Bob");
  auto url = "/api/library/works/" +
             stoa.post("/api/library/works",
                       {{"title", "Draft"}, {"original_title", "Entwurf"}, {"authors", {ann}}})
                 .expect(201)
                 .text("/id");
  auto changed =
      stoa.patch(url, {{"title", "Final"}, {"original_title", nullptr}, {"authors", {bob, ann}}});
  changed.expect(200);
  CHECK(changed.text("/title") == "Final");
  CHECK(changed.at("/original_title").is_null());
  CHECK(changed.text("/authors/0/name") == "Bob");
  CHECK(changed.at("/version").as_int64() == 2);
  CHECK(hits(stoa, "search=draft") == 0);
  CHECK(hits(stoa, "search=final+bob") == 1);
  stoa.patch(url, {{"title", nullptr}}).expect(422, "validation_failed");
  stoa.patch(url, {{"version", 9}}).expect_field("/version", "unknown_field");
  stoa.patch(url, {{"tilte", "x"}}).expect_field("/tilte", "unknown_field");
}

TEST("library: a work's ETag changes when an edition comes, not only with its own version") {
  Stoa stoa{app()};
  auto work = add_work(stoa, "Book", {add_author(stoa, "Ann")});
  auto url = "/api/library/works/" + work;
  std::string tag(stoa.get(url).expect(200).header("ETag"));
  stoa.get(url, {{"If-None-Match", tag}}).expect(304);
  stoa.post("/api/library/editions", {{"work", work}, {"title", "Book"}}).expect(201);
  stoa.get(url, {{"If-None-Match", tag}}).expect(200);
}

TEST("library: an author's new name is found at once, the old one no more") {
  Stoa stoa{app()};
  auto id = add_author(stoa, "Samuel Clemens");
  add_work(stoa, "Roughing It", {id});
  stoa.patch("/api/library/authors/" + id, {{"name", "Mark Twain"}}).expect(200);
  CHECK(hits(stoa, "search=twain") == 1);
  CHECK(hits(stoa, "search=clemens") == 0);
}

TEST("library: an ISBN is checked, completed and unique") {
  Stoa stoa{app()};
  auto work = add_work(stoa, "The Hunger Games", {add_author(stoa, "Suzanne Collins")});
  auto edition = [&](json::object body) {
    body["work"] = work;
    body["title"] = "The Hunger Games";
    return stoa.post("/api/library/editions", body);
  };
  auto made = edition({{"isbn10", "0-439-02348-3"}});
  made.expect(201);
  CHECK(made.text("/isbn10") == "0439023483");
  CHECK(made.text("/isbn13") == "9780439023481");
  edition({{"isbn13", "978-0-439-02348-1"}}).expect(409, "isbn_taken");
  edition({{"isbn10", "0439023484"}}).expect_field("/isbn10", "check_digit");
  edition({{"isbn10", "0439554934"}, {"isbn13", "9780439023481"}}).expect(422, "isbn_mismatch");
  CHECK(edition({{"isbn13", "9791034304080"}}).expect(201).at("/isbn10").is_null());
}

TEST("library: a patch of one ISBN takes the other with it") {
  Stoa stoa{app()};
  auto work = add_work(stoa, "Book", {add_author(stoa, "Ann")});
  auto made = stoa.post("/api/library/editions",
                        {{"work", work}, {"title", "Book"}, {"isbn10", "0439023483"}});
  auto changed = stoa.patch(made.expect(201).url(), {{"isbn10", "0439554934"}});
  CHECK(changed.expect(200).text("/isbn13") == "9780439554930");
}

TEST("library: what others refer to cannot be removed") {
  Stoa stoa{app()};
  auto ann = add_author(stoa, "Ann");
  auto work = add_work(stoa, "Book", {ann});
  auto edition =
      stoa.post("/api/library/editions", {{"work", work}, {"title", "Book"}}).expect(201);
  stoa.del("/api/library/authors/" + ann).expect(409, "author_has_works");
  stoa.del("/api/library/works/" + work).expect(409, "work_has_editions");
  stoa.del(edition.url()).expect(204);
  stoa.del("/api/library/works/" + work).expect(204);
  stoa.del("/api/library/authors/" + ann).expect(204);
  stoa.get("/api/library/authors/" + ann).expect(404, "author_not_found");
  CHECK(hits(stoa, "search=book") == 0);
}

TEST("library: pages neither repeat nor miss a work while others come") {
  Stoa stoa{app()};
  auto ann = add_author(stoa, "Ann");
  for (int i = 0; i < 25; ++i) add_work(stoa, "Volume " + std::to_string(i), {ann});
  std::set<std::string> seen;
  std::string path = "/api/library/works?search=volume&limit=10";
  for (int pages = 0; !path.empty(); ++pages) {
    REQUIRE(pages < 10);
    auto page = stoa.get(path).expect(200);
    const json::value items = page.at("/items");
    for (auto& item : items.as_array()) {
      CHECK(seen.insert(item.at("id").as_string().c_str()).second);
    }
    if (pages == 0) add_work(stoa, "Volume that came late", {ann});
    std::string link(page.header("Link"));
    path = link.empty() ? "" : link.substr(1, link.find('>') - 1);
  }
  CHECK(seen.size() == 25);
}

TEST("library: a cursor that is none is told so") {
  Stoa stoa{app()};
  for (auto cursor : {"x", "W10", "bm9uc2Vuc2U", "WzEsMl0"}) {
    stoa.get(std::string("/api/library/works?after=") + cursor)
        .expect_field("/after", "bad_cursor");
  }
  stoa.get("/api/library/works?limit=101").expect_field("/limit", "too_large");
  stoa.get("/api/library/works?limit=ten").expect_field("/limit", "wrong_type");
  stoa.get("/api/library/works?serach=x").expect_field("/serach", "unknown_field");
}

TEST("library: fifty clients add the same ISBN, one wins") {
  Stoa stoa{app()};
  auto work = add_work(stoa, "Book", {add_author(stoa, "Ann")});
  std::atomic<int> made = 0, taken = 0;
  std::vector<std::thread> clients;
  for (int i = 0; i < 50; ++i) {
    clients.emplace_back([&] {
      auto answer = stoa.post("/api/library/editions",
                              {{"work", work}, {"title", "Book"}, {"isbn13", "9780439023481"}});
      if (answer.status() == 201) ++made;
      if (answer.status() == 409) ++taken;
    });
  }
  for (auto& client : clients) client.join();
  CHECK(made == 1);
  CHECK(taken == 49);
}

TEST("library: facets count the works of a search") {
  Stoa stoa{app()};
  auto ann = add_author(stoa, "Ann");
  make_genre(stoa, "horror", "Horror");
  make_genre(stoa, "poetry", "Poetry");
  add_work(stoa, "Dark", {ann}, {"horror", "poetry"});
  add_work(stoa, "Darker", {ann}, {"horror"});
  auto facets = stoa.get("/api/library/facets?search=dark").expect(200);
  CHECK(facets.text("/genres/0/value") == "horror");
  CHECK(facets.at("/genres/0/works").as_int64() == 2);
  CHECK(facets.at("/genres/1/works").as_int64() == 1);
}

TEST("library: a slug belongs to one genre") {
  Stoa stoa{app()};
  make_genre(stoa, "poetry", "Poetry");
  stoa.post("/api/library/genres", {{"slug", "poetry"}, {"name", "Verse"}})
      .expect(409, "slug_taken");
  stoa.post("/api/library/genres", {{"slug", "Not A Slug"}, {"name", "x"}})
      .expect_field("/slug", "bad_format");
}

}  // namespace stoa::library
