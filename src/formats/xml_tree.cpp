#include "formats/xml_tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <pugixml.hpp>

#include "kernel/model/utf8.h"

namespace stoa::formats {
namespace {

// From prefixes to namespaces, "" being that of names without a prefix.
using XmlScope = std::map<std::string, std::string, std::less<>>;

// Whether a document may hold a character; the others not even escaped (XML 1.0 §2.2).
bool is_xml_character(char c) {
  return static_cast<unsigned char>(c) >= 0x20 || c == '\t' || c == '\n' || c == '\r';
}

class XmlReader {
 public:
  XmlElement read(pugi::xml_node node, XmlScope scope, std::size_t depth) {
    if (depth > deepest_xml)
      throw XmlError(fmt::format("The elements of a document lie at most {} deep.", deepest_xml));
    count();
    for (const auto attribute : node.attributes()) {
      const std::string_view name = attribute.name();
      if (name == "xmlns") scope[""] = plain(attribute.value());
      if (name.starts_with("xmlns:")) scope[std::string(name.substr(6))] = plain(attribute.value());
    }
    XmlElement element{.name = resolved(node.name(), scope)};
    for (const auto attribute : node.attributes()) {
      count();
      const std::string_view name = attribute.name();
      if (name == "xmlns" || name.starts_with("xmlns:")) continue;
      element.attributes.push_back({std::string(name), plain(attribute.value())});
    }
    for (const auto inner : node.children()) {
      if (inner.type() == pugi::node_element) {
        element.children.push_back(read(inner, scope, depth + 1));
      } else if (inner.type() == pugi::node_pcdata || inner.type() == pugi::node_cdata) {
        element.text += plain(inner.value());
      }
    }
    return element;
  }

 private:
  static XmlName resolved(std::string_view name, const XmlScope& scope) {
    const auto colon = name.find(':');
    const bool prefixed = colon != name.npos;
    const std::string_view prefix = prefixed ? name.substr(0, colon) : std::string_view();
    const std::string_view local = prefixed ? name.substr(colon + 1) : name;
    if (local.empty() || local.find(':') != local.npos || (prefixed && prefix.empty()))
      throw XmlError(fmt::format("<{}> is no name.", name));
    const auto found = scope.find(prefix);
    if (prefixed && (found == scope.end() || found->second.empty()))
      throw XmlError(fmt::format("The prefix of <{}> is declared nowhere.", name));
    return {found == scope.end() ? "" : found->second, std::string(local)};
  }

  static std::string plain(std::string text) {
    if (!std::all_of(text.begin(), text.end(), is_xml_character))
      throw XmlError("A document has no control characters.");
    return text;
  }

  // A part of four bytes becomes a hundred in memory: parts are limited, not bytes alone.
  void count() {
    if (++parts_ > most_xml_parts)
      throw XmlError(fmt::format("A document has at most {} parts.", most_xml_parts));
  }

  std::size_t parts_ = 0;
};

const XmlPrefix* prefix_of(const std::vector<XmlPrefix>& prefixes, std::string_view space) {
  const auto found = std::find_if(prefixes.begin(), prefixes.end(),
                                  [&](const XmlPrefix& each) { return each.space == space; });
  return found == prefixes.end() ? nullptr : &*found;
}

void append_attribute(std::string& out, std::string_view name, std::string_view value) {
  out.append(" ").append(name).append("=\"");
  append_xml_text(out, value);
  out += '"';
}

}  // namespace

const XmlElement* XmlElement::child(const XmlName& wanted) const {
  const auto found = std::find_if(children.begin(), children.end(),
                                  [&](const XmlElement& each) { return each.name == wanted; });
  return found == children.end() ? nullptr : &*found;
}

std::string_view XmlElement::attribute(std::string_view wanted) const {
  const auto found = std::find_if(attributes.begin(), attributes.end(),
                                  [&](const Attribute& each) { return each.name == wanted; });
  return found == attributes.end() ? std::string_view() : found->value;
}

XmlElement parse_xml(std::string_view text) {
  if (find_invalid_utf8(text) != text.npos) throw XmlError("The document is not UTF-8.");
  pugi::xml_document document;
  // Blanks around a text belong to it; the document type is kept to be seen, and refused.
  constexpr unsigned how = pugi::parse_default | pugi::parse_ws_pcdata | pugi::parse_doctype;
  const auto result = document.load_buffer(text.data(), text.size(), how, pugi::encoding_utf8);
  if (!result) {
    throw XmlError(
        fmt::format("The document is no XML at byte {}: {}.", result.offset, result.description()));
  }
  std::vector<pugi::xml_node> roots;
  for (const auto node : document.children()) {
    if (node.type() == pugi::node_doctype) throw XmlError("A document type is not read here.");
    if (node.type() == pugi::node_element) roots.push_back(node);
  }
  if (roots.size() != 1) throw XmlError("A document has one element at its top.");
  return XmlReader().read(roots.front(), {}, 1);
}

void append_xml_text(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '"') {
      out += "&quot;";
    } else if (c == '\r') {
      out += "&#13;";
    } else if (is_xml_character(c)) {
      out += c;
    }
  }
}

void append_xml(std::string& out, const XmlElement& element,
                const std::vector<XmlPrefix>& prefixes) {
  const XmlPrefix* known = prefix_of(prefixes, element.name.space);
  std::string name;
  if (known && !known->prefix.empty()) name.append(known->prefix).append(":");
  name += element.name.local;
  out.append("<").append(name);
  if (!known) append_attribute(out, "xmlns", element.name.space);
  for (const auto& each : element.attributes) append_attribute(out, each.name, each.value);
  if (element.text.empty() && element.children.empty()) {
    out += "/>";
    return;
  }
  out += '>';
  append_xml_text(out, element.text);
  for (const XmlElement& child : element.children) append_xml(out, child, prefixes);
  out.append("</").append(name).append(">");
}

}  // namespace stoa::formats
