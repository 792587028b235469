#include "formats/atom.h"

#include <algorithm>
#include <pugixml.hpp>
#include <sstream>

namespace stoa::formats {
namespace {

using pugi::xml_node;

std::string without_controls(std::string text) {
  std::erase_if(text, [](unsigned char c) { return c < 0x20 && c != '\t' && c != '\n'; });
  return text;
}

void add_text(xml_node to, const char* name, const std::string& text) {
  to.append_child(name).text().set(without_controls(text).c_str());
}

void add_links(xml_node to, const std::vector<AtomLink>& links) {
  for (const AtomLink& one : links) {
    xml_node link = to.append_child("link");
    link.append_attribute("rel") = one.rel.c_str();
    link.append_attribute("href") = one.href.c_str();
    if (!one.type.empty()) link.append_attribute("type") = one.type.c_str();
    if (!one.title.empty()) link.append_attribute("title") = without_controls(one.title).c_str();
  }
}

void add_entry(xml_node feed, const AtomEntry& one) {
  xml_node entry = feed.append_child("entry");
  add_text(entry, "id", one.id);
  add_text(entry, "title", one.title);
  add_text(entry, "updated", one.updated);
  for (const std::string& author : one.authors)
    add_text(entry.append_child("author"), "name", author);
  if (!one.issued.empty()) add_text(entry, "dcterms:issued", one.issued);
  for (const AtomCategory& category : one.categories) {
    xml_node node = entry.append_child("category");
    node.append_attribute("term") = category.term.c_str();
    node.append_attribute("label") = without_controls(category.label).c_str();
  }
  if (!one.summary.empty()) add_text(entry, "summary", one.summary);
  add_links(entry, one.links);
}

}  // namespace

std::string to_xml(const AtomFeed& feed) {
  pugi::xml_document document;
  xml_node root = document.append_child("feed");
  root.append_attribute("xmlns") = "http://www.w3.org/2005/Atom";
  root.append_attribute("xmlns:dcterms") = "http://purl.org/dc/terms/";
  add_text(root, "id", feed.id);
  add_text(root, "title", feed.title);
  add_text(root, "updated", feed.updated);
  if (!feed.author.empty()) add_text(root.append_child("author"), "name", feed.author);
  add_links(root, feed.links);
  for (const AtomEntry& entry : feed.entries) add_entry(root, entry);
  std::ostringstream out;
  document.save(out, "", pugi::format_raw, pugi::encoding_utf8);
  return out.str();
}

}  // namespace stoa::formats
