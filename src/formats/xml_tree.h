// Small XML documents as trees whose names carry their namespaces: what WebDAV speaks in.
//
// Read by pugixml, which knows no DTD: a document type is refused, and so is what is too deep or
// has too many parts. Comments and processing instructions are passed over. Pure functions; any
// thread.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace stoa::formats {

// Why a text is no document that is read here, in a sentence.
class XmlError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct XmlName {
  std::string space;  // "DAV:", "" for none
  std::string local;
  auto operator<=>(const XmlName&) const = default;
};

struct XmlElement {
  XmlName name;
  std::string text = {};  // of its own, put together; of an element with children mostly blanks
  std::vector<XmlElement> children = {};
  // Without those that declare namespaces.
  struct Attribute {
    std::string name, value;
    bool operator==(const Attribute&) const = default;
  };
  std::vector<Attribute> attributes = {};
  bool operator==(const XmlElement&) const = default;

  // The first child of this name, nullptr for none.
  const XmlElement* child(const XmlName& name) const;
  // The value of an attribute, "" for none.
  std::string_view attribute(std::string_view name) const;
};

inline constexpr std::size_t deepest_xml = 32, most_xml_parts = 50'000;

// Throws XmlError.
XmlElement parse_xml(std::string_view text);

// Appends an element. Namespaces of `prefixes` are taken as declared by what it stands in; any
// other is declared where it is needed. What XML cannot hold (control characters) is left out.
struct XmlPrefix {
  std::string_view space, prefix;
};
void append_xml(std::string& out, const XmlElement& element,
                const std::vector<XmlPrefix>& prefixes);
// As text between tags, or in an attribute.
void append_xml_text(std::string& out, std::string_view text);

}  // namespace stoa::formats
