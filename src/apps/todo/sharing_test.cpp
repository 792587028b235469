#include "apps/todo/app.h"
#include "apps/todo/forgetting.h"
#include "apps/todo/invitations.h"
#include "kernel/testing/log.h"
#include "kernel/testing/stoa.h"

namespace stoa::todo {
namespace {

using testing::Client;
using testing::Stoa;
namespace json = boost::json;

// The secret of the link in the last mail.
std::string secret_of(const mail::Letter& letter) {
  const auto at = letter.said.text.find("#join=");
  REQUIRE(at != std::string::npos);
  return letter.said.text.substr(at + 6, 43);
}

struct Shared {
  Stoa stoa{app()};
  Client ann = stoa.user(), bob = stoa.user();
  std::string list = ann.post("/api/todo/lists", {{"title", "Home"}}).expect(201).text("/id");
  std::string task =
      ann.post("/api/todo/tasks", {{"list", list}, {"title", "milk"}}).expect(201).text("/id");

  std::string invite(const Client& who, std::string role, std::string email = "bob@example.org") {
    who.post("/api/todo/invitations", {{"list", list}, {"email", email}, {"role", role}})
        .expect(201);
    stoa.run_jobs();
    return secret_of(stoa.postman().taken.back());
  }
  void share_with(const Client& who, std::string role) {
    const auto secret = invite(ann, role, to_string(who.account()) + "@example.org");
    who.post("/api/todo/invitations/accept", {{"secret", secret}}).expect(200);
  }
  void erase(const Client& who) {
    stoa.database().write_now([&](store::Connection& connection) {
      Write tx(connection, {.now = wall_clock()});
      erase_person(tx, who.account());
    });
  }
  std::string member(const Client& who) {
    const auto members = ann.get("/api/todo/members?list=" + list).expect(200).at("/items");
    for (const auto& one : members.as_array()) {
      if (one.at("account").as_string() == to_string(who.account()))
        return one.at("id").as_string().c_str();
    }
    FAIL("no such member");
    return "";
  }
};

}  // namespace

TEST("todo: nobody sees a list that is not shared with them") {
  Shared home;
  home.bob.get("/api/todo/lists/" + home.list).expect(404, "task_list_not_found");
  home.bob.get("/api/todo/tasks/" + home.task).expect(404, "task_not_found");
  home.bob.del("/api/todo/tasks/" + home.task).expect(404);
  home.bob.post("/api/todo/tasks", {{"list", home.list}, {"title", "x"}})
      .expect(422, "unknown_list");
  home.bob.get("/api/todo/lists/" + home.list + "/changes").expect(404);
  CHECK(home.bob.get("/api/todo/tasks").at("/items").as_array().empty());
  CHECK(home.bob.get("/api/todo/members").at("/items").as_array().empty());
  home.stoa.nobody().get("/api/todo/tasks").expect(401);
}

TEST("todo: the link of an invitation lets one person in, once") {
  Shared home;
  const auto secret = home.invite(home.ann, "editor");
  home.ann
      .post("/api/todo/invitations",
            {{"list", home.list}, {"email", "bob@example.org"}, {"role", "viewer"}})
      .expect(409, "invited_already");
  home.bob.post("/api/todo/invitations/accept", {{"secret", "x" + secret}})
      .expect(422, "invitation_invalid");
  const auto joined = home.bob.post("/api/todo/invitations/accept", {{"secret", secret}});
  CHECK(joined.expect(200).text("/role") == "editor");
  home.stoa.user()
      .post("/api/todo/invitations/accept", {{"secret", secret}})
      .expect(422, "invitation_invalid");
  CHECK(home.bob.get("/api/todo/lists").text("/items/0/role") == "editor");
  CHECK(home.ann.get("/api/todo/lists").at("/items/0/members").as_int64() == 2);
}

TEST("todo: whoever has the link sees what it is for, and nobody else learns anything") {
  Shared home;
  home.ann.patch("/api/todo/me", {{"name", "Ann"}}).expect(200);
  const auto preview = [&](const Client& who, const std::string& secret) {
    return who.post("/api/todo/invitations/preview", {{"secret", secret}});
  };
  const auto secret = home.invite(home.ann, "viewer");
  const auto seen = preview(home.stoa.nobody(), secret).expect(200);
  CHECK(seen.text("/title") == "Home");
  CHECK(seen.text("/inviter") == "Ann");
  CHECK(seen.text("/role") == "viewer");
  CHECK(seen.json().as_object().size() == 5);
  home.bob.post("/api/todo/invitations/accept", {{"secret", secret}}).expect(200);
  const auto used = preview(home.bob, secret).expect(404, "invitation_not_found").body();
  CHECK(preview(home.bob, "x" + secret).expect(404).body() == used);
  const auto other = home.invite(home.ann, "editor", "carl@example.org");
  home.ann.del("/api/todo/lists/" + home.list).expect(204);
  CHECK(preview(home.bob, other).expect(404).body() == used);
}

TEST("todo: a viewer reads, an editor changes tasks, an owner shares and removes") {
  Shared home;
  const Client carl = home.stoa.user();
  home.share_with(home.bob, "viewer");
  home.share_with(carl, "editor");
  const auto task = "/api/todo/tasks/" + home.task;
  home.bob.get(task).expect(200);
  home.bob.patch(task, {{"title", "beer"}}).expect(403);
  home.bob.post(task + "/complete").expect(403);
  carl.patch(task, {{"title", "beer"}}).expect(200);
  carl.post("/api/todo/invitations", {{"list", home.list}, {"email", "dan@example.org"}})
      .expect(403);
  carl.del("/api/todo/lists/" + home.list).expect(403);
  carl.del("/api/todo/members/" + home.member(home.bob)).expect(403);
  CHECK(carl.get("/api/todo/invitations").at("/items").as_array().empty());
  home.ann.patch("/api/todo/members/" + home.member(home.bob), {{"role", "editor"}}).expect(200);
  home.bob.post(task + "/complete").expect(200);
}

TEST("todo: a list keeps an owner, and whoever left sees nothing more of it") {
  Shared home;
  home.share_with(home.bob, "editor");
  const auto own = "/api/todo/members/" + home.member(home.ann);
  home.ann.del(own).expect(409, "last_owner");
  home.ann.patch(own, {{"role", "editor"}}).expect(409, "last_owner");
  home.ann.patch("/api/todo/members/" + home.member(home.bob), {{"role", "owner"}}).expect(200);
  home.ann.del(own).expect(204);
  home.ann.get("/api/todo/tasks/" + home.task).expect(404);
  home.bob.get("/api/todo/tasks/" + home.task).expect(200);
}

TEST("todo: a list in the trash is gone for all, and its owner takes it out again") {
  Shared home;
  home.share_with(home.bob, "editor");
  home.ann.del("/api/todo/lists/" + home.list).expect(204);
  home.bob.get("/api/todo/tasks/" + home.task).expect(404);
  CHECK(home.ann.get("/api/todo/lists").at("/items").as_array().empty());
  CHECK(home.bob.get("/api/todo/lists?removed=true").at("/items").as_array().empty());
  CHECK(home.ann.get("/api/todo/lists?removed=true").text("/items/0/title") == "Home");
  home.bob.post("/api/todo/lists/" + home.list + "/restore").expect(404);
  home.ann.post("/api/todo/lists/" + home.list + "/restore").expect(200);
  home.bob.get("/api/todo/tasks/" + home.task).expect(200);
}

TEST("todo: a copy of a list is kept by the numbers of its changes, until those are forgotten") {
  Shared home;
  const auto changes = [&](std::int64_t since, int limit = 100) {
    return home.ann.get("/api/todo/lists/" + home.list + "/changes?since=" + std::to_string(since) +
                        "&limit=" + std::to_string(limit));
  };
  auto first = changes(0).expect(200);
  CHECK(first.text("/tasks/0/title") == "milk");
  const auto number = first.at("/sequence").as_int64();
  home.ann.post("/api/todo/tasks", {{"list", home.list}, {"title", "bread"}}).expect(201);
  home.ann.del("/api/todo/tasks/" + home.task).expect(204);
  auto cut = changes(number, 1).expect(200);
  CHECK(cut.text("/tasks/0/title") == "bread");
  CHECK(cut.at("/more").as_bool());
  auto rest = changes(cut.at("/sequence").as_int64()).expect(200);
  CHECK(rest.text("/removed/0") == home.task);
  CHECK(!rest.at("/more").as_bool());
  CHECK(changes(0).at("/removed").as_array().empty());
  home.stoa.travel(std::chrono::days(31));
  home.stoa.run_jobs();
  changes(number).expect(410, "copy_too_old");
  changes(9'000).expect(410, "copy_too_old");
  CHECK(changes(0).expect(200).text("/tasks/0/title") == "bread");
}

TEST("todo: fifty invitations a day, those that were taken back among them") {
  Shared home;
  const auto invite = [&] {
    return home.ann.post("/api/todo/invitations",
                         {{"list", home.list}, {"email", "eve@example.org"}});
  };
  for (int i = 0; i < most_invitations; ++i)
    home.ann.del("/api/todo/invitations/" + invite().expect(201).text("/id")).expect(204);
  invite().expect(409, "limit_reached");
}

TEST("todo: an invitation is good no longer than who sent it owns the list") {
  Shared home;
  home.share_with(home.bob, "owner");
  const auto worthless = [&](const std::string& secret) {
    home.stoa.user()
        .post("/api/todo/invitations/accept", {{"secret", secret}})
        .expect(422, "invitation_invalid");
  };
  const auto bobs = home.invite(home.bob, "owner", "bob-again@example.org");
  const auto anns = home.invite(home.ann, "viewer", "carl@example.org");
  home.ann.patch("/api/todo/members/" + home.member(home.bob), {{"role", "viewer"}}).expect(200);
  worthless(bobs);
  home.ann.patch("/api/todo/members/" + home.member(home.bob), {{"role", "owner"}}).expect(200);
  const auto later = home.invite(home.bob, "owner", "bob-again@example.org");
  home.ann.del("/api/todo/members/" + home.member(home.bob)).expect(204);
  worthless(later);
  home.stoa.user().post("/api/todo/invitations/accept", {{"secret", anns}}).expect(200);
}

TEST("todo: whom nobody lets in by an invitation any more is forgotten") {
  Shared home;
  home.invite(home.ann, "viewer", "eve@example.org");
  home.stoa.travel(invitation_life + std::chrono::hours(1));
  home.stoa.run_jobs();
  CHECK(home.ann.get("/api/todo/invitations").at("/items").as_array().empty());
  CHECK(testing::log_rows_with(home.stoa.database(), "eve@example.org") == 0);
}

TEST("todo: a person who leaves takes their lists along, and not those of others") {
  Shared home;
  home.share_with(home.bob, "editor");
  home.bob.post("/api/todo/lists", {{"title", "Bob's own"}}).expect(201);
  home.ann.patch("/api/todo/me", {{"name", "Ann"}}).expect(200);
  CHECK(home.bob.get("/api/todo/members").text("/items/0/name") == "Ann");
  home.erase(home.ann);
  CHECK(home.bob.get("/api/todo/lists/" + home.list).expect(200).text("/role") == "owner");
  CHECK(home.bob.get("/api/todo/tasks/" + home.task).expect(200).at("/author").is_null());
  home.erase(home.bob);
  CHECK(home.bob.get("/api/todo/lists").at("/items").as_array().empty());
}

}  // namespace stoa::todo
