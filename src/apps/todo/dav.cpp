#include "apps/todo/dav.h"

#include <algorithm>
#include <map>

#include "apps/todo/dav_call.h"
#include "apps/todo/dav_problems.h"

namespace stoa::todo {
namespace {

constexpr const char* dav_methods =
    "OPTIONS, GET, HEAD, PUT, DELETE, COPY, MOVE, PROPFIND, PROPPATCH, REPORT, MKCOL, MKCALENDAR";

using Method = http::Response (*)(const DavCall&);
const std::map<std::string_view, Method> methods{
    {"PROPFIND", dav_propfind}, {"PROPPATCH", dav_proppatch},
    {"REPORT", dav_report},     {"GET", dav_get},
    {"HEAD", dav_get},          {"PUT", dav_put},
    {"DELETE", dav_delete},     {"COPY", dav_transfer},
    {"MOVE", dav_transfer},     {"MKCOL", dav_make},
    {"MKCALENDAR", dav_make}};

// Whoever asks is told without a key: programs look here before they ask for a password.
http::Response options() {
  http::Response response;
  response.headers.set("DAV", "1, 3, extended-mkcol, calendar-access");
  response.headers.set("Allow", dav_methods);
  return response;
}

// Which RFC a precondition is of, by its problem.
const char* space_of(const Problem& problem) {
  for (const Problem& each :
       {dav::need_privileges, dav::finite_depth, dav::must_be_null, dav::valid_resourcetype,
        dav::supported_report, dav::valid_sync_token}) {
    if (problem == each) return formats::dav_space;
  }
  for (const Problem& each :
       {dav::supported_calendar_data, dav::valid_calendar_data, dav::valid_calendar_object,
        dav::supported_component, dav::no_uid_conflict, dav::max_resource_size,
        dav::collection_location, dav::supported_filter, dav::supported_collation,
        dav::valid_filter}) {
    if (problem == each) return formats::caldav_space;
  }
  return nullptr;
}

}  // namespace

http::Response Dav::answer(stoa::Task& task, const DoorRequest& request) {
  if (request.http.method == "OPTIONS") return options();
  const auto method = methods.find(request.http.method);
  if (method == methods.end()) throw problems::method_not_allowed;
  const DavCall call{task, request, request.as<User>({"todo", "lists", "read"}),
                     dav_place(request.path), DavAddresses(request.base)};
  try {
    http::Response response = method->second(call);
    response.headers.set("DAV", "1, 3, extended-mkcol, calendar-access");
    if (!response.headers.has("Cache-Control"))
      response.headers.set("Cache-Control", "private, no-cache");
    return response;
  } catch (const formats::XmlError& error) {
    throw Refusal{dav::malformed_xml, error.what()};
  }
}

http::Response Dav::refusal(const http::Request&, const Refusal& refusal) const {
  http::Response response{.status = refusal.problem.status};
  // A list that is full, an input that is not as the app wants it: what WebDAV has 403 for.
  if (response.status == 422) response.status = 403;
  response.headers.set("Content-Type", "application/xml; charset=utf-8");
  std::optional<formats::XmlElement> precondition;
  if (const char* space = space_of(refusal.problem))
    precondition = formats::XmlElement{{space, std::string(refusal.problem.code)}};
  std::string sentence(refusal.problem.title);
  if (!refusal.detail.empty()) sentence += " " + refusal.detail;
  for (const FieldError& error : refusal.errors) sentence += " " + error.message;
  response.body = formats::dav_error(precondition, sentence);
  if (response.status == 401)
    response.headers.set("WWW-Authenticate", "Basic realm=\"Lists\", charset=\"UTF-8\"");
  if (response.status == 405) response.headers.set("Allow", dav_methods);
  if (refusal.retry_after_s > 0)
    response.headers.set("Retry-After", std::to_string(refusal.retry_after_s));
  return response;
}

// 301 is what programs of 2013 follow, too; they ask again with the method that they had.
http::Response DavSignpost::answer(stoa::Task&, const DoorRequest&) {
  http::Response response{.status = 301};
  response.headers.set("Location", "/dav/");
  response.headers.set("Cache-Control", "no-cache");
  return response;
}

http::Response DavSignpost::refusal(const http::Request&, const Refusal& refusal) const {
  http::Response response{.status = refusal.problem.status};
  response.headers.set("Content-Type", "text/plain; charset=utf-8");
  response.body = std::string(refusal.problem.title) + "\n";
  return response;
}

}  // namespace stoa::todo
