#include "formats/xml_tree.h"

#include <doctest/doctest.h>

namespace stoa::formats {
namespace {

std::string xml_fault(const std::string& text) {
  try {
    parse_xml(text);
    return "";
  } catch (const XmlError& error) {
    return error.what();
  }
}

std::string xml_again(const std::string& text) {
  std::string out;
  append_xml(out, parse_xml(text), {{"DAV:", "D"}});
  return out;
}

}  // namespace

TEST_CASE("xml: names carry their namespaces, however they are prefixed") {
  const auto tree = parse_xml(
      "<?xml version=\"1.0\"?><a:one xmlns:a=\"DAV:\" xmlns=\"urn:x\"><two k=\"v\">text</two>"
      "<three xmlns=\"DAV:\"/><!-- no --><four xmlns=\"\">a<![CDATA[<b>]]></four></a:one>");
  CHECK(tree.name == XmlName{"DAV:", "one"});
  REQUIRE(tree.children.size() == 3);
  CHECK(tree.child({"urn:x", "two"})->text == "text");
  CHECK(tree.child({"urn:x", "two"})->attribute("k") == "v");
  CHECK(tree.child({"DAV:", "three"}) != nullptr);
  CHECK(tree.child({"", "four"})->text == "a<b>");
  CHECK(tree.child({"DAV:", "two"}) == nullptr);
}

TEST_CASE("xml: what is written is read again as the same, and no text becomes markup") {
  CHECK(
      xml_again("<x:a xmlns:x='DAV:'><b xmlns='urn:y' k='&quot;&lt;'>1 &amp; 2 &lt; 3</b></x:a>") ==
      "<D:a><b xmlns=\"urn:y\" k=\"&quot;&lt;\">1 &amp; 2 &lt; 3</b></D:a>");
  const std::string odd = "]]>\r\n<&>\"'";
  std::string out;
  append_xml(out, {.name = {"", "a"}, .text = odd}, {});
  CHECK(parse_xml(out).text == odd);
  out.clear();
  append_xml_text(out, std::string_view("a\0b\x01", 4));
  CHECK(out == "ab");
}

TEST_CASE("xml: document types, depths, prefixes of nobody and other encodings are refused") {
  CHECK(xml_fault("<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>") ==
        "A document type is not read here.");
  CHECK(xml_fault("<x:a/>") == "The prefix of <x:a> is declared nowhere.");
  for (const char* text :
       {"", " ", "a", "<a>", "<a></b>", "<a/><b/>", "<a b></a>", "<a>&#2;</a>", "<a b='\x01'/>",
        "<a: xmlns:a='x'/>", "<a:b:c xmlns:a='x'/>", "<:a/>", "\xff\xfe<a/>", "<a>\xff</a>"})
    CHECK_FALSE(xml_fault(text).empty());
  std::string deep, many = "<a>";
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  for (int i = 0; i < 100'000; ++i) deep += "</a>";
  for (std::size_t i = 0; i < most_xml_parts; ++i) many += "<b/>";
  CHECK(xml_fault(deep) == "The elements of a document lie at most 32 deep.");
  CHECK(xml_fault(many + "</a>") == "A document has at most 50000 parts.");
}

}  // namespace stoa::formats
