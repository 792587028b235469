// What every record, list and write keeps without its app writing a line for it: parts of an
// answer, records beside it, conditional writes, keys of idempotency, batches.

#include <atomic>
#include <boost/json.hpp>
#include <mutex>
#include <thread>

#include "kernel/testing/stoa.h"

namespace stoa::contract {

namespace json = boost::json;
using testing::Client;
using testing::Stoa;

struct ShelfFields {
  Text<1, 20> name = {};
};
BOOST_DESCRIBE_STRUCT(ShelfFields, (), (name))
struct Shelf : ShelfFields {
  static constexpr auto table = "shelves";
  Id<Shelf> id = {};
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(Shelf, (ShelfFields), (id, version, created, updated))

struct BoxFields {
  Text<1, 20> label = {};
  std::optional<Id<Shelf>> shelf = {};
};
BOOST_DESCRIBE_STRUCT(BoxFields, (), (label, shelf))
struct Box : BoxFields {
  static constexpr auto table = "boxes";
  Id<Box> id = {};
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(Box, (BoxFields), (id, version, created, updated))
struct EditBox : BoxFields {
  Id<Box> id = {};
};
BOOST_DESCRIBE_STRUCT(EditBox, (BoxFields), (id))

struct ItemFields {
  Id<Box> box = {};
  List<Id<Shelf>, 0, 5> seen_on = {};
};
BOOST_DESCRIBE_STRUCT(ItemFields, (), (box, seen_on))
struct Item : ItemFields {
  static constexpr auto table = "items";
  Id<Item> id = {};
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(Item, (ItemFields), (id, version, created, updated))

struct Keeper : Role<"contract.keeper"> {};

constexpr Problem label_taken{409, "label_taken", "Taken."};

Shelf add_shelf(Write& tx, const Keeper&, const ShelfFields& in) { return tx.insert(Shelf{in}); }
Shelf get_shelf(Read& tx, const Keeper&, const Id<Shelf>& id) { return tx.get(id); }

Page<Box> list_boxes(Read& tx, const Anyone&, const Paging& in) {
  return tx.page<Box>("select * from boxes", {}, "id", in);
}
Box add_box(Write& tx, const Anyone&, const BoxFields& in) { return tx.insert(Box{in}); }
// A row rule: what is labelled "hidden" is there for nobody.
Box get_box(Read& tx, const Anyone&, const Id<Box>& id) {
  Box box = tx.get(id);
  if (box.label == "hidden") throw Refusal{not_found_problem(shape_of<Box>())};
  return box;
}
Box edit_box(Write& tx, const Anyone&, const Patch<EditBox>& in) {
  Box box = tx.get(in.fields.id);
  EditBox edit{box, box.id};
  in.apply(edit);
  static_cast<BoxFields&>(box) = edit;
  return tx.update(box);
}
void remove_box(Write& tx, const Anyone&, const Id<Box>& id) { tx.remove(id); }

Page<Item> list_items(Read& tx, const Anyone&, const Paging& in) {
  return tx.page<Item>("select * from items", {}, "id", in);
}
Item add_item(Write& tx, const Anyone&, const ItemFields& in) { return tx.insert(Item{in}); }
Item get_item(Read& tx, const Anyone&, const Id<Item>& id) { return tx.get(id); }

std::atomic<int> tasks_run = 0;
Box task_box(Task& task, const User&, const BoxFields& in) {
  ++tasks_run;
  Box box;
  task.write([&](Write& tx) { box = tx.insert(Box{in}); });
  if (in.label == "broken") throw label_taken;
  return box;
}
WithHeaders<Box> cookie_box(Write& tx, const Anyone&, const BoxFields& in) {
  return {tx.insert(Box{in}), {{"Set-Cookie", "secret=1"}}};
}

const std::vector<embedded::File>& files() {
  static constexpr std::string_view sql = R"(
    create table shelves (id {id} primary key not null, name {text} not null,
      version {int} not null, created {instant} not null, updated {instant} not null) strict;
    create table boxes (id {id} primary key not null, label {text} not null, shelf {id},
      version {int} not null, created {instant} not null, updated {instant} not null) strict;
    create unique index boxes_label on boxes (label);
    create table items (id {id} primary key not null, box {id} not null, seen_on {json} not null,
      version {int} not null, created {instant} not null, updated {instant} not null) strict;)";
  static const std::vector<embedded::File> all = {
      {"migrations/0001_all.sql", {sql.data(), sql.data() + sql.size()}}};
  return all;
}

App app() {
  return App("contract", "Boxes", files())
      .post<&add_shelf>("/shelves", "Add")
      .get<&get_shelf>("/shelves/{id}", "Get")
      .get<&list_boxes>("/boxes", "List")
      .post<&add_box>("/boxes", "Add", {label_taken})
      .get<&get_box>("/boxes/{id}", "Get")
      .patch<&edit_box>("/boxes/{id}", "Edit", {label_taken})
      .del<&remove_box>("/boxes/{id}", "Remove")
      .must_match()
      .get<&list_items>("/items", "List")
      .post<&add_item>("/items", "Add")
      .get<&get_item>("/items/{id}", "Get")
      .post<&task_box>("/tasks", "Add by a task", {label_taken})
      .post<&cookie_box>("/cookies", "Add and set a cookie", {label_taken})
      .unique("boxes_label", label_taken);
}

const std::string base = "/api/contract";

testing::Answer keyed(const Client& client, const std::string& path, const json::value& body,
                      const std::string& key) {
  return client.send("POST", base + path, json::serialize(body),
                     {{"Content-Type", "application/json"}, {"Idempotency-Key", key}});
}

std::int64_t count_boxes(Stoa& stoa) {
  return stoa.get(base + "/boxes?count=exact").at("/total/rows").as_int64();
}

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

// ---- idempotency --------------------------------------------------------------------------------

TEST("contract: a request that is sent again is told what it came to") {
  Stoa stoa{app()};
  const auto ann = stoa.user({"contract.keeper"}), bob = stoa.user({"contract.keeper"});
  const auto first = keyed(ann, "/shelves", {{"name", "one"}}, "k").expect(201);
  const auto again = keyed(ann, "/shelves", {{"name", "one"}}, "k").expect(201);
  CHECK(again.body() == first.body());
  CHECK(again.url() == first.url());
  CHECK(again.header("ETag") == first.header("ETag"));
  CHECK(again.header("Idempotency-Replayed") == "true");
  CHECK(first.header("Idempotency-Replayed").empty());
  keyed(ann, "/shelves", {{"name", "two"}}, "k").expect(422, "idempotency_key_reused");
  const auto of_bob = keyed(bob, "/shelves", {{"name", "one"}}, "k").expect(201);
  CHECK(of_bob.text("/id") != first.text("/id"));             // another's key is another key
  keyed(ann, "/tasks", {{"label", "one"}}, "k").expect(201);  // and so is another route's
}

TEST("contract: what was refused has not happened, and its key is free") {
  Stoa stoa{app()};
  const auto ann = stoa.user();
  stoa.post(base + "/boxes", {{"label", "one"}}).expect(201);
  keyed(ann, "/boxes", {{"label", "one"}}, "key-one-of-somebody-0001").expect(409, "label_taken");
  keyed(ann, "/boxes", {{"label", "two"}}, "key-one-of-somebody-0001").expect(201);
}

TEST("contract: fifty at once with one key make one record") {
  Stoa stoa{app()};
  const auto ann = stoa.user();
  std::mutex mutex;
  std::map<std::string, int> ids;
  std::vector<std::thread> threads;
  for (int i = 0; i < 50; ++i) {
    threads.emplace_back([&] {
      const auto answer = keyed(ann, "/boxes", {{"label", "one"}}, "key-one-of-somebody-0001");
      const std::lock_guard lock(mutex);
      ++ids[answer.status() == 201 ? answer.text("/id") : std::to_string(answer.status())];
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(ids.size() == 1);
  CHECK(ids.begin()->second == 50);
  CHECK(count_boxes(stoa) == 1);
}

TEST("contract: a task with a key is done once") {
  Stoa stoa{app()};
  const auto ann = stoa.user();
  tasks_run = 0;
  const auto first =
      keyed(ann, "/tasks", {{"label", "one"}}, "key-one-of-somebody-0001").expect(201);
  CHECK(keyed(ann, "/tasks", {{"label", "one"}}, "key-one-of-somebody-0001").expect(201).body() ==
        first.body());
  CHECK(tasks_run == 1);
  keyed(ann, "/tasks", {{"label", "broken"}}, "key-two-of-somebody-0002")
      .expect(409, "label_taken");
  keyed(ann, "/tasks", {{"label", "mended"}}, "key-two-of-somebody-0002").expect(201);
  CHECK(tasks_run == 3);
}

TEST("contract: a task that is being done is not begun again, one whose doer died is") {
  Stoa stoa{app()};
  const auto ann = stoa.user();
  keyed(ann, "/tasks", {{"label", "one"}}, "key-one-of-somebody-0001").expect(201);
  auto run = [&](std::string_view sql) {
    stoa.database().write_now([&](store::Connection& connection) { connection.run(sql, {}, {}); });
  };
  run("update _idempotency set reply = null");
  const auto busy = keyed(ann, "/tasks", {{"label", "one"}}, "key-one-of-somebody-0001")
                        .expect(409, "request_in_flight");
  CHECK(busy.header("Retry-After") == "1");
  run("update _idempotency set expires = 1");
  run("delete from boxes");
  keyed(ann, "/tasks", {{"label", "one"}}, "key-one-of-somebody-0001").expect(201);
}

TEST("contract: keys are checked, and strangers' keys cannot be guessed") {
  Stoa stoa{app()};
  const auto ann = stoa.user();
  keyed(stoa.nobody(), "/boxes", {{"label", "one"}}, "short").expect(400, "bad_request");
  keyed(stoa.nobody(), "/boxes", {{"label", "one"}}, "9f86d081-884c-4d63-a159-2a3f6f3e9f1b")
      .expect(201);
  keyed(ann, "/boxes", {{"label", "two"}}, "with blank").expect(400, "bad_request");
  keyed(ann, "/boxes", {{"label", "two"}}, std::string(256, 'k')).expect(400, "bad_request");
}

TEST("contract: a cookie is set once, and answers that are kept are sealed") {
  Stoa stoa{app()};
  const auto ann = stoa.user();
  keyed(ann, "/cookies", {{"label", "secret"}}, "key-one-of-somebody-0001").expect(201);
  keyed(ann, "/cookies", {{"label", "secret"}}, "key-one-of-somebody-0001")
      .expect(409, "already_done");
  keyed(ann, "/boxes", {{"label", "visible"}}, "key-two-of-somebody-0002").expect(201);
  stoa.database().read_now([&](store::Connection& connection) {
    connection.run("select scope, content, reply from _idempotency", {}, [](const store::Row& row) {
      for (std::size_t i = 0; i < row.size(); ++i) {
        const auto text = std::get<std::string_view>(row.at(i));
        CHECK(text.find("visible") == text.npos);
        CHECK(text.find("key-two-of-somebody-0002") == text.npos);
      }
      return true;
    });
  });
}

// ---- batches ------------------------------------------------------------------------------------

json::object operation(std::string method, std::string path, json::value body = nullptr) {
  return {{"method", method}, {"path", path}, {"body", std::move(body)}};
}

TEST("contract: a batch does all of its operations, or none") {
  Stoa stoa{app()};
  const auto box = stoa.post(base + "/boxes", {{"label", "old"}}).expect(201);
  auto drop = operation("DELETE", box.url());
  drop["if_match"] = "\"1\"";
  const json::array all{operation("POST", base + "/boxes", {{"label", "one"}}), drop,
                        operation("POST", base + "/boxes", {{"label", "old"}})};
  const auto done = stoa.post(base + "/batch", {{"operations", all}}).expect(200);
  CHECK(done.at("/results/0/status") == 201);
  CHECK(done.at("/results/1/status") == 204);
  CHECK(done.text("/results/2/body/label") == "old");
  CHECK(stoa.get(done.text("/results/0/location")).header("ETag") == done.text("/results/0/etag"));

  const json::array half{operation("POST", base + "/boxes", {{"label", "two"}}),
                         operation("POST", base + "/boxes", {{"label", "one"}})};
  const auto failed = stoa.post(base + "/batch", {{"operations", half}}).expect(409, "label_taken");
  CHECK(failed.text("/errors/0/pointer") == "/operations/1");
  CHECK(count_boxes(stoa) == 2);
}

TEST("contract: what a batch cannot do is told with its place, before anything is done") {
  Stoa stoa{app()};
  auto one = [&](json::object bad) {
    return stoa.post(
        base + "/batch",
        {{"operations", json::array{operation("POST", base + "/boxes", {{"label", "one"}}), bad}}});
  };
  one(operation("POST", base + "/boxes", {{"lable", "x"}}))
      .expect_field("/operations/1/body/lable", "unknown_field");
  one(operation("POST", base + "/nothing")).expect(404, "not_found");
  one(operation("PUT", base + "/boxes")).expect(405, "method_not_allowed");
  one(operation("POST", base + "/batch", {{"operations", json::array{}}})).expect(404, "not_found");
  one(operation("POST", base + "/tasks", {{"label", "x"}})).expect(404, "not_found");
  one(operation("DELETE", base + "/boxes/00000000-0000-7000-8000-000000000000"))
      .expect(428, "precondition_required");
  stoa.post(base + "/batch", {{"operations", json::array{}}})
      .expect_field("/operations", "too_few");
  CHECK(count_boxes(stoa) == 0);
}

TEST("contract: a batch lets its caller do what they may do, and no more") {
  Stoa stoa{app()};
  auto batch = [](std::string path, json::object body) -> json::value {
    return {{"operations", json::array{operation("POST", base + path, std::move(body))}}};
  };
  const auto box = batch("/boxes", {{"label", "one"}}), shelf = batch("/shelves", {{"name", "a"}});
  stoa.nobody().post(base + "/batch", box).expect(200);
  stoa.nobody().post(base + "/batch", shelf).expect(401, "not_signed_in");
  stoa.user().post(base + "/batch", shelf).expect(403, "forbidden");
  stoa.user({"contract.keeper"}).post(base + "/batch", shelf).expect(200);
}

TEST("contract: a batch with a key is done once") {
  Stoa stoa{app()};
  const json::value all = {
      {"operations", json::array{operation("POST", base + "/boxes", {{"label", "one"}})}}};
  const auto first = keyed(stoa.user(), "/batch", all, "key-of-a-batch-00000001").expect(200);
  const auto ann = stoa.user();
  keyed(ann, "/batch", all, "key-of-a-batch-00000001").expect(409, "label_taken");
  CHECK(first.at("/results").as_array().size() == 1);
}

}  // namespace stoa::contract
