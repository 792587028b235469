#include "apps/todo/demo.h"
#include "apps/todo/app.h"
#include "kernel/app/task.h"
#include "kernel/testing/stoa.h"

namespace stoa::todo {

using testing::Client;
using testing::Stoa;
using testing::TrustingAuthenticator;

TEST("todo: the demo's people have lists, with what is due, what recurred and what was done") {
  Stoa stoa(app(), {.demo = true});
  const AccountId& id = stoa.directory().people.at("lia");
  const Client lia(stoa.kernel(), TrustingAuthenticator::authorization(id, {}), id);
  const auto lists = lia.get("/api/todo/lists").expect(200);
  CHECK(lists.at("/items").as_array().size() == 3);
  CHECK(lists.text("/items/1/title") == "Trip to Delft");
  CHECK(lists.at("/items/1/members").as_int64() == 3);
  const std::string today = to_string(wall_clock()).substr(0, 10);
  const auto due = [&](const char* sign) {
    const std::string filter = "due_date" + std::string(sign) + "\"" + today + "\"";
    return lia.get("/api/todo/tasks?open=true&filter=" + testing::percent_encoded(filter))
        .expect(200)
        .at("/items")
        .as_array()
        .size();
  };
  CHECK(due("=") >= 2);
  CHECK(due("<") >= 2);
  CHECK(due(">") >= 8);
  CHECK(lia.get("/api/todo/completions?limit=100").at("/items").as_array().size() > 15);

  // Who dies behind the transaction plants again.
  stoa::Task again(stoa.database(), {.now = wall_clock()});
  plant_lists(again, stoa.directory().people);
  CHECK(lia.get("/api/todo/lists").at("/items").as_array().size() == 3);
}

}  // namespace stoa::todo
