// What a list tells of its client's filter, order and cursor: refusals, who may use a cursor, which
// rows there are to find, what helps.

#include <algorithm>

#include "kernel/app/list_testing.h"

namespace stoa::listed {

TEST("list: a filter that is none is told where and why") {
  Stoa stoa{app()};
  auto refused = [&](std::string filter) {
    const auto answer =
        stoa.nobody().get("/api/listed/things?filter=" + testing::percent_encoded(filter));
    return answer.status() == 422
               ? answer.text("/errors/0/code") + ": " + answer.text("/errors/0/message")
               : std::to_string(answer.status());
  };
  CHECK(refused("n = 1 AND n = 2 OR n = 3") ==
        "mixed_and_or: AND and OR stand side by side only with parentheses (at character 17)");
  CHECK(refused("nme = 1") ==
        "unknown_field: This list has no member nme; did you mean name? (at character 1)");
  CHECK(refused("n = ") == "bad_syntax: A value is expected here (at character 5)");
  CHECK(refused("n") == "bad_syntax: One of = != < <= > >= or : is expected here (at character 2)");
  CHECK(refused("(n = 1") == "bad_syntax: A ) is expected here (at character 7)");
  CHECK(refused("n = 1)") == "bad_syntax: No parenthesis is open here (at character 6)");
  CHECK(refused("n = 1 n = 2") == "bad_syntax: AND or OR is expected here (at character 7)");
  CHECK(refused("name = \"日本") == "bad_syntax: This text has no end (at character 8)");
  CHECK(refused("name = \"日\" # 1").starts_with("bad_syntax: This belongs to no filter"));
  CHECK(refused("n = one").starts_with("bad_value: "));
  CHECK(refused("day = 2026-02-30").starts_with("bad_value: "));
  CHECK(refused("flag > true").starts_with("bad_comparison: "));
  CHECK(refused("n < null").starts_with("bad_comparison: "));
  CHECK(refused("n = \"1*\"").starts_with("bad_comparison: "));
  CHECK(refused("name = \"a*b\"").starts_with("bad_syntax: A * stands"));
  std::string deep(20, '(');
  CHECK(refused(deep + "n = 1" + std::string(20, ')')).starts_with("too_complex: "));
  std::string many = "n = 1";
  for (int i = 0; i < 50; ++i) many += " OR n = 1";
  CHECK(refused(many).starts_with("too_complex: "));
  CHECK(refused("name = 'a' OR 1 = 1").starts_with("unknown_field"));
}

TEST("list: an order that is none is told why") {
  Stoa stoa{app()};
  auto refused = [&](std::string sort) {
    return stoa.nobody().get("/api/listed/things?sort=" + sort).text("/errors/0/code");
  };
  CHECK(refused("nme") == "unknown_field");
  CHECK(refused("n,-n") == "duplicate_field");
  CHECK(refused("n,,m") == "unknown_field");
  CHECK(refused("name,note,n,m,flag") == "too_many");
}

TEST("list: a cursor is good for whoever got it and for the list that gave it") {
  Stoa stoa{app()};
  plant(stoa, 30, 7);
  const auto ann = stoa.user(), bob = stoa.user();
  const auto first = ann.get("/api/listed/things?limit=5&sort=-m").expect(200);
  const std::string cursor = first.text("/next");
  CHECK(std::string(first.header("Link")) ==
        "</api/listed/things?limit=5&sort=-m&after=" + cursor + ">; rel=\"next\"");
  const std::string things = "/api/listed/things?";
  stoa.nobody().get(things + "sort=-m&after=" + cursor).expect(200);  // open to all: nobody's
  stoa.nobody().get(things + "sort=-m&limit=50&after=" + cursor).expect(200);
  for (const std::string other : {"sort=m&", "", "sort=-m&filter=n=1&", "filter=n=1&sort=-m,n&"}) {
    stoa.nobody().get(things + other + "after=" + cursor).expect_field("/after", "bad_cursor");
  }
  stoa.nobody()
      .get("/api/listed/flagged?sort=-m&after=" + cursor)
      .expect_field("/after", "bad_cursor");
  std::string altered = cursor;
  altered[10] = altered[10] == 'A' ? 'B' : 'A';
  stoa.nobody().get(things + "sort=-m&after=" + altered).expect_field("/after", "bad_cursor");
}

TEST("list: a filter reaches no row that its caller may not see") {
  Stoa stoa{app()};
  const auto things = plant(stoa, 60, 8);
  const auto flagged =
      std::count_if(things.begin(), things.end(), [](const Thing& thing) { return thing.flag; });
  for (const std::string filter : {"flag = false OR n > -9", "NOT (flag = true)", "n > -9"}) {
    const auto answer = stoa.nobody().get("/api/listed/flagged?limit=100&count=exact&filter=" +
                                          testing::percent_encoded(filter));
    const auto rows = answer.expect(200).at("/total/rows").as_int64();
    CHECK(rows == (filter == "NOT (flag = true)" ? 0 : flagged));
    CHECK(answer.at("/items").as_array().size() == static_cast<std::size_t>(rows));
  }
}

TEST("list: a filter that takes too long is told the index that would help") {
  Stoa stoa{app()};
  plant(stoa, 3, 10);
  stoa.get("/api/listed/for-ever").expect(503, "query_too_costly");
  const auto cut = stoa.get("/api/listed/for-ever?sort=-name&filter=" +
                            testing::percent_encoded("n > 1 AND m = 2"))
                       .expect(422, "filter_too_costly");
  CHECK(cut.text("/detail") == "An index on (m, n, name, id) would help.");
}

TEST("list: rows are counted when that is asked for") {
  Stoa stoa{app()};
  plant(stoa, 12, 9);
  CHECK(stoa.get("/api/listed/things").at("/total").is_null());
  CHECK(stoa.get("/api/listed/things?count=capped").at("/total/rows") == 12);
  CHECK(stoa.get("/api/listed/things?count=capped").at("/total/capped") == false);
  const auto page = stoa.get("/api/listed/things?count=exact&limit=5");
  const auto next = stoa.get("/api/listed/things?count=exact&limit=5&after=" + page.text("/next"));
  CHECK(next.at("/total/rows") == 12);
}

}  // namespace stoa::listed
