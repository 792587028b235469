// No named query of the library reads a table from end to end.

#include "apps/library/queries.h"

#include <algorithm>

#include "apps/library/app.h"
#include "apps/library/model.h"
#include "kernel/testing/stoa.h"

namespace stoa::library {
namespace {

// The statement as it runs: lists spelled out, and the searches' open sub-select closed.
std::string complete(std::string_view text) {
  const std::vector<Id<Work>> ids(1);
  std::string sql = Parameters(any_of(ids)).spell_out_lists(text);
  auto open = std::count(sql.begin(), sql.end(), '(') - std::count(sql.begin(), sql.end(), ')');
  return sql.append(static_cast<std::size_t>(open), ')');
}

// As many nulls as the statement has parameters: a plan does not depend on their values.
std::vector<store::Value> nulls_for(std::string_view statement) {
  std::size_t most = 0;
  for (std::size_t i = 0; (i = statement.find('$', i)) != statement.npos; ++i) {
    most = std::max<std::size_t>(most, static_cast<std::size_t>(statement[i + 1] - '0'));
  }
  return std::vector<store::Value>(most);
}

std::vector<std::string> plan(testing::Stoa& stoa, const std::string& statement) {
  std::vector<std::string> steps;
  auto nulls = nulls_for(statement);
  auto explain = [&](store::Connection& connection) {
    connection.run("explain query plan " + statement, nulls, [&](const store::Row& row) {
      steps.emplace_back(std::get<std::string_view>(row.at(3)));
      return true;
    });
  };
  stoa.kernel().apps().front().database->write_now(explain);
  return steps;
}

// Reads all of a table: right for nothing but the start of a list, which an order and a limit
// follow, and the counts over a search.
bool is_scan(const std::string& step) {
  return step.starts_with("SCAN") && step.find("USING") == step.npos &&
         step.find("VIRTUAL TABLE") == step.npos;
}

}  // namespace

TEST("library: every named query prepares, and those that find something use an index") {
  testing::Stoa stoa{app()};
  for (auto& [name, statement] : sql::all) {
    bool is_list = std::string_view(name).ends_with("_hits");
    bool is_count = std::string_view(name).ends_with("_facets");
    for (const std::string& step : plan(stoa, complete(statement.text()))) {
      CHECK_MESSAGE((!is_scan(step) || is_list || is_count), name << ": " << step);
    }
  }
}

TEST("library: lists walk an index in their order") {
  testing::Stoa stoa{app()};
  auto sorted = [&](const std::string& statement) {
    for (const std::string& step : plan(stoa, statement)) {
      if (is_scan(step) || step.find("TEMP B-TREE") != step.npos) return false;
    }
    return true;
  };
  CHECK(sorted("select w.id from works w order by w.popularity desc, w.id desc limit 21"));
  CHECK(
      sorted("select w.id from works w where (w.popularity, w.id) < ($1, $2) "
             "order by w.popularity desc, w.id desc limit 21"));
  CHECK(sorted("select id from authors order by name, id limit 21"));
  CHECK(sorted("select slug from genres order by slug limit 21"));
  CHECK(
      sorted("select id from editions where publisher = $1 and (id) > ($2) order by id limit 21"));
  CHECK(sorted("select id from editions where work = $1 order by id limit 21"));
  CHECK_FALSE(sorted("select id from works order by title"));  // the check can fail
}

}  // namespace stoa::library
