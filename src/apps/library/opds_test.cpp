// The catalogue as OPDS, as a program reads it that follows links.

#include "apps/library/opds.h"

#include <boost/json.hpp>
#include <pugixml.hpp>

#include "apps/library/desk.h"
#include "kernel/testing/stoa.h"

namespace stoa::library {
namespace {

using testing::Answer;
using testing::Client;

pugi::xml_document feed_of(const Answer& answer) {
  REQUIRE(answer.status() == 200);
  CHECK(answer.header("Content-Type").starts_with("application/atom+xml;profile=opds-catalog"));
  pugi::xml_document document;
  REQUIRE(document.load_string(answer.body().c_str()));
  return document;
}
std::string link_of(const pugi::xml_node& of, const std::string& rel) {
  for (const pugi::xml_node& link : of.children("link")) {
    if (link.attribute("rel").value() == rel) return link.attribute("href").value();
  }
  return "";
}
std::size_t entries_of(const pugi::xml_document& feed) {
  const auto entries = feed.child("feed").children("entry");
  return static_cast<std::size_t>(std::distance(entries.begin(), entries.end()));
}

}  // namespace

TEST("library: a reading program finds works by following links, page after page") {
  Desk desk;
  const Client nobody = desk.stoa().nobody();
  const auto author = desk.add("authors", {{"name", "Terry Pratchett"}});
  for (int i = 0; i < 60; ++i)
    desk.add("works", {{"title", "Disc & World " + std::to_string(i)}, {"authors", {author}}});

  const auto root = feed_of(nobody.send("GET", "/opds"));
  const std::string popular =
      link_of(root.child("feed").child("entry"), "http://opds-spec.org/sort/popular");
  CHECK(popular == "/opds/popular");
  const auto first = feed_of(nobody.send("GET", popular));
  CHECK(entries_of(first) == 50);
  const std::string next = link_of(first.child("feed"), "next");
  const auto second = feed_of(nobody.send("GET", next));
  CHECK(entries_of(second) == 11);
  CHECK(link_of(second.child("feed"), "next").empty());

  const auto found = feed_of(nobody.send("GET", "/opds/search?q=disc+world+7"));
  REQUIRE(entries_of(found) == 1);
  const auto entry = found.child("feed").child("entry");
  CHECK(std::string(entry.child_value("title")) == "Disc & World 7");
  CHECK(std::string(entry.child("author").child_value("name")) == "Terry Pratchett");
  CHECK(link_of(entry, "http://opds-spec.org/acquisition/borrow").find("/library/?work=") !=
        std::string::npos);
}

TEST("library: a reading program shows the loans of who has a key, and nobody else's") {
  Desk desk;
  desk.add_copy("L-1");
  const std::string card = desk.add_borrower("A-1");
  const Client ann = desk.owner_of(card), ben = desk.stoa().user();
  desk.lend("L-1", "A-1").expect(201);
  const auto refused = desk.stoa().nobody().send("GET", "/opds/loans");
  CHECK(refused.status() == 401);
  CHECK(refused.header("WWW-Authenticate").starts_with("Basic "));
  const auto mine = feed_of(ann.send("GET", "/opds/loans"));
  CHECK(entries_of(mine) == 1);
  CHECK(std::string(mine.child("feed").child("entry").child_value("title")) == "The Dispossessed");
  CHECK(entries_of(feed_of(ben.send("GET", "/opds/loans"))) == 0);
}

TEST("library: what no reading program asks for is refused, in plain words") {
  Desk desk;
  const Client nobody = desk.stoa().nobody();
  for (const auto& [method, path, status] : {std::tuple{"GET", "/opds/nothing", 404},
                                             {"POST", "/opds", 405},
                                             {"PROPFIND", "/opds", 405},
                                             {"GET", "/opds/popular?after=x", 400},
                                             {"GET", "/opds/search?q=%ff", 400}}) {
    INFO(method << " " << path);
    const auto refused = nobody.send(method, path);
    CHECK(refused.status() == status);
    CHECK(refused.header("Content-Type") == "text/plain; charset=utf-8");
  }
  CHECK(nobody.send("GET", "/opds/search.xml").body().find("{searchTerms}") != std::string::npos);
}

}  // namespace stoa::library
