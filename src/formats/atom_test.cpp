#include "formats/atom.h"

#include <doctest/doctest.h>

#include <pugixml.hpp>

namespace stoa::formats {

TEST_CASE("atom: what a feed says is what a reader of XML gets") {
  const std::string title = "Quotes \" & <b>bold</b> — 日本\x01";
  const std::string xml = to_xml({.id = "urn:x",
                                  .title = title,
                                  .updated = "2026-11-29T00:00:00Z",
                                  .links = {{"self", "/a?b=1&c=2", "text/html", "A \"link\""}},
                                  .entries = {{.id = "urn:y",
                                               .title = "One",
                                               .updated = "2026-11-29T00:00:00Z",
                                               .authors = {"Ann", "Ben"},
                                               .summary = "Due: soon",
                                               .issued = "1974",
                                               .categories = {{"sf", "Science fiction"}}}}});
  pugi::xml_document document;
  REQUIRE(document.load_string(xml.c_str()));
  const auto feed = document.child("feed");
  CHECK(std::string(feed.child_value("title")) == "Quotes \" & <b>bold</b> — 日本");
  CHECK(std::string(feed.child("link").attribute("href").value()) == "/a?b=1&c=2");
  CHECK(std::string(feed.child("link").attribute("title").value()) == "A \"link\"");
  const auto entry = feed.child("entry");
  CHECK(std::string(entry.child("author").child_value("name")) == "Ann");
  CHECK(std::string(entry.child("author").next_sibling("author").child_value("name")) == "Ben");
  CHECK(std::string(entry.child_value("dcterms:issued")) == "1974");
  CHECK(std::string(entry.child("category").attribute("label").value()) == "Science fiction");
}

}  // namespace stoa::formats
