#include "apps/todo/dav_properties.h"

#include <algorithm>

#include "formats/caldav_filter.h"
#include "kernel/http/dates.h"

namespace stoa::todo {
namespace {

using formats::apple_space;
using formats::caldav_space;
using formats::calendar_server_space;
using formats::dav_element;
using formats::dav_href;
using formats::dav_space;
using formats::dav_text;
using formats::LiveProperty;
using formats::PropertyAnswer;
using formats::PropertyRequest;
using formats::XmlElement;
using formats::XmlName;

using Value = std::optional<XmlElement>;

XmlElement cal_element(const char* local, std::vector<XmlElement> children = {}) {
  return {.name = {caldav_space, local}, .children = std::move(children)};
}

XmlElement cal_text(const char* local, std::string text) {
  return {.name = {caldav_space, local}, .text = std::move(text)};
}

// ---- of every resource --------------------------------------------------------------------------

std::string own_principal(const DavCall& call) {
  return call.addresses.principal(to_string(call.who.account()));
}

template <class R>
Value current_user_principal(const R& view) {
  return dav_element("current-user-principal", {dav_href(own_principal(view.call))});
}

template <class R>
Value principal_collection_set(const R& view) {
  return dav_element("principal-collection-set",
                     {dav_href(view.call.addresses.root() + "principals/")});
}

XmlElement privilege(const char* local) { return dav_element("privilege", {dav_element(local)}); }

XmlElement privileges(std::initializer_list<const char*> names) {
  XmlElement set = dav_element("current-user-privilege-set");
  for (const char* name : names) set.children.push_back(privilege(name));
  return set;
}

// ---- ways through, and the caller ---------------------------------------------------------------

const LiveProperty<PlainView> plain_properties[] = {
    {{dav_space, "resourcetype"},
     [](const PlainView&) -> Value {
       return dav_element("resourcetype", {dav_element("collection")});
     }},
    {{dav_space, "displayname"},
     [](const PlainView& view) -> Value { return dav_text("displayname", view.title); }},
    {{dav_space, "current-user-principal"}, current_user_principal<PlainView>},
    {{dav_space, "principal-collection-set"}, principal_collection_set<PlainView>, false},
    {{dav_space, "current-user-privilege-set"},
     [](const PlainView& view) -> Value {
       const bool makes =
           view.call.place.kind == DavPlace::Kind::home && view.call.may("lists", "write");
       return makes ? privileges({"read", "bind", "unbind"}) : privileges({"read"});
     },
     false},
};

const LiveProperty<PrincipalView> principal_properties[] = {
    {{dav_space, "resourcetype"},
     [](const PrincipalView&) -> Value {
       return dav_element("resourcetype", {dav_element("collection"), dav_element("principal")});
     }},
    {{dav_space, "displayname"},
     [](const PrincipalView& view) -> Value { return dav_text("displayname", view.name); }},
    {{dav_space, "current-user-principal"}, current_user_principal<PrincipalView>},
    {{dav_space, "principal-URL"},
     [](const PrincipalView& view) -> Value {
       return dav_element("principal-URL", {dav_href(own_principal(view.call))});
     }},
    {{caldav_space, "calendar-home-set"},
     [](const PrincipalView& view) -> Value {
       return cal_element("calendar-home-set", {dav_href(view.call.addresses.home())});
     },
     false},
    {{caldav_space, "calendar-user-address-set"},
     [](const PrincipalView& view) -> Value {
       return cal_element("calendar-user-address-set", {dav_href(own_principal(view.call))});
     },
     false},
    {{dav_space, "principal-collection-set"}, principal_collection_set<PrincipalView>, false},
    {{dav_space, "current-user-privilege-set"},
     [](const PrincipalView&) -> Value { return privileges({"read"}); },
     false},
};

// ---- a list -------------------------------------------------------------------------------------

bool may_change_tasks(const CalendarView& view) {
  return view.list.role != Share::viewer && view.call.may("tasks", "write");
}

XmlElement supported_report(const char* space, const char* local) {
  return dav_element("supported-report", {dav_element("report", {{.name = {space, local}}})});
}

Value reports(const CalendarView&) {
  return dav_element("supported-report-set", {supported_report(caldav_space, "calendar-query"),
                                              supported_report(caldav_space, "calendar-multiget"),
                                              supported_report(dav_space, "sync-collection")});
}

Value privileges_on_list(const CalendarView& view) {
  XmlElement set = privileges({"read", "read-current-user-privilege-set"});
  const bool tasks = may_change_tasks(view);
  const bool list = view.list.role != Share::viewer && view.call.may("lists", "write");
  if (tasks && list) set.children.push_back(privilege("write"));
  if (list) set.children.push_back(privilege("write-properties"));
  if (tasks) {
    for (const char* each : {"write-content", "bind", "unbind"})
      set.children.push_back(privilege(each));
  }
  return set;
}

const LiveProperty<CalendarView> calendar_properties[] = {
    {{dav_space, "resourcetype"},
     [](const CalendarView&) -> Value {
       return dav_element("resourcetype", {dav_element("collection"), cal_element("calendar")});
     }},
    {{dav_space, "displayname"},
     [](const CalendarView& view) -> Value { return dav_text("displayname", view.list.title); }},
    {{apple_space, "calendar-color"},
     [](const CalendarView& view) -> Value {
       if (!view.list.color) return std::nullopt;
       return XmlElement{{apple_space, "calendar-color"}, *view.list.color};
     }},
    {{calendar_server_space, "getctag"},
     [](const CalendarView& view) -> Value {
       return XmlElement{{calendar_server_space, "getctag"}, sync_token(view.list)};
     }},
    {{dav_space, "sync-token"},
     [](const CalendarView& view) -> Value {
       return dav_text("sync-token", sync_token(view.list));
     }},
    {{dav_space, "creationdate"},
     [](const CalendarView& view) -> Value {
       return dav_text("creationdate", to_string(view.list.created));
     }},
    {{dav_space, "current-user-principal"}, current_user_principal<CalendarView>, false},
    {{dav_space, "owner"},
     [](const CalendarView& view) -> Value {
       if (view.list.role != Share::owner) return std::nullopt;
       return dav_element("owner", {dav_href(own_principal(view.call))});
     },
     false},
    {{dav_space, "current-user-privilege-set"}, privileges_on_list, false},
    {{dav_space, "supported-report-set"}, reports, false},
    {{caldav_space, "supported-calendar-component-set"},
     [](const CalendarView&) -> Value {
       XmlElement todo = cal_element("comp");
       todo.attributes.push_back({"name", "VTODO"});
       return cal_element("supported-calendar-component-set", {todo});
     },
     false},
    {{caldav_space, "supported-calendar-data"},
     [](const CalendarView&) -> Value {
       XmlElement data = cal_element("calendar-data");
       data.attributes = {{"content-type", "text/calendar"}, {"version", "2.0"}};
       return cal_element("supported-calendar-data", {data});
     },
     false},
    {{caldav_space, "supported-collation-set"},
     [](const CalendarView&) -> Value {
       return cal_element("supported-collation-set",
                          {cal_text("supported-collation", "i;ascii-casemap"),
                           cal_text("supported-collation", "i;octet")});
     },
     false},
    {{caldav_space, "max-resource-size"},
     [](const CalendarView&) -> Value {
       return cal_text("max-resource-size", std::to_string(longest_vtodo));
     },
     false},
};

// ---- a task -------------------------------------------------------------------------------------

Value calendar_data(const ObjectView& view) {
  auto calendar = calendar_of(view.object);
  const XmlElement* wanted =
      view.calendar_data ? view.calendar_data->child({caldav_space, "comp"}) : nullptr;
  if (wanted) calendar = formats::selected(calendar, *wanted);
  return cal_text("calendar-data", formats::to_icalendar(calendar));
}

const LiveProperty<ObjectView> object_properties[] = {
    {{dav_space, "resourcetype"},
     [](const ObjectView&) -> Value { return dav_element("resourcetype"); }},
    {{dav_space, "getetag"},
     [](const ObjectView& view) -> Value { return dav_text("getetag", view.object.etag()); }},
    {{dav_space, "getcontenttype"},
     [](const ObjectView&) -> Value { return dav_text("getcontenttype", ics_type); }},
    {{dav_space, "getlastmodified"},
     [](const ObjectView& view) -> Value {
       const Timestamp at = view.object.named.task.updated;
       return dav_text("getlastmodified", http::http_date(at.micros / 1'000'000));
     }},
    {{dav_space, "creationdate"},
     [](const ObjectView& view) -> Value {
       return dav_text("creationdate", to_string(view.object.named.task.created));
     }},
    {{dav_space, "getcontentlength"},
     [](const ObjectView& view) -> Value {
       const auto text = formats::to_icalendar(calendar_of(view.object));
       return dav_text("getcontentlength", std::to_string(text.size()));
     },
     false},
    {{dav_space, "displayname"},
     [](const ObjectView& view) -> Value {
       return dav_text("displayname", view.object.named.task.title);
     },
     false},
    {{dav_space, "current-user-principal"}, current_user_principal<ObjectView>, false},
    {{caldav_space, "calendar-data"}, calendar_data, false},
};

template <class R, std::size_t N>
PropertyAnswer of_table(const PropertyRequest& request, const LiveProperty<R> (&table)[N],
                        const R& view) {
  PropertyAnswer answer =
      formats::live_properties(request, std::span<const LiveProperty<R>>(table), view);
  add_missing(request, answer);
  return answer;
}

template <class R, std::size_t N>
bool is_live(const XmlName& name, const LiveProperty<R> (&table)[N]) {
  return std::any_of(std::begin(table), std::end(table),
                     [&](const LiveProperty<R>& each) { return each.name == name; });
}

XmlName name_of_key(const std::string& key) {
  const auto end = key.find('}');
  return {key.substr(1, end - 1), key.substr(end + 1)};
}

}  // namespace

PropertyAnswer properties_of(const PlainView& view, const PropertyRequest& request) {
  return of_table(request, plain_properties, view);
}

PropertyAnswer properties_of(const PrincipalView& view, const PropertyRequest& request) {
  return of_table(request, principal_properties, view);
}

PropertyAnswer properties_of(const CalendarView& view, const PropertyRequest& request) {
  PropertyAnswer answer = formats::live_properties(
      request, std::span<const LiveProperty<CalendarView>>(calendar_properties), view);
  for (const auto& [key, text] : view.calendar.properties) {
    const XmlName name = name_of_key(key);
    if (!asks(request, name, true)) continue;
    const bool names_alone = request.kind == PropertyRequest::Kind::names;
    answer.found.push_back({.name = name, .text = names_alone ? "" : text});
  }
  add_missing(request, answer);
  return answer;
}

PropertyAnswer properties_of(const ObjectView& view, const PropertyRequest& request) {
  return of_table(request, object_properties, view);
}

bool is_protected(const XmlName& name) {
  if (name == XmlName{dav_space, "displayname"} || name == XmlName{apple_space, "calendar-color"})
    return false;
  return is_live(name, calendar_properties) || is_live(name, object_properties) ||
         is_live(name, principal_properties) || name.space == dav_space;
}

std::string key_of(const XmlName& name) { return "{" + name.space + "}" + name.local; }

}  // namespace stoa::todo
