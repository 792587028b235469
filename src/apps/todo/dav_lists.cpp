// MKCALENDAR, MKCOL and PROPPATCH at the CalDAV door: lists, and what they are called.

#include <algorithm>

#include "apps/todo/dav_problems.h"
#include "apps/todo/dav_properties.h"

namespace stoa::todo {
namespace {

using formats::caldav_space;
using formats::PropertyAnswer;
using formats::PropertyChange;
using formats::XmlElement;
using formats::XmlName;

// What a list is to be: what it is now, changed one property after the other.
struct Wish {
  ListFields fields;
  DeadProperties kept;
};

// "#4466AAFF", as Apple's programs have it with how opaque it is, or "#4466aa".
std::optional<Color> color_in(std::string_view text) {
  if ((text.size() != 7 && text.size() != 9) || text.front() != '#') return std::nullopt;
  std::string color(text.substr(0, 7));
  for (char& c : color) {
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c + 32);
    if (c != '#' && !std::isxdigit(static_cast<unsigned char>(c))) return std::nullopt;
  }
  return Color(color);
}

// 0 where the change can be, or the status that says why not.
int apply(const PropertyChange& change, Wish& wish) {
  const XmlElement& property = change.property;
  if (is_protected(property.name)) return 403;
  if (property.name == XmlName{formats::dav_space, "displayname"}) {
    if (change.remove || property.text.empty()) return 409;
    wish.fields.title = property.text;
    return 0;
  }
  if (property.name == XmlName{formats::apple_space, "calendar-color"}) {
    const auto color = change.remove ? std::nullopt : color_in(property.text);
    if (!change.remove && !color) return 409;
    wish.fields.color = color;
    return 0;
  }
  const std::string key = key_of(property.name);
  if (change.remove) {
    wish.kept.erase(key);
    return 0;
  }
  // What is made of elements is not kept: it would have to be understood to be given back.
  if (!property.children.empty()) return 403;
  if (key.size() + property.text.size() > longest_dead_property) return 507;
  wish.kept[key] = property.text;
  return wish.kept.size() > most_dead_properties ? 507 : 0;
}

// All of them or none: what would have been done is 424 if another cannot be.
PropertyAnswer apply_all(const std::vector<PropertyChange>& changes, Wish& wish) {
  PropertyAnswer answer;
  std::vector<int> statuses;
  for (const PropertyChange& change : changes) statuses.push_back(apply(change, wish));
  const bool fails = std::any_of(statuses.begin(), statuses.end(), [](int s) { return s != 0; });
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const XmlName& name = changes[i].property.name;
    if (!fails) {
      answer.found.push_back({.name = name});
    } else if (statuses[i] == 0) {
      answer.refused.push_back({name, 424});
    } else {
      answer.refused.push_back(
          {name, statuses[i], is_protected(name) ? "cannot-modify-protected-property" : ""});
    }
  }
  return answer;
}

http::Response patch_response(const std::string& href, const PropertyAnswer& answer) {
  formats::Multistatus statuses;
  statuses.add(href, answer);
  return multistatus_response(std::move(statuses));
}

PropertyAnswer patch_list(Write& tx, const DavCall& call,
                          const std::vector<PropertyChange>& changes) {
  const auto id = list_at(tx, call);
  const ListView list = get_list(tx, call.who, id);
  Calendar calendar = calendar_for(tx, call.who, id);
  Wish wish{list, calendar.properties};
  PropertyAnswer answer = apply_all(changes, wish);
  if (!answer.refused.empty()) return answer;
  if (wish.fields.title != list.title || wish.fields.color != list.color) {
    check_may_change(tx, call, id);
    edit_list(tx, call.who, {.fields = {wish.fields, id}, .document = to_json(wish.fields)});
  }
  if (wish.kept != calendar.properties) {
    calendar.properties = std::move(wish.kept);
    store_calendar(tx, std::move(calendar));
  }
  return answer;
}

// ---- a new list ---------------------------------------------------------------------------------

constexpr std::size_t longest_list_name = 255;  // bytes

// What a list is called whose program gives it no name but that in its address.
std::string first_title(const std::string& name) {
  return name.size() <= 100 ? name : std::string("Tasks");
}

bool holds_todos(const XmlElement& components) {
  return std::any_of(components.children.begin(), components.children.end(),
                     [](const XmlElement& each) { return each.attribute("name") == "VTODO"; });
}

// What a calendar is by itself need not be said, but not denied either.
void check_kind(const PropertyChange& change) {
  const XmlElement& property = change.property;
  if (property.name == XmlName{formats::dav_space, "resourcetype"} &&
      !property.child({caldav_space, "calendar"})) {
    throw dav::valid_resourcetype;
  }
  if (property.name == XmlName{caldav_space, "supported-calendar-component-set"} &&
      !holds_todos(property)) {
    throw dav::supported_component;
  }
}

bool says_the_kind(const PropertyChange& change) {
  return change.property.name == XmlName{formats::dav_space, "resourcetype"} ||
         change.property.name == XmlName{caldav_space, "supported-calendar-component-set"};
}

std::vector<PropertyChange> asked_of_new(const DavCall& call) {
  if (call.body().empty()) return {};
  const auto type = call.request.http.headers.get("Content-Type");
  if (type.find("xml") == type.npos) throw dav::xml_needed;
  const bool mkcol = call.request.http.method == "MKCOL";
  const XmlName root =
      mkcol ? XmlName{formats::dav_space, "mkcol"} : XmlName{caldav_space, "mkcalendar"};
  auto changes = formats::parse_changes(call.body(), root);
  for (const PropertyChange& change : changes) check_kind(change);
  std::erase_if(changes, says_the_kind);
  return changes;
}

}  // namespace

http::Response dav_proppatch(const DavCall& call) {
  if (call.place.kind == DavPlace::Kind::nowhere) throw problems::not_found;
  const auto changes = formats::parse_changes(call.body(), {formats::dav_space, "propertyupdate"});
  PropertyAnswer answer;
  std::string href(call.request.http.path);
  if (call.place.kind == DavPlace::Kind::list) {
    call.need("lists", "write");
    call.task.write([&](Write& tx) { answer = patch_list(tx, call, changes); });
  } else {
    call.task.read([&](Read& tx) {
      if (call.place.kind != DavPlace::Kind::task) return;
      if (!object_at(tx, call, list_at(tx, call), call.place.name)) throw problems::not_found;
    });
    for (const PropertyChange& change : changes)
      answer.refused.push_back({change.property.name, 403, "cannot-modify-protected-property"});
  }
  return patch_response(href, answer);
}

http::Response dav_make(const DavCall& call) {
  const auto changes = asked_of_new(call);
  if (call.place.kind == DavPlace::Kind::task || call.place.kind == DavPlace::Kind::nowhere) {
    // Nothing is made below a list that is there; what has no list above it is 409.
    call.task.read([&](Read& tx) {
      if (!list_named(tx, call.who, call.place.list)) throw dav::no_parent;
    });
    throw dav::collection_location;
  }
  if (call.place.kind != DavPlace::Kind::list) throw dav::must_be_null;
  call.need("lists", "write");
  if (call.place.list.size() > longest_list_name)
    throw Refusal{dav::collection_location, "A name in an address has at most 255 bytes."};
  PropertyAnswer answer;
  call.task.write([&](Write& tx) {
    if (list_named(tx, call.who, call.place.list)) throw dav::must_be_null;
    Wish wish{.fields = {.title = first_title(call.place.list)}};
    answer = apply_all(changes, wish);
    if (!answer.refused.empty()) return;
    const ListView list = add_list(tx, call.who, from_json<ListFields>(to_json(wish.fields)));
    give_up_name(tx, call.who, call.place.list);
    store_calendar(tx, {.list = list.id,
                        .account = call.who.account(),
                        .name = call.place.list,
                        .properties = std::move(wish.kept)});
  });
  if (!answer.refused.empty()) return patch_response(call.request.http.path, answer);
  http::Response response{.status = 201};
  response.headers.set("Location", call.addresses.list(call.place.list));
  return response;
}

}  // namespace stoa::todo
