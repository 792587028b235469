// The addresses of the CalDAV door, behind its prefix:
//
//   /                        where programs begin
//   /principals/<account>/   the caller
//   /lists/                  the caller's lists: the calendar home
//   /lists/<list>/           a list: a calendar
//   /lists/<list>/<name>     a task: a calendar object
//
// A place is an address taken apart; whether anything is there is another question. Values; any
// thread.
#pragma once

#include <string>
#include <string_view>

namespace stoa::todo {

struct DavPlace {
  enum class Kind { root, principals, principal, home, list, task, nowhere };
  Kind kind = Kind::nowhere;
  std::string list = {};  // of a principal its account; also of what would lie below a task
  std::string name = {};  // of a task
};

// Of a path that is still percent-encoded.
DavPlace dav_place(std::string_view path);

// What addresses begin with: the door's prefix, or nothing on a port of its own.
class DavAddresses {
 public:
  explicit DavAddresses(std::string_view base) : base_(base) {}
  std::string root() const { return base_ + "/"; }
  std::string principal(std::string_view account) const;
  std::string home() const { return base_ + "/lists/"; }
  std::string list(std::string_view list) const;
  std::string task(std::string_view list, std::string_view name) const;
  // The place of a href, an absolute path or a whole address; nowhere if it is not behind this
  // door.
  DavPlace place_of(std::string_view href) const;

 private:
  std::string base_;
};

}  // namespace stoa::todo
