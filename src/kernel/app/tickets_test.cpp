// Tickets: one use, by whichever process.
#include <filesystem>

#include "kernel/app/sockets_testing.h"

namespace stoa::talk {
namespace {

std::string ticket_of(const Client& who) {
  return who.post("/api/live/tickets").expect(201).text("/ticket");
}

std::string room_in(Stoa& stoa) {
  return stoa.post("/api/talk/rooms", {{"name", "kitchen"}}).expect(201).text("/id");
}

}  // namespace

TEST("tickets: one opens one socket, for who got it, and is no part of its input") {
  Stoa stoa{app(), listening()};
  stoa.kernel().listen();
  const std::string path = "/api/talk/rooms/" + room_in(stoa) + "/socket?floor=3&ticket=";
  const std::string ticket = ticket_of(stoa.user());
  Somebody ann(stoa, path + ticket, "Origin: https://pages.example\r\n");
  CHECK(ann.status() == 101);
  CHECK(ann.next() == R"({"type":"ready"})");
  Somebody second(stoa, path + ticket, "");
  CHECK(second.status() == 401);
  CHECK(second.code() == "not_signed_in");
  for (const std::string& bad : {std::string("x"), ticket + "A", ticket.substr(1)})
    CHECK(Somebody(stoa, path + bad, "").status() == 401);
}

TEST("tickets: only who is signed in gets one, and no page of another site in their name") {
  Stoa stoa{app()};
  const Client ann = stoa.user();
  stoa.nobody().post("/api/live/tickets").expect(401, "not_signed_in");
  const auto headers = [](std::string name, std::string value) {
    return std::vector<http::Header>{{std::move(name), std::move(value)}};
  };
  stoa.nobody()
      .send("POST", "/api/live/tickets", "", headers("Origin", "https://evil.example"))
      .expect(403, "cross_site");
  ann.get("/api/live/tickets").expect(405, "method_not_allowed");
  const auto answer = ann.post("/api/live/tickets").expect(201);
  CHECK(answer.header("Cache-Control") == "no-store");
  CHECK(answer.body().find(to_string(ann.account())) == std::string::npos);
}

TEST("tickets: what one process took, no other takes") {
  Stoa stoa{app(), listening()};
  if (!stoa.postgres()) {
    MESSAGE("skipped: two processes share a database on PostgreSQL alone");
    return;
  }
  stoa.kernel().listen();
  const std::filesystem::path folder = stoa.folder() / "second";
  std::filesystem::create_directories(folder);
  std::filesystem::copy(stoa.folder() / "keys", folder / "keys");
  testing::TrustingAuthenticator authenticator;
  KernelOptions options{.authenticator = &authenticator};
  options.config.data = folder;
  options.config.listen = "127.0.0.1:0";
  options.config.database_url = stoa.postgres()->url();
  Kernel second(options, {app()});
  second.open();
  second.listen();
  const std::string path = "/api/talk/rooms/" + room_in(stoa) + "/socket?ticket=";
  const Client ann = stoa.user();
  const std::string one = ticket_of(ann), two = ticket_of(ann);
  CHECK(Somebody(second.port(), path + one, "").status() == 101);
  CHECK(Somebody(stoa, path + one, "").status() == 401);
  CHECK(Somebody(stoa, path + two, "").status() == 101);
  CHECK(Somebody(second.port(), path + two, "").status() == 401);
  second.stop();
}

}  // namespace stoa::talk
