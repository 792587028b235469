// PROPFIND and GET at the CalDAV door.

#include "apps/todo/dav_problems.h"
#include "apps/todo/dav_properties.h"
#include "apps/todo/profiles.h"
#include "kernel/http/dates.h"

namespace stoa::todo {
namespace {

using formats::Depth;
using formats::Multistatus;
using formats::PropertyRequest;

struct Asked {
  const DavCall& call;
  Read& tx;
  const PropertyRequest request;
  const bool children;
  Multistatus answer = {};

  void add_calendar(const ListView& list, const Calendar& calendar) {
    answer.add(call.addresses.list(calendar.name), properties_of({call, list, calendar}, request));
  }
  void add_object(std::string_view list, const TaskObject& object) {
    answer.add(call.addresses.task(list, object.named.name()),
               properties_of(ObjectView{call, object}, request));
  }
};

void find_principal(Asked& asked) {
  if (asked.call.place.list != to_string(asked.call.who.account())) throw problems::not_found;
  const auto name = profile_of(asked.tx, asked.call.who.account()).name;
  asked.answer.add(asked.call.addresses.principal(asked.call.place.list),
                   properties_of(PrincipalView{asked.call, name.value_or("")}, asked.request));
}

void find_lists(Asked& asked) {
  asked.answer.add(asked.call.addresses.home(),
                   properties_of(PlainView{asked.call, "Lists"}, asked.request));
  if (!asked.children) return;
  const auto calendars = calendars_of(asked.tx, asked.call.who);
  ListQuery query;
  do {
    auto page = list_lists(asked.tx, asked.call.who, query);
    for (const ListView& list : page.items) {
      const auto known = calendars.find(list.id);
      asked.add_calendar(list, known != calendars.end()
                                   ? known->second
                                   : Calendar{.list = list.id, .name = to_string(list.id)});
    }
    query.after = page.next;
  } while (query.after);
}

void find_list(Asked& asked) {
  const auto id = list_at(asked.tx, asked.call);
  const Calendar calendar = calendar_for(asked.tx, asked.call.who, id);
  asked.add_calendar(get_list(asked.tx, asked.call.who, id), calendar);
  if (!asked.children) return;
  asked.call.need("tasks", "read");
  for (const TaskObject& object : objects_in(asked.tx, asked.call, id))
    asked.add_object(asked.call.place.list, object);
}

void find_task(Asked& asked) {
  asked.call.need("tasks", "read");
  const auto list = list_at(asked.tx, asked.call);
  const auto object = object_at(asked.tx, asked.call, list, asked.call.place.name);
  if (!object) throw problems::not_found;
  asked.add_object(asked.call.place.list, *object);
}

void find_at(Asked& asked) {
  const DavAddresses& addresses = asked.call.addresses;
  switch (asked.call.place.kind) {
    case DavPlace::Kind::root:
      asked.answer.add(addresses.root(),
                       properties_of(PlainView{asked.call, "Stoa"}, asked.request));
      if (asked.children)
        asked.answer.add(addresses.home(),
                         properties_of(PlainView{asked.call, "Lists"}, asked.request));
      return;
    case DavPlace::Kind::principals:
      return asked.answer.add(addresses.root() + "principals/",
                              properties_of(PlainView{asked.call, "People"}, asked.request));
    case DavPlace::Kind::principal:
      return find_principal(asked);
    case DavPlace::Kind::home:
      return find_lists(asked);
    case DavPlace::Kind::list:
      return find_list(asked);
    case DavPlace::Kind::task:
      return find_task(asked);
    case DavPlace::Kind::nowhere:
      throw problems::not_found;
  }
}

http::Response ics_response(const formats::IcalComponent& calendar) {
  http::Response response;
  response.headers.set("Content-Type", "text/calendar; charset=utf-8");
  response.body = formats::to_icalendar(calendar);
  return response;
}

}  // namespace

http::Response dav_propfind(const DavCall& call) {
  const Depth depth = depth_of(call);
  const bool endless =
      call.place.kind == DavPlace::Kind::root || call.place.kind == DavPlace::Kind::home;
  if (depth == Depth::infinity && endless) throw dav::finite_depth;
  const PropertyRequest request = formats::parse_propfind(call.body());
  http::Response response;
  call.task.read([&](Read& tx) {
    Asked asked{call, tx, request, depth != Depth::zero};
    find_at(asked);
    response = multistatus_response(std::move(asked.answer));
  });
  return response;
}

http::Response dav_get(const DavCall& call) {
  if (call.place.kind == DavPlace::Kind::nowhere) throw problems::not_found;
  if (call.place.kind != DavPlace::Kind::task) throw problems::method_not_allowed;
  call.need("tasks", "read");
  http::Response response;
  call.task.read([&](Read& tx) {
    const auto object = object_at(tx, call, list_at(tx, call), call.place.name);
    if (!object) throw problems::not_found;
    response = ics_response(calendar_of(*object));
    response.headers.set("ETag", object->etag());
    response.headers.set("Last-Modified",
                         http::http_date(object->named.task.updated.micros / 1'000'000));
  });
  return response;
}

}  // namespace stoa::todo
