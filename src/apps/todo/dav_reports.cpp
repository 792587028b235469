// REPORT at the CalDAV door: calendar-query, calendar-multiget (RFC 4791 §7) and sync-collection
// (RFC 6578).

#include <algorithm>
#include <charconv>

#include "apps/todo/dav_problems.h"
#include "apps/todo/dav_properties.h"
#include "apps/todo/profiles.h"
#include "formats/caldav_filter.h"

namespace stoa::todo {
namespace {

using formats::caldav_space;
using formats::Multistatus;
using formats::PropertyRequest;
using formats::XmlElement;
using formats::XmlName;

constexpr std::size_t most_hrefs = 5'000;
constexpr std::int64_t most_changes = 1'000;  // of one answer

struct Report {
  const DavCall& call;
  Read& tx;
  const XmlElement& body;
  const PropertyRequest request;
  Multistatus answer = {};

  void add(const TaskObject& object) {
    const XmlElement* prop = body.child({formats::dav_space, "prop"});
    const XmlElement* data = prop ? prop->child({caldav_space, "calendar-data"}) : nullptr;
    answer.add(href_of(object.named.name()),
               properties_of(ObjectView{call, object, data}, request));
  }
  std::string href_of(std::string_view name) const {
    return call.addresses.task(call.place.list, name);
  }
};

// ---- calendar-query -----------------------------------------------------------------------------

formats::ComponentFilter filter_in(const XmlElement& query) {
  const XmlElement* filter = query.child({caldav_space, "filter"});
  if (!filter) throw Refusal{dav::valid_filter, "A <calendar-query> has a <filter>."};
  try {
    return formats::parse_filter(*filter);
  } catch (const formats::UnknownCollation& error) {
    throw Refusal{dav::supported_collation, error.what()};
  } catch (const formats::UnknownFilter& error) {
    throw Refusal{dav::supported_filter, error.what()};
  } catch (const formats::XmlError& error) {
    throw Refusal{dav::valid_filter, error.what()};
  }
}

void query(Report& report) {
  const auto filter = filter_in(report.body);
  const auto list = list_at(report.tx, report.call);
  const auto here = zone_rules(profile_of(report.tx, report.call.who.account()).zone);
  for (const TaskObject& object : objects_in(report.tx, report.call, list))
    if (formats::matches(filter, calendar_of(object), here)) report.add(object);
}

// ---- calendar-multiget --------------------------------------------------------------------------

void multiget(Report& report) {
  const auto list = list_at(report.tx, report.call);
  std::size_t hrefs = 0;
  for (const XmlElement& each : report.body.children) {
    if (each.name != XmlName{formats::dav_space, "href"}) continue;
    if (++hrefs > most_hrefs)
      throw Refusal{dav::malformed_xml, "Ask for at most 5000 tasks at once."};
    const DavPlace place = report.call.addresses.place_of(each.text);
    std::optional<TaskObject> object;
    if (place.kind == DavPlace::Kind::task && place.list == report.call.place.list)
      object = object_at(report.tx, report.call, list, place.name);
    if (object) {
      report.add(*object);
    } else {
      report.answer.add(each.text, 404);
    }
  }
}

// ---- sync-collection ----------------------------------------------------------------------------

// A change of a list, as one who has a copy is told of it.
struct ListChange {
  std::int64_t sequence = 0;
  std::string gone = {};          // the name of what is no longer there
  std::optional<Task> task = {};  // what there is now
};

struct LeftTask {
  std::int64_t sequence = 0;
  std::string uid = {};
  std::optional<std::string> resource = {};
};
BOOST_DESCRIBE_STRUCT(LeftTask, (), (sequence, uid, resource))

std::int64_t limit_in(const XmlElement& sync) {
  const XmlElement* limit = sync.child({formats::dav_space, "limit"});
  const XmlElement* number = limit ? limit->child({formats::dav_space, "nresults"}) : nullptr;
  if (!number) return most_changes;
  std::int64_t wanted = 0;
  const std::string& text = number->text;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), wanted);
  if (error != std::errc() || end != text.data() + text.size() || wanted < 1)
    throw Refusal{dav::malformed_xml, "<nresults> is a number above 0."};
  return std::min(wanted, most_changes);
}

std::int64_t since_in(const XmlElement& sync, const TaskList& list) {
  const XmlElement* token = sync.child({formats::dav_space, "sync-token"});
  if (!token) throw Refusal{dav::malformed_xml, "A <sync-collection> has a <sync-token>."};
  if (token->text.empty()) return 0;
  const auto since = sequence_in(token->text, list.id);
  if (!since || *since > list.sequence || (*since > 0 && *since < list.forgotten))
    throw dav::valid_sync_token;
  return *since;
}

// One more than the limit, that it is seen whether there are more.
std::vector<ListChange> changes_since(Read& tx, const Id<TaskList>& list, std::int64_t since,
                                      std::int64_t limit) {
  std::vector<ListChange> changes;
  for (Task& task : tx.query<Task>("where list = $1 and sequence > $2 order by sequence limit $3",
                                   list, since, limit + 1))
    changes.push_back({task.sequence, "", std::move(task)});
  for (const LeftTask& left : tx.rows<LeftTask>(
           "select sequence, uid, resource from departures where list = $1 and sequence > $2 "
           "order by sequence limit $3",
           list, since, limit + 1))
    changes.push_back({left.sequence, left.resource.value_or(left.uid + ".ics"), std::nullopt});
  std::sort(changes.begin(), changes.end(),
            [](const auto& a, const auto& b) { return a.sequence < b.sequence; });
  return changes;
}

void add_gone(Report& report, const Id<TaskList>& list, std::int64_t since,
              const std::string& name) {
  // Who begins anew has nothing to forget; and what has the name by now is told by itself.
  const auto now = task_named(report.tx, list, name);
  if (since > 0 && !(now && !now->task.removed)) report.answer.add(report.href_of(name), 404);
}

void sync(Report& report) {
  const auto id = list_at(report.tx, report.call);
  TaskList list = report.tx.get(id);
  const auto since = since_in(report.body, list);
  const auto limit = limit_in(report.body);
  auto changes = changes_since(report.tx, id, since, limit);
  const bool more = changes.size() > static_cast<std::size_t>(limit);
  if (more) {
    changes.resize(static_cast<std::size_t>(limit));
    list.sequence = changes.back().sequence;
  }
  std::vector<Task> there;
  for (ListChange& change : changes) {
    if (!change.task) {
      add_gone(report, id, since, change.gone);
    } else if (change.task->removed) {
      const auto resource = resource_of(report.tx, change.task->id);
      add_gone(report, id, since, NamedTask{*change.task, resource}.name());
    } else {
      there.push_back(std::move(*change.task));
    }
  }
  for (const TaskObject& object : objects_of(report.tx, report.call, id, std::move(there)))
    report.add(object);
  if (more) {
    report.answer.add(report.call.addresses.list(report.call.place.list), 507,
                      formats::dav_element("number-of-matches-within-limits"));
  }
  report.answer.sync_token(sync_token(list));
}

using ReportOf = void (*)(Report&);

ReportOf report_named(const XmlName& name) {
  if (name == XmlName{caldav_space, "calendar-query"}) return query;
  if (name == XmlName{caldav_space, "calendar-multiget"}) return multiget;
  if (name == XmlName{formats::dav_space, "sync-collection"}) return sync;
  throw dav::supported_report;
}

}  // namespace

http::Response dav_report(const DavCall& call) {
  if (call.place.kind == DavPlace::Kind::nowhere) throw problems::not_found;
  const XmlElement body = formats::parse_xml(call.body());
  const ReportOf answer = report_named(body.name);
  if (call.place.kind != DavPlace::Kind::list) throw dav::supported_report;
  call.need("tasks", "read");
  http::Response response;
  call.task.read([&](Read& tx) {
    Report report{call, tx, body, formats::property_request(body)};
    answer(report);
    response = multistatus_response(std::move(report.answer));
  });
  return response;
}

}  // namespace stoa::todo
