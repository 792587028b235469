// Joining a project by the link of a mail: whom it lets in, as what, and when it is worth nothing.
#include "apps/collections/invitations.h"

#include <algorithm>

#include "apps/collections/people.h"
#include "apps/collections/shelf_testing.h"
#include "kernel/store/database.h"
#include "kernel/testing/log.h"

namespace stoa::collections {
namespace {

constexpr auto invitations_url = "/api/collections/invitations";

struct Inviting : Shelf {
  Client eve = stoa.user();

  object fields(std::string_view email, std::string_view role = "editor") const {
    return {{"project", project}, {"email", email}, {"role", role}};
  }
  // The secret of the link that the mail carries.
  std::string invite(const Client& who, std::string_view role = "editor",
                     std::string_view email = "bob@example.org") {
    who.post(invitations_url, fields(email, role)).expect(201);
    stoa.run_jobs();
    const auto& mails = stoa.postman().taken;  // not all in the order in which they were sent
    const auto mail = std::find_if(mails.rbegin(), mails.rend(),
                                   [&](const mail::Letter& one) { return one.address == email; });
    REQUIRE(mail != mails.rend());
    const std::string& text = mail->said.text;
    const auto at = text.find("/collections/#join=");
    REQUIRE(at != text.npos);
    return text.substr(at + 19, 43);
  }
  static std::string url_of(const Answer& made) {
    return std::string(invitations_url) + "/" + made.text("/id");
  }
  static Answer accept(const Client& who, const std::string& secret, object more = {}) {
    more["secret"] = secret;
    return who.post(std::string(invitations_url) + "/accept", more);
  }
  Answer preview(const std::string& secret) {
    return stoa.nobody().post(std::string(invitations_url) + "/preview",
                              object{{"secret", secret}});
  }
  // It lets nobody in, and is told from no other text.
  void worthless(const std::string& secret) {
    accept(stoa.user(), secret).expect(422, "invitation_invalid");
    CHECK(preview(secret).expect(404, "project_invitation_not_found").body() ==
          preview("x" + secret).expect(404).body());
  }
  std::size_t open_to(const Client& who) const {
    return who.get(invitations_url).expect(200).at("/items").as_array().size();
  }
  std::string member(const Client& who) const {
    const auto members = ann.get("/api/collections/members?project=" + project).at("/items");
    for (const auto& one : members.as_array()) {
      if (one.at("account").as_string() == to_string(who.account()))
        return std::string("/api/collections/members/") + one.at("id").as_string().c_str();
    }
    FAIL("no such member");
    return "";
  }
  void write(const std::function<void(Write&)>& work) {
    stoa.database().write_now([&](store::Connection& connection) {
      Write tx(connection, {.now = wall_clock()});
      work(tx);
    });
  }
};

TEST("collections: the link of an invitation lets one person in, once, by the name they give") {
  Inviting shelf;
  shelf.define(shelf.books({{"read", "@role = \"editor\""}})).expect(201);
  shelf.ann.post(books_url, object{{"title", "A"}}).expect(201);
  shelf.ann.patch(shelf.member(shelf.ann), object{{"name", "Ann"}}).expect(200);
  const std::string secret = shelf.invite(shelf.ann);
  CHECK(shelf.stoa.postman().taken.back().address == "bob@example.org");
  shelf.ann.post(invitations_url, shelf.fields("bob@example.org", "owner"))
      .expect(409, "invited_already");
  CHECK(shelf.ann.get(invitations_url).text("/items/0/email") == "bob@example.org");
  CHECK(!shelf.ann.get(invitations_url).at("/items/0").as_object().contains("secret_hash"));

  const Answer seen = shelf.preview(secret).expect(200);
  CHECK(seen.text("/title") == "A shelf");
  CHECK(seen.text("/inviter") == "Ann");
  CHECK(seen.text("/role") == "editor");
  CHECK(seen.json().as_object().size() == 4);

  const Answer joined = Inviting::accept(shelf.bob, secret, {{"name", "Bob"}}).expect(200);
  CHECK(joined.text("/role") == "editor");
  CHECK(joined.text("/account") == to_string(shelf.bob.account()));
  CHECK(shelf.bob.get(books_url).at("/items").as_array().size() == 1);  // the role counts at once
  CHECK(shelf.ann.get(shelf.member(shelf.bob)).text("/name") == "Bob");
  CHECK(shelf.open_to(shelf.ann) == 0);
  shelf.worthless(secret);
}

TEST("collections: a member says how they are called, an owner of others, nobody else") {
  Inviting shelf;
  shelf.join(shelf.bob, "editor");
  const std::string bobs = shelf.member(shelf.bob), anns = shelf.member(shelf.ann);
  CHECK(shelf.bob.patch(bobs, object{{"name", "Bob"}}).expect(200).text("/name") == "Bob");
  shelf.bob.patch(anns, object{{"name", "Bob"}}).expect(403);
  shelf.bob.patch(bobs, object{{"role", "owner"}}).expect(422);
  shelf.eve.patch(bobs, object{{"name", "Eve"}}).expect(404, "member_not_found");
  CHECK(shelf.ann.patch(bobs, object{{"name", nullptr}}).expect(200).at("/name").is_null());
}

TEST("collections: an owner gives a member another role, and nobody themselves a better one") {
  Inviting shelf;
  shelf.join(shelf.bob, "editor");
  const std::string bobs = shelf.member(shelf.bob), anns = shelf.member(shelf.ann);
  const auto change = [](const Client& who, const std::string& member, std::string_view role) {
    return who.post(member + "/role", object{{"role", role}});
  };
  change(shelf.bob, bobs, "owner").expect(403);
  change(shelf.bob, anns, "editor").expect(403);
  change(shelf.eve, bobs, "owner").expect(404, "member_not_found");
  change(shelf.ann, anns, "editor").expect(409, "last_owner");
  change(shelf.ann, bobs, "").expect(422);
  CHECK(change(shelf.ann, bobs, "owner").expect(200).text("/role") == "owner");
  const std::string theirs = shelf.invite(shelf.bob, "owner", "eve@example.org");
  CHECK(change(shelf.ann, bobs, "viewer").expect(200).text("/role") == "viewer");
  shelf.worthless(theirs);
  shelf.bob.post(invitations_url, shelf.fields("dan@example.org")).expect(403);
  shelf.define(shelf.books({{"read", "true"}, {"create", "@role = \"viewer\""}})).expect(201);
  shelf.bob.post(books_url, object{{"title", "Before"}}).expect(201);
  change(shelf.ann, bobs, "reader").expect(200);
  shelf.bob.post(books_url, object{{"title", "After"}}).expect(403);
}

TEST("collections: the owners of a project send, see and take back its invitations, nobody else") {
  Inviting shelf;
  const std::string url = Inviting::url_of(
      shelf.ann.post(invitations_url, shelf.fields("bob@example.org")).expect(201));
  auto refused = [&](const Client& who, int status) {
    who.get(url).expect(status);
    who.del(url).expect(status);
    who.post(invitations_url, shelf.fields("dan@example.org")).expect(status);
    CHECK(shelf.open_to(who) == 0);
  };
  refused(shelf.bob, 404);
  shelf.join(shelf.bob, "editor");
  refused(shelf.bob, 403);
  shelf.stoa.nobody().get(invitations_url).expect(401);
  shelf.ann.post("/api/collections/projects", object{{"name", "invitations"}, {"title", "x"}})
      .expect_field("/name", "reserved");

  // Administrators, who may do everything, belong to no project: the mail has no name.
  shelf.stoa.post(invitations_url, shelf.fields("dan@example.org")).expect(201);
  CHECK(shelf.open_to(shelf.ann) == 2);
  shelf.ann.del(url).expect(204);
  const std::string secret = shelf.invite(shelf.ann);
  const Answer asked =
      shelf.ann.get(std::string(invitations_url) + "?filter=email%20%3D%20%22bob@example.org%22");
  shelf.ann.del(std::string(invitations_url) + "/" + asked.text("/items/0/id")).expect(204);
  shelf.worthless(secret);
  CHECK(testing::log_rows_with(shelf.stoa.database(), "bob@example.org") == 0);
}

TEST("collections: who is a member stays what they are, and leaves the link to somebody else") {
  Inviting shelf;
  shelf.join(shelf.bob, "editor");
  const std::string secret = shelf.invite(shelf.ann, "owner");
  CHECK(Inviting::accept(shelf.bob, secret).expect(200).text("/role") == "editor");
  CHECK(Inviting::accept(shelf.eve, secret).expect(200).text("/role") == "owner");
  shelf.eve.post(invitations_url, shelf.fields("dan@example.org")).expect(201);
}

TEST("collections: an invitation is worth nothing after two weeks, and its address is forgotten") {
  Inviting shelf;
  const std::string secret = shelf.invite(shelf.ann);
  shelf.write([](Write& tx) { tx.run("update invitations set expires = $1", tx.now()); });
  shelf.worthless(secret);
  const std::string anew = shelf.invite(shelf.ann);
  shelf.preview(anew).expect(200);
  shelf.stoa.travel(invitation_life + std::chrono::hours(1));
  shelf.stoa.run_jobs();
  shelf.worthless(anew);
  CHECK(shelf.open_to(shelf.ann) == 0);
  CHECK(testing::log_rows_with(shelf.stoa.database(), "bob@example.org") == 0);
}

TEST("collections: an invitation goes with the project, and when who sent it does not own it") {
  Inviting shelf;
  shelf.join(shelf.bob, "owner");
  const std::string bobs = shelf.invite(shelf.bob, "owner", "eve@example.org");
  const std::string anns = shelf.invite(shelf.ann);
  shelf.ann.del(shelf.member(shelf.bob)).expect(204);
  shelf.worthless(bobs);
  shelf.preview(anns).expect(200);
  shelf.ann.del("/api/collections/projects/" + shelf.project).expect(204);
  shelf.worthless(anns);
}

TEST("collections: fifty invitations a day, those that were taken back among them") {
  Inviting shelf;
  for (int i = 0; i < most_invitations; ++i) {
    const Answer made = shelf.ann.post(invitations_url, shelf.fields("bob@example.org"));
    shelf.ann.del(Inviting::url_of(made.expect(201))).expect(204);
  }
  shelf.ann.post(invitations_url, shelf.fields("bob@example.org")).expect(409, "limit_reached");
  shelf.join(shelf.bob, "owner");
  shelf.bob.post(invitations_url, shelf.fields("bob@example.org")).expect(201);
  shelf.write([](Write& tx) { tx.run("update _allowances set day = day - 1"); });
  shelf.ann.post(invitations_url, shelf.fields("eve@example.org")).expect(201);
}

TEST("collections: a full project lets nobody in, and keeps the invitation") {
  Inviting shelf;
  const std::string secret = shelf.invite(shelf.ann);
  shelf.write([&](Write& tx) {
    for (int i = 0; i < 999; ++i)
      tx.insert(Member{{{*parse_uuid(shelf.project)}, {make_uuid_v7(tx.now())}, Name("reader")}});
  });
  Inviting::accept(shelf.bob, secret).expect(409, "limit_reached");
  shelf.preview(secret).expect(200);
}

TEST("collections: a person who leaves takes along whom they asked, and how they were called") {
  Inviting shelf;
  Inviting::accept(shelf.bob, shelf.invite(shelf.ann, "owner"), {{"name", "Bob Bobson"}})
      .expect(200);
  const std::string secret = shelf.invite(shelf.bob, "editor", "eve@example.org");
  std::string copy;
  shelf.write([&](Write& tx) { copy = export_person(tx, shelf.bob.account()).text; });
  CHECK(copy.find("Bob Bobson") != copy.npos);
  CHECK(testing::log_rows_with(shelf.stoa.database(), "Bob Bobson") > 0);
  shelf.write([&](Write& tx) { erase_person(tx, shelf.bob.account()); });
  shelf.worthless(secret);
  CHECK(testing::log_rows_with(shelf.stoa.database(), "Bob Bobson") == 0);
  CHECK(testing::log_rows_with(shelf.stoa.database(), "eve@example.org") == 0);
  CHECK(testing::log_rows_with(shelf.stoa.database(), to_string(shelf.bob.account())) == 0);
}

}  // namespace
}  // namespace stoa::collections
