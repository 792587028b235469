// One request at the CalDAV door, and who answers which method. Made for one answer; its thread
// only.
#pragma once

#include "apps/todo/calendars.h"
#include "apps/todo/dav_place.h"
#include "apps/todo/vtodo.h"
#include "formats/webdav.h"

namespace stoa::todo {

struct DavCall {
  stoa::Task& task;
  const DoorRequest& request;
  User who;
  DavPlace place;
  DavAddresses addresses;

  const std::string& body() const { return request.http.body; }
  // Throws scope_missing where the caller came by a key that is not for this.
  void need(const char* resource, const char* verb) const;
  bool may(const char* resource, const char* verb) const;
};

// ---- methods ------------------------------------------------------------------------------------

http::Response dav_propfind(const DavCall& call);
http::Response dav_proppatch(const DavCall& call);
http::Response dav_report(const DavCall& call);
http::Response dav_get(const DavCall& call);
http::Response dav_put(const DavCall& call);
http::Response dav_delete(const DavCall& call);
http::Response dav_transfer(const DavCall& call);  // COPY and MOVE
http::Response dav_make(const DavCall& call);      // MKCALENDAR and MKCOL

// ---- what they share ----------------------------------------------------------------------------

http::Response multistatus_response(formats::Multistatus&& answer);
formats::Depth depth_of(const DavCall& call);

// The list of the place, or 404: also for who may not know of it.
Id<TaskList> list_at(Read& tx, const DavCall& call);
Id<TaskList> list_at(Read& tx, const DavCall& call, const DavPlace& place);
// Throws need_privileges where the caller may only read the list.
void check_may_change(Read& tx, const DavCall& call, const Id<TaskList>& list);
// As the caller sees it. Nothing for what is in the trash.
TaskObject object_for(Read& tx, const DavCall& call, NamedTask named);
std::optional<TaskObject> object_at(Read& tx, const DavCall& call, const Id<TaskList>& list,
                                    std::string_view name);
// All of a list, in its order; those of `tasks`, which are some of it.
std::vector<TaskObject> objects_in(Read& tx, const DavCall& call, const Id<TaskList>& list);
std::vector<TaskObject> objects_of(Read& tx, const DavCall& call, const Id<TaskList>& list,
                                   std::vector<Task> tasks);
// If-Match and If-None-Match against the tag of what is there, "" for nothing.
void check_tags(const DavCall& call, std::string_view etag);

// Up to which change of the list a copy goes.
std::string sync_token(const TaskList& list);
std::optional<std::int64_t> sequence_in(std::string_view token, const Id<TaskList>& list);

}  // namespace stoa::todo
