// A door: a foreign protocol on a prefix of its own beside /api, or on a port of its own.
//
// What is spoken behind it (WebDAV, OPDS, S3, …) is the app's: methods, bodies, errors. What is in
// front stays the kernel's: connections and their limits, Host, who calls, the pool that its
// answers are made on, figures. A door has no part in OpenAPI, problem documents or JSON.
//
// Made by the app once its database is open, lives until the app stops. answer() runs on the task
// pool, where it may wait; all the rest on an I/O thread, where it may not. All of it on several
// threads at once.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "kernel/app/task.h"
#include "kernel/auth/authenticator.h"
#include "kernel/auth/principal.h"
#include "kernel/http/message.h"

namespace stoa {

// One request that came to a door.
struct DoorRequest {
  const http::Request& http;
  std::string_view base;    // "/opds", or "" on a port of its own: what its own links begin with
  std::string_view path;    // behind the base, still percent-encoded: "/shelf", "" or "/"
  const std::string& site;  // "https://library.example": what links to pages and the API begin with
  const Principal& caller;
  Origin from;

  // The caller as a handler's second parameter. Throws Refusal where they may not be:
  // not_signed_in, forbidden, scope_missing.
  template <class C>
  C as(const Scope& needed) const {
    check_access(access_of<C>(), needed, caller);
    return make_caller<C>(caller, from);
  }
};

class Door {
 public:
  virtual ~Door() = default;

  // What the request shows of its sender. An Authorization with Bearer, or Basic with an API key as
  // the password; no cookie ever, so that no page of another site acts in a reader's name. For a
  // protocol that signs its requests: none, and answer() finds out for itself.
  virtual Credentials credentials(const http::Request& request) const;
  // What is to become of the body. Into memory, and no more of it than an API request may have.
  virtual http::Intake intake(const http::Request& request, std::uint64_t most) const;
  // Answers. A Problem or Refusal that it throws is told by refusal(); a body may be a stream.
  virtual http::Response answer(Task& task, const DoorRequest& request) = 0;
  // A refusal in this protocol's words, also of those that the kernel makes: 401 for credentials
  // that are nobody's, 413, 500, 503. Sets what its status needs (WWW-Authenticate, Allow).
  virtual http::Response refusal(const http::Request& request, const Refusal& refusal) const = 0;
};

struct DoorKind {
  std::string prefix;  // "/opds"
  std::string title;   // "OPDS catalogue"
  std::unique_ptr<Door> (*make)();
};

namespace detail {
template <class D>
std::unique_ptr<Door> make_door() {
  return std::make_unique<D>();
}
}  // namespace detail

}  // namespace stoa
