// A library from before there was lending, and the one that the demo plants.

#include <boost/json.hpp>

#include "apps/library/app.h"
#include "apps/library/genres.h"
#include "kernel/store/store_testing.h"
#include "kernel/testing/stoa.h"

namespace stoa::embedded {
Files library();
}

namespace stoa::library {
namespace {

namespace json = boost::json;
using testing::Stoa;

// What the app was when it had a catalogue only.
const std::vector<embedded::File>& files_of_the_catalogue() {
  static const std::vector<embedded::File> old = [] {
    std::vector<embedded::File> all;
    for (const embedded::File& file : embedded::library()) {
      const bool later = file.path.starts_with("migrations/") && file.path >= "migrations/0003";
      if (!later) all.push_back(file);
    }
    return all;
  }();
  return old;
}

App catalogue() {
  App app("library", "Books", files_of_the_catalogue());
  app.post<&add_genre>("/genres", "Add a genre");
  return app;
}

}  // namespace

TEST("library: a catalogue from before there was lending gets it, and keeps what it has") {
  const store::testing::TempFolder folder;
  const auto postgres = testing::PostgresTestDatabase::make();
  const testing::StoaOptions there{.configure = [&](Config& config) {
    config.data = folder / "data";
    config.database_url = postgres ? postgres->url() : "";
  }};
  {
    Stoa before{catalogue(), there};
    before.post("/api/library/genres", {{"slug", "poetry"}, {"name", "Poetry"}}).expect(201);
    before.get("/api/library/loans").expect(404, "not_found");
  }
  Stoa after{app(), there};
  CHECK(after.get("/api/library/genres").expect(200).text("/items/0/slug") == "poetry");
  CHECK(after.get("/api/library/loans").expect(200).at("/items").as_array().empty());
  after.post("/api/library/item-types", {{"slug", "book"}, {"name", "Book"}}).expect(201);
}

TEST("library: the demo has copies on its shelves, loans that run and some that are overdue") {
  Stoa stoa{app(), {.demo = true}};
  const auto count = [&](const std::string& query) {
    return stoa.get("/api/library/" + query).expect(200).at("/items").as_array().size();
  };
  CHECK(count("borrowers") == 12);
  CHECK(count("item-types") == 3);
  CHECK(count("borrower-categories") == 3);
  CHECK(count("policies") == 6);
  CHECK(count("closed-days") == 3);
  CHECK(count("copies?limit=100") == 100);
  CHECK(count("loans?limit=100&open=true") + count("loans?limit=100&open=false") == 40);
  CHECK(count("loans?limit=100&overdue=true") > 4);
  CHECK(count("loans?limit=100&overdue=true") < 20);
}

}  // namespace stoa::library
