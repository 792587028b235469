// WebDAV (RFC 4918) as far as any app speaks it: what bodies ask for, and 207 Multi-Status.
//
// Nothing here knows what the resources are. A kind of resource is a table of LiveProperty; from it
// come the answers to a PROPFIND, a REPORT and a PROPPATCH. Pure functions; any thread.
#pragma once

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "formats/xml_tree.h"

namespace stoa::formats {

inline constexpr const char *dav_space = "DAV:", *caldav_space = "urn:ietf:params:xml:ns:caldav",
                            *calendar_server_space = "http://calendarserver.org/ns/",
                            *apple_space = "http://apple.com/ns/ical/";

// ---- what is asked ------------------------------------------------------------------------------

enum class Depth { zero, one, infinity };
// The field's value, infinity where there is none (RFC 4918 §10.2); nothing for another word.
std::optional<Depth> parse_depth(std::string_view field);

// What is asked about the properties of resources. Names may be asked for beside all.
struct PropertyRequest {
  enum class Kind { all, names, some } kind = Kind::all;
  std::vector<XmlName> some = {};
};
// The body of a PROPFIND, all properties where there is none. These throw XmlError.
PropertyRequest parse_propfind(std::string_view body);
// What the <prop>, <allprop> or <propname> in a REPORT asks; no property where there is none.
PropertyRequest property_request(const XmlElement& report);

struct PropertyChange {
  XmlElement property;
  bool remove = false;
};
// The body of a PROPPATCH: <propertyupdate>; and of what makes a collection, where `root` is its
// element ("mkcol", "mkcalendar"), without a body none.
std::vector<PropertyChange> parse_changes(std::string_view body, const XmlName& root);

// ---- what is answered ---------------------------------------------------------------------------

// A path as a href: every segment percent-encoded.
std::string href_of(std::initializer_list<std::string_view> segments, bool collection);

XmlElement dav_element(const char* local, std::vector<XmlElement> children = {});
XmlElement dav_text(const char* local, std::string text);
XmlElement dav_href(std::string href);

// The properties of one resource, by the status of each.
struct PropertyAnswer {
  std::vector<XmlElement> found = {};  // 200
  std::vector<XmlName> missing = {};   // 404
  struct Refused {
    XmlName name;
    int status = 0;
    std::string precondition = {};  // of DAV:, "" for none
  };
  std::vector<Refused> refused = {};
};

// What a kind R of resources has. Nothing: this one does not have it.
template <class R>
struct LiveProperty {
  XmlName name;
  std::optional<XmlElement> (*of)(const R&);
  bool in_all = true;  // what is costly is given to those who name it
};

// Whether a property is asked for.
bool asks(const PropertyRequest& request, const XmlName& name, bool in_all);
// Says of each property that was named and is not there that it is missing.
void add_missing(const PropertyRequest& request, PropertyAnswer& answer);

// The live properties that are asked for; what is asked for beside them is told by add_missing().
template <class R>
PropertyAnswer live_properties(const PropertyRequest& request,
                               std::span<const LiveProperty<R>> table, const R& resource) {
  PropertyAnswer answer;
  for (const auto& property : table) {
    if (!asks(request, property.name, property.in_all)) continue;
    auto value = property.of(resource);
    if (!value) continue;
    if (request.kind == PropertyRequest::Kind::names) *value = {.name = property.name};
    answer.found.push_back(std::move(*value));
  }
  return answer;
}

class Multistatus {
 public:
  Multistatus();
  void add(const std::string& href, const PropertyAnswer& answer);
  // A resource of which there is a status alone: one that is gone.
  void add(const std::string& href, int status, const std::optional<XmlElement>& error = {});
  void sync_token(const std::string& token);
  std::string text() &&;

 private:
  std::string out_;
};

// The body of a refusal, RFC 4918 §16: <error> with the precondition that does not hold, if there
// is a name for it, and a sentence for people.
std::string dav_error(const std::optional<XmlElement>& precondition, std::string_view sentence);

}  // namespace stoa::formats
