// Who may do what: everything that changes something is a librarian's, but for what people do about
// themselves.

#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "apps/library/app.h"
#include "kernel/testing/stoa.h"

namespace stoa::library {
namespace {

using Kind = Access::Kind;

std::string with_an_id(std::string path) {
  const auto at = path.find("{id}");
  if (at != path.npos) path.replace(at, 4, "01890000-0000-7000-8000-000000000000");
  return path;
}

// What is not a librarian's alone, nor open to all; whether an API key will do.
const std::map<std::string, bool> personal = {
    {"GET /loans/{id}", true}, {"POST /loans/{id}/renew", true}, {"GET /me/card", true},
    {"POST /me/card", false},  {"GET /me/loans", true},          {"GET /me/notices", true},
    {"GET /holds/{id}", true}, {"DELETE /holds/{id}", true},     {"GET /me/holds", true},
    {"POST /me/holds", true}};
// Reads that tell of people, or what is noted for librarians.
const std::vector<std::string> discreet = {"GET /copies/{id}", "GET /borrowers",
                                           "GET /borrowers/{id}", "GET /loans", "GET /holds"};

}  // namespace

TEST("library: what changes something is a librarian's, what tells of people too") {
  const App library = app();
  for (const Route& route : library.routes()) {
    if (route.access.role == roles::admin) continue;  // the kernel's: /jobs
    const std::string name = route.method + " " + route.path;
    INFO(name);
    const auto own = personal.find(name);
    if (own != personal.end()) {
      CHECK(route.access.kind == Kind::user);
      CHECK(route.access.role == "");
      CHECK(route.access.in_person != own->second);
    } else if (route.method != "GET" ||
               std::find(discreet.begin(), discreet.end(), name) != discreet.end()) {
      CHECK(route.access.role == "library.librarian");
    } else {
      CHECK(route.access.kind == Kind::anyone);
    }
  }
}

TEST("library: nobody is asked to sign in, a reader is refused, a librarian is let in") {
  testing::Stoa stoa{app()};
  const auto nobody = stoa.nobody(), reader = stoa.user({"recipes.cook"}),
             librarian = stoa.user({"library.librarian"});
  int routes = 0;
  for (const Route& route : stoa.kernel().apps().front().app.routes()) {
    if (route.access.role.empty() || route.access.role == roles::admin) continue;
    const auto send = [&](const testing::Client& client) {
      return client.send(route.method, with_an_id(route.full_path()), "{}",
                         {{"Content-Type", "application/json"}});
    };
    INFO(route.method << " " << route.path);
    send(nobody).expect(401, "not_signed_in");
    send(reader).expect(403, "forbidden");
    const int status = send(librarian).status();
    CHECK((status < 500 && status != 401 && status != 403));
    ++routes;
  }
  CHECK(routes > 35);
}

TEST("library: a librarian keeps the catalogue") {
  testing::Stoa stoa{app()};
  const auto librarian = stoa.user({"library.librarian"});
  const auto made = librarian.post("/api/library/authors", {{"name", "Ann"}}).expect(201);
  librarian.patch(made.url(), {{"name", "Anne"}}).expect(200);
  CHECK(stoa.nobody().get(made.url()).expect(200).text("/name") == "Anne");
  librarian.del(made.url()).expect(204);
}

}  // namespace stoa::library
