// Lists and tasks for calendar programs: CalDAV (RFC 4791) with what it stands on, WebDAV (RFC
// 4918), extended MKCOL (RFC 5689), synchronization (RFC 6578); found by RFC 6764.
//
// A list is a calendar of VTODOs at an address that dav_place.h tells. Who may do what is asked as
// at any route: the scopes of an API key are todo:lists for calendars, todo:tasks for what lies in
// them, todo:reminders for alarms.
#pragma once

#include "kernel/app/app.h"

namespace stoa::todo {

class Dav : public Door {
 public:
  http::Response answer(stoa::Task& task, const DoorRequest& request) override;
  http::Response refusal(const http::Request& request, const Refusal& refusal) const override;
};

// "/.well-known/caldav", where programs look first: it sends them to the door.
class DavSignpost : public Door {
 public:
  Credentials credentials(const http::Request&) const override { return {}; }
  http::Response answer(stoa::Task& task, const DoorRequest& request) override;
  http::Response refusal(const http::Request& request, const Refusal& refusal) const override;
};

}  // namespace stoa::todo
