// What is indexed at the end of a commit: once for all jobs, and nothing of one that failed.
#include <string>

#include "kernel/store/store_testing.h"
#include "kernel/testing/test.h"

namespace stoa::store::testing {
namespace {

// t's rows carry the ids; `indexed` is what an index would be.
struct Indexed : Bench {
  Indexed() {
    database->write_now([](Connection& connection) {
      connection.run_script("create table indexed (id BLOB not null, n INTEGER not null) strict");
    });
  }
  std::int64_t indexed() { return number(*database, "select count(*) from indexed"); }
};

Uuid id_of(int n) {
  Uuid id;
  id.bytes[0] = static_cast<std::uint8_t>(n);
  return id;
}

constexpr std::string_view statement =
    "insert into indexed (id, n) select id, (select count(*) from t) from (select $1 as id) "
    "where id {in $1}";

Work insert_and_index(int n) {
  return [n](Connection& connection) {
    insert(n)(connection);
    connection.index_at_commit(statement, id_of(n));
  };
}

}  // namespace

TEST("store: a job that failed leaves nothing to index, its neighbours do") {
  Indexed bench;
  bench.hold();
  bench.write(insert_and_index(1));
  bench.write([](Connection& connection) {
    insert_and_index(2)(connection);
    throw Refusal{problems::not_found};
  });
  bench.release();
  CHECK(bench.outcomes[0] == "");
  CHECK(bench.outcomes[1] == "not_found");
  CHECK(bench.indexed() == 1);
  CHECK(bench.count() == 1);
}

TEST("store: indexing happens after all jobs of the commit, in one statement") {
  Indexed bench;
  bench.hold();
  for (int n = 1; n <= 3; ++n) bench.write(insert_and_index(n));
  bench.release();
  CHECK(number(*bench.database, "select min(n) from indexed") == 3);
}

TEST("store: an error in indexing fails the job that asked for it and no other") {
  Indexed bench;
  bench.hold();
  bench.write(insert_and_index(1));
  bench.write([](Connection& connection) {
    insert(2)(connection);
    connection.index_at_commit("insert into nowhere select 1 where 1 {in $1}", id_of(2));
  });
  bench.write(insert_and_index(3));
  bench.release();
  CHECK(bench.outcomes[0] == "");
  CHECK(bench.outcomes[1] == "no such table: nowhere");
  CHECK(bench.outcomes[2] == "");
  CHECK(bench.count() == 2);
  CHECK(bench.indexed() == 2);
}

TEST("store: more ids than one statement takes are indexed in several") {
  Indexed bench;
  bench.database->write_now([](Connection& connection) {
    for (int n = 0; n < 600; ++n) {
      Uuid id = id_of(n);
      id.bytes[1] = static_cast<std::uint8_t>(n >> 8);
      connection.index_at_commit("insert into indexed (id, n) select $1, 0 where $1 {in $1}", id);
    }
  });
  CHECK(bench.indexed() == 3);
}

}  // namespace stoa::store::testing
