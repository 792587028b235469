// What every write keeps without its app writing a line for it: keys of idempotency, batches.

#include <map>
#include <mutex>
#include <thread>

#include "kernel/app/contract_testing.h"

namespace stoa::contract {

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
