// No named query of the library reads a table from end to end, on either database.

#include "apps/library/queries.h"

#include <algorithm>

#include "apps/library/app.h"
#include "apps/library/model.h"
#include "kernel/testing/stoa.h"

namespace stoa::library {
namespace {

using store::Dialect;

// The statement as it runs: lists spelled out, the searches' open sub-select closed, counts
// grouped, a condition behind its table.
std::string complete(std::string_view name, std::string_view text) {
  const std::vector<Id<Work>> ids(1);
  std::string sql = Parameters(any_of(ids)).spell_out_lists(text);
  auto open = std::count(sql.begin(), sql.end(), '(') - std::count(sql.begin(), sql.end(), ')');
  sql.append(static_cast<std::size_t>(open), ')');
  if (name == "genre_facets") return sql + " group by g.id";
  if (name == "language_facets") return sql + " group by e.language";
  if (name == "work_matches") return "select w.id from works w where " + sql;
  if (name == "author_matches") return "select id from authors where " + sql;
  if (name == "borrower_matches") return "select id from borrowers where " + sql;
  return sql;
}

// As many nulls as the statement has parameters: a plan does not depend on their values.
std::size_t parameters_of(std::string_view statement) {
  std::size_t most = 0;
  for (std::size_t i = 0; (i = statement.find('$', i)) != statement.npos; ++i) {
    most = std::max<std::size_t>(most, static_cast<std::size_t>(statement[i + 1] - '0'));
  }
  return most;
}

using Steps = std::vector<std::string>;

Steps texts(store::Connection& connection, const std::string& sql,
            std::span<const store::Value> values, std::size_t column) {
  Steps steps;
  connection.run(sql, values, [&](const store::Row& row) {
    steps.emplace_back(std::get<std::string_view>(row.at(column)));
    return true;
  });
  return steps;
}

// An empty table is always read from end to end, and sorted, unless that is forbidden; and a plan
// for these very nulls would find nothing without looking.
Steps plan_on_postgres(store::Connection& connection, const std::string& statement) {
  connection.run_script(
      "set local enable_seqscan = off; set local enable_bitmapscan = off; "
      "set local enable_sort = off; set local plan_cache_mode = force_generic_plan");
  connection.run("prepare explained as " + statement, {}, {});
  std::string execute = "explain execute explained";
  for (std::size_t i = 0; i < parameters_of(statement); ++i) execute += i ? ", null" : "(null";
  if (parameters_of(statement)) execute += ')';
  Steps steps = texts(connection, execute, {}, 0);
  connection.run("deallocate explained", {}, {});
  return steps;
}

Steps plan(testing::Stoa& stoa, const std::string& statement) {
  Steps steps;
  auto explain = [&](store::Connection& connection) {
    if (connection.dialect() == Dialect::postgres) {
      steps = plan_on_postgres(connection, statement);
    } else {
      const std::vector<store::Value> nulls(parameters_of(statement));
      steps = texts(connection, "explain query plan " + statement, nulls, 3);
    }
  };
  stoa.database().write_now(explain);
  return steps;
}

// A list as tx.page asks for it: the app's statement and condition inside, the cursor's condition
// and the order around them.
std::string listed(Dialect dialect, Sql select, std::string_view inner, std::string_view outer,
                   std::string_view order) {
  std::string statement = "select * from (" + std::string(select.in(dialect));
  if (!inner.empty()) statement.append(" where ").append(inner);
  statement += ") as listed";
  if (!outer.empty()) statement.append(" where ").append(outer);
  return statement.append(" order by ").append(order).append(" limit 21");
}

// Reads all of a table: right for nothing but the start of a list, which an order and a limit
// follow, and the counts over a search.
bool is_scan(const std::string& step) {
  if (step.find("Seq Scan") != step.npos) return true;
  return step.starts_with("SCAN") && step.find("USING") == step.npos &&
         step.find("VIRTUAL TABLE") == step.npos;
}

bool is_sort(const std::string& step) {
  return step.find("TEMP B-TREE") != step.npos || step.find("Sort") != step.npos;
}

}  // namespace

TEST("library: every named query prepares, and those that find something use an index") {
  testing::Stoa stoa{app()};
  for (auto& [name, statement] : sql::all) {
    bool is_list = std::string_view(name).ends_with("_hits");
    bool is_count = std::string_view(name).ends_with("_facets");
    const auto text = complete(name, statement.in(stoa.database().dialect()));
    for (const std::string& step : plan(stoa, text)) {
      CHECK_MESSAGE((!is_scan(step) || is_list || is_count), name << ": " << step);
    }
  }
}

TEST("library: lists walk an index in their order") {
  testing::Stoa stoa{app()};
  const auto dialect = stoa.database().dialect();
  auto sorted = [&](Sql select, std::string_view inner, std::string_view outer,
                    std::string_view order) {
    for (const std::string& step : plan(stoa, listed(dialect, select, inner, outer, order))) {
      if (is_scan(step) || is_sort(step)) return false;
    }
    return true;
  };
  const std::string_view popular = R"("popularity" desc, "id" desc)";
  CHECK(sorted(sql::work_hits, "", "", popular));
  CHECK(sorted(sql::work_hits, "", R"((("popularity", "id") < ($1, $2)))", popular));
  CHECK(sorted(sql::work_hits, "", R"(("popularity" >= $1))", popular));
  CHECK(sorted(sql::author_hits, "", "", R"("name", "id")"));
  CHECK(sorted(sql::author_hits, "", R"(("name" >= $1 and "name" < $2))", R"("name", "id")"));
  CHECK(sorted(sql::genre_hits, "", "", R"("slug")"));
  CHECK(sorted(sql::edition_hits, "publisher = $1", R"((("id") > ($2)))", R"("id")"));
  CHECK(sorted(sql::edition_hits, "work = $1", "", R"("id")"));
  CHECK(sorted(sql::edition_hits, "", R"(("isbn13" = $1))", R"("id")"));
  CHECK_FALSE(sorted(sql::work_hits, "", "", R"("title")"));  // the check can fail
}

TEST("library: lists of lending walk an index in their order") {
  testing::Stoa stoa{app()};
  const auto dialect = stoa.database().dialect();
  auto walks = [&](Sql select, std::string_view inner, std::string_view outer,
                   std::string_view order) {
    const auto statement = listed(dialect, select, inner, outer, order);
    for (const std::string& step : plan(stoa, statement)) {
      CHECK_MESSAGE((!is_scan(step) && !is_sort(step)), statement << ": " << step);
    }
  };
  walks(sql::copy_hits, "c.edition = $1", R"((("id") > ($2)))", R"("id")");
  walks(sql::borrower_hits, "", R"((("name", "id") > ($1, $2)))", R"("name", "id")");
  walks(sql::borrower_hits, "card = $1", "", R"("name", "id")");
  walks(sql::item_type_hits, "", R"((("slug") > ($1)))", R"("slug")");
  walks(sql::borrower_category_hits, "", R"((("slug") > ($1)))", R"("slug")");
  walks(sql::policy_hits, "", R"((("id") > ($1)))", R"("id")");
  walks(sql::closed_day_hits, "(date >= $1) and (date <= $2)", R"((("date") > ($3)))", R"("date")");
  for (const std::string_view condition :
       {"", "l.returned is null", "l.returned is null and l.due < $3", "l.borrower = $3",
        "l.borrower = $3 and l.returned is null", "l.copy = $3",
        "l.copy = $3 and l.returned is null", "l.id = $3"}) {
    walks(sql::loan_hits, condition, R"((("due", "id") > ($1, $2)))", R"("due", "id")");
  }
}

TEST("library: what a loan looks at is found by an index") {
  testing::Stoa stoa{app()};
  for (const char* statement :
       {"select id from copies where barcode = $1", "select id from copies where item_type = $1",
        "select id from copies where edition = $1", "select id from borrowers where card = $1",
        "select id from borrowers where account = $1",
        "select id from borrowers where category = $1",
        "select id from loans where copy = $1 and returned is null",
        "select id from loans where copy = $1 order by due, id",
        "select id from loans where borrower = $1",
        "select id from loans where borrower = $1 and returned is null",
        "select id from loans where borrower = $1 and returned is not null",
        "select id from loans where returned < $1 and borrower is not null "
        "order by returned limit 200",
        "select id from loan_policies where item_type = $1",
        "select id from loan_policies where category = $1"}) {
    for (const std::string& step : plan(stoa, statement)) {
      CHECK_MESSAGE((!is_scan(step) && !is_sort(step)), statement << ": " << step);
    }
  }
}

}  // namespace stoa::library
