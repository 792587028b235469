#include "formats/webdav.h"

#include <doctest/doctest.h>

namespace stoa::formats {
namespace {

struct Thing {
  std::string title;
};

const LiveProperty<Thing> thing_properties[] = {
    {{dav_space, "displayname"},
     [](const Thing& thing) -> std::optional<XmlElement> {
       return dav_text("displayname", thing.title);
     }},
    {{dav_space, "costly"},
     [](const Thing&) -> std::optional<XmlElement> { return dav_text("costly", "1"); },
     false},
    {{dav_space, "absent"}, [](const Thing&) -> std::optional<XmlElement> { return std::nullopt; }},
};

std::string asked(const std::string& body) {
  const auto request = parse_propfind(body);
  auto answer = live_properties(request, std::span<const LiveProperty<Thing>>(thing_properties),
                                Thing{"A & B"});
  add_missing(request, answer);
  std::string said;
  for (const auto& found : answer.found) said += found.name.local + "=" + found.text + " ";
  for (const auto& missing : answer.missing) said += "no " + missing.local + " ";
  return said;
}

std::string body_of(const std::string& inner) {
  return "<propfind xmlns=\"DAV:\">" + inner + "</propfind>";
}

}  // namespace

TEST_CASE("webdav: a PROPFIND asks for all, for names, or for some, which may be missing") {
  CHECK(asked("") == "displayname=A & B ");
  CHECK(asked(body_of("<allprop/>")) == "displayname=A & B ");
  CHECK(asked(body_of("<allprop/><include><costly/></include>")) == "displayname=A & B costly=1 ");
  CHECK(asked(body_of("<propname/>")) == "displayname= costly= ");
  CHECK(asked(body_of("<prop><costly/><absent/><x xmlns='urn:y'/><costly/></prop>")) ==
        "costly=1 no absent no x ");
  CHECK_THROWS_AS(asked(body_of("")), XmlError);
  CHECK_THROWS_AS(asked("<prop xmlns=\"DAV:\"/>"), XmlError);
}

TEST_CASE("webdav: a Multi-Status tells of each property, and of what is gone") {
  Multistatus status;
  PropertyAnswer answer;
  answer.found.push_back(dav_text("displayname", "A & B"));
  answer.missing.push_back({"urn:y", "x"});
  answer.refused.push_back({{dav_space, "getetag"}, 403, "cannot-modify-protected-property"});
  status.add("/a%20b/", answer);
  status.add("/gone", 404);
  status.sync_token("urn:1");
  const auto tree = parse_xml(std::move(status).text());
  REQUIRE(tree.children.size() == 3);
  const auto& first = tree.children[0];
  CHECK(first.child({dav_space, "href"})->text == "/a%20b/");
  REQUIRE(first.children.size() == 4);
  CHECK(first.children[1].child({dav_space, "status"})->text == "HTTP/1.1 200 OK");
  CHECK(first.children[2].child({dav_space, "prop"})->child({"urn:y", "x"}) != nullptr);
  CHECK(first.children[3].child({dav_space, "error"})->children.size() == 1);
  CHECK(tree.children[1].child({dav_space, "status"})->text == "HTTP/1.1 404 Not Found");
  CHECK(tree.children[2].text == "urn:1");
}

TEST_CASE("webdav: depths and changes are read as they stand") {
  CHECK(parse_depth("") == Depth::infinity);
  CHECK(parse_depth("0") == Depth::zero);
  CHECK(parse_depth("1") == Depth::one);
  CHECK(parse_depth("Infinity") == Depth::infinity);
  CHECK_FALSE(parse_depth("2").has_value());
  const auto changes = parse_changes(
      "<propertyupdate xmlns=\"DAV:\"><set><prop><a>1</a><b/></prop></set>"
      "<remove><prop><c/></prop></remove></propertyupdate>",
      {dav_space, "propertyupdate"});
  REQUIRE(changes.size() == 3);
  CHECK(changes[0].property.text == "1");
  CHECK_FALSE(changes[1].remove);
  CHECK(changes[2].remove);
  CHECK(href_of({"lists", "a b/c"}, true) == "/lists/a%20b%2Fc/");
}

}  // namespace stoa::formats
