// What every record and list keeps without its app writing a line for it: parts of an answer,
// records beside it, conditional writes.

#include <atomic>
#include <thread>

#include "kernel/app/contract_testing.h"

namespace stoa::contract {

// ---- parts of an answer -------------------------------------------------------------------------

TEST("contract: fields chooses members of a record and of each row of a list") {
  Stoa stoa{app()};
  const auto box = stoa.post(base + "/boxes", {{"label", "one"}}).expect(201);
  CHECK(stoa.get(box.url() + "?fields=label").body() == R"({"label":"one"})");
  const auto page = stoa.get(base + "/boxes?fields=label,version").expect(200);
  CHECK(page.body() == R"({"items":[{"label":"one","version":1}],"next":null,"total":null})");
  stoa.get(base + "/boxes?fields=lable").expect_field("/fields", "unknown_field");
  stoa.get(base + "/boxes?fields=label.x").expect_field("/fields", "unknown_field");
  // A part of a record has a tag of its own.
  CHECK(stoa.get(box.url() + "?fields=label").header("ETag") != box.header("ETag"));
}

TEST("contract: expand gives the records that a row refers to, as their own routes would") {
  Stoa stoa{app()};
  const std::string shelf = stoa.post(base + "/shelves", {{"name", "top"}}).text("/id");
  const std::string box =
      stoa.post(base + "/boxes", {{"label", "one"}, {"shelf", shelf}}).text("/id");
  const auto item =
      stoa.post(base + "/items", {{"box", box}, {"seen_on", json::array{shelf.c_str()}}});
  const auto keeper = stoa.user({"contract.keeper"});
  const auto got = keeper.get(item.url() + "?expand=box.shelf,seen_on").expect(200);
  CHECK(got.text("/expand/box/label") == "one");
  CHECK(got.text("/expand/box/expand/shelf/name") == "top");
  CHECK(got.text("/expand/seen_on/0/name") == "top");
  CHECK(keeper.get(base + "/items?expand=box&fields=id").text("/items/0/expand/box/label") ==
        "one");
  CHECK(std::string(got.header("Cache-Control")).starts_with("private"));
}

TEST("contract: expand shows nobody what they could not read") {
  Stoa stoa{app()};
  const std::string shelf = stoa.post(base + "/shelves", {{"name", "top"}}).text("/id");
  const std::string hidden =
      stoa.post(base + "/boxes", {{"label", "hidden"}, {"shelf", shelf}}).text("/id");
  stoa.post(base + "/items", {{"box", hidden}, {"seen_on", json::array{}}}).expect(201);
  stoa.nobody().get(base + "/boxes?expand=shelf").expect(401, "not_signed_in");
  stoa.user().get(base + "/boxes?expand=shelf").expect(403, "forbidden");
  CHECK(stoa.nobody().get(base + "/items?expand=box").at("/items/0/expand/box").is_null());
  stoa.nobody().get(base + "/boxes?expand=label").expect_field("/expand", "unknown_field");
  stoa.nobody().get(base + "/boxes?expand=shelf.x.y.z").expect(401);
  stoa.get(base + "/items?expand=box.shelf.a.b").expect_field("/expand", "unknown_field");
}

// ---- conditional writes -------------------------------------------------------------------------

TEST("contract: a route may demand that its client says what it has read") {
  Stoa stoa{app()};
  const auto box = stoa.post(base + "/boxes", {{"label", "one"}}).expect(201);
  stoa.del(box.url()).expect(428, "precondition_required");
  stoa.send("DELETE", box.url(), "", {{"If-Match", "\"7\""}}).expect(412);
  stoa.send("DELETE", box.url(), "", {{"If-Match", "\"1\""}}).expect(204);
}

TEST("contract: If-None-Match keeps a write from what is there") {
  Stoa stoa{app()};
  const auto box = stoa.post(base + "/boxes", {{"label", "one"}}).expect(201);
  auto change = [&](std::string tag) {
    return stoa.send("PATCH", box.url(), R"({"label":"two"})",
                     {{"Content-Type", "application/json"}, {"If-None-Match", tag}});
  };
  change("*").expect(412);
  change("\"1\"").expect(412);
  change("\"9\"").expect(200);
}

TEST("contract: of fifty who change the same state, one does") {
  Stoa stoa{app()};
  const auto url = stoa.post(base + "/boxes", {{"label", "one"}}).expect(201).url();
  std::atomic<int> changed = 0, refused = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 50; ++i) {
    threads.emplace_back([&, i] {
      const auto body = R"({"label":"of )" + std::to_string(i) + "\"}";
      const auto answer = stoa.nobody().send(
          "PATCH", url, body, {{"Content-Type", "application/json"}, {"If-Match", "\"1\""}});
      (answer.status() == 200 ? changed : refused) +=
          answer.status() == 200 || answer.status() == 412;
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(changed == 1);
  CHECK(refused == 49);
  CHECK(stoa.get(url).at("/version") == 2);
}

}  // namespace stoa::contract
