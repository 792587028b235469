#include "formats/webdav.h"

#include <fmt/format.h>

#include <algorithm>

#include "kernel/model/percent.h"

namespace stoa::formats {
namespace {

const std::vector<XmlPrefix> dav_prefixes{
    {dav_space, "D"}, {caldav_space, "C"}, {calendar_server_space, "CS"}, {apple_space, "I"}};

// Declares the prefixes at the root, by hand: elsewhere they are taken as declared.
std::string opening(std::string_view root) {
  std::string out = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";
  out.append("<").append(root);
  for (const auto& [space, prefix] : dav_prefixes)
    out.append(" xmlns:").append(prefix).append("=\"").append(space).append("\"");
  return out + ">";
}

const char* reason_of(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 409:
      return "Conflict";
    case 424:
      return "Failed Dependency";
    case 507:
      return "Insufficient Storage";
    default:
      return "Refused";
  }
}

std::string status_line(int status) {
  return fmt::format("HTTP/1.1 {} {}", status, reason_of(status));
}

XmlElement propstat(std::vector<XmlElement> properties, int status) {
  return dav_element("propstat", {dav_element("prop", std::move(properties)),
                                  dav_text("status", status_line(status))});
}

XmlElement parse_root(std::string_view body, const XmlName& expected) {
  XmlElement root = parse_xml(body);
  if (root.name != expected)
    throw XmlError(
        fmt::format("The document is a <{}>, not a <{}>.", root.name.local, expected.local));
  return root;
}

void add_changes(const XmlElement& part, bool remove, std::vector<PropertyChange>& changes) {
  for (const XmlElement& prop : part.children) {
    if (prop.name != XmlName{dav_space, "prop"}) continue;
    for (const XmlElement& property : prop.children) changes.push_back({property, remove});
  }
}

}  // namespace

std::optional<Depth> parse_depth(std::string_view field) {
  if (field.empty()) return Depth::infinity;
  if (field == "0") return Depth::zero;
  if (field == "1") return Depth::one;
  std::string word(field);
  for (char& c : word) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  if (word == "infinity") return Depth::infinity;
  return std::nullopt;
}

PropertyRequest property_request(const XmlElement& asked) {
  using enum PropertyRequest::Kind;
  if (asked.child({dav_space, "propname"})) return {names};
  PropertyRequest request{some};
  const XmlElement* more = asked.child({dav_space, "prop"});
  if (asked.child({dav_space, "allprop"})) {
    request.kind = all;
    more = asked.child({dav_space, "include"});
  }
  if (!more) return request;
  for (const XmlElement& property : more->children) {
    const auto& seen = request.some;
    if (std::find(seen.begin(), seen.end(), property.name) == seen.end())
      request.some.push_back(property.name);
  }
  return request;
}

PropertyRequest parse_propfind(std::string_view body) {
  if (body.empty()) return {};
  const XmlElement root = parse_root(body, {dav_space, "propfind"});
  if (!root.child({dav_space, "prop"}) && !root.child({dav_space, "allprop"}) &&
      !root.child({dav_space, "propname"})) {
    throw XmlError("A <propfind> has a <prop>, an <allprop> or a <propname>.");
  }
  return property_request(root);
}

std::vector<PropertyChange> parse_changes(std::string_view body, const XmlName& root_name) {
  std::vector<PropertyChange> changes;
  const XmlElement root = parse_root(body, root_name);
  for (const XmlElement& part : root.children) {
    if (part.name == XmlName{dav_space, "set"}) add_changes(part, false, changes);
    if (part.name == XmlName{dav_space, "remove"}) add_changes(part, true, changes);
  }
  return changes;
}

std::string href_of(std::initializer_list<std::string_view> segments, bool collection) {
  std::string href;
  for (const std::string_view segment : segments) href += "/" + percent_encode(segment);
  return collection ? href + "/" : href;
}

XmlElement dav_element(const char* local, std::vector<XmlElement> children) {
  return {.name = {dav_space, local}, .children = std::move(children)};
}

XmlElement dav_text(const char* local, std::string text) {
  return {.name = {dav_space, local}, .text = std::move(text)};
}

XmlElement dav_href(std::string href) { return dav_text("href", std::move(href)); }

bool asks(const PropertyRequest& request, const XmlName& name, bool in_all) {
  using enum PropertyRequest::Kind;
  if (request.kind == names || (request.kind == all && in_all)) return true;
  return std::find(request.some.begin(), request.some.end(), name) != request.some.end();
}

void add_missing(const PropertyRequest& request, PropertyAnswer& answer) {
  for (const XmlName& name : request.some) {
    const bool there = std::any_of(answer.found.begin(), answer.found.end(),
                                   [&](const XmlElement& each) { return each.name == name; });
    if (!there) answer.missing.push_back(name);
  }
}

Multistatus::Multistatus() : out_(opening("D:multistatus")) {}

void Multistatus::add(const std::string& href, const PropertyAnswer& answer) {
  XmlElement response = dav_element("response", {dav_href(href)});
  auto& parts = response.children;
  if (!answer.found.empty()) parts.push_back(propstat(answer.found, 200));
  std::vector<XmlElement> missing;
  for (const XmlName& name : answer.missing) missing.push_back({.name = name});
  if (!missing.empty()) parts.push_back(propstat(std::move(missing), 404));
  for (const auto& refused : answer.refused) {
    parts.push_back(propstat({{.name = refused.name}}, refused.status));
    if (!refused.precondition.empty())
      parts.back().children.push_back(
          dav_element("error", {dav_element(refused.precondition.c_str())}));
  }
  // A response has a propstat, even when nothing was asked for.
  if (parts.size() == 1) parts.push_back(propstat({}, 200));
  append_xml(out_, response, dav_prefixes);
}

void Multistatus::add(const std::string& href, int status, const std::optional<XmlElement>& error) {
  XmlElement response =
      dav_element("response", {dav_href(href), dav_text("status", status_line(status))});
  if (error) response.children.push_back(dav_element("error", {*error}));
  append_xml(out_, response, dav_prefixes);
}

void Multistatus::sync_token(const std::string& token) {
  append_xml(out_, dav_text("sync-token", token), dav_prefixes);
}

std::string Multistatus::text() && { return std::move(out_) + "</D:multistatus>\n"; }

std::string dav_error(const std::optional<XmlElement>& precondition, std::string_view sentence) {
  std::string out = opening("D:error");
  if (precondition) append_xml(out, *precondition, dav_prefixes);
  append_xml(out, dav_text("responsedescription", std::string(sentence)), dav_prefixes);
  return out + "</D:error>\n";
}

}  // namespace stoa::formats
