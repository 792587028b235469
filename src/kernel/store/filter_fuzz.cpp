// Fuzz target: filters and rules of any bytes, on rows with a member of each kind. What is no
// filter is refused at /filter; what is one finds some rows, and its opposite just the others. As a
// rule it finds the same; a rule lets in nobody whom its opposite lets in too.

#include <cstdlib>
#include <set>

#include "kernel/model/problem.h"
#include "kernel/model/utf8.h"
#include "kernel/store/filter.h"
#include "kernel/store/list_fuzz.h"
#include "kernel/store/rule.h"

namespace {

using namespace stoa;

void must(bool held) {
  if (!held) std::abort();
}

void must_be_refused_at(const Refusal& refusal, std::string_view pointer) {
  must(refusal.problem == problems::validation_failed && refusal.errors.size() == 1);
  must(refusal.errors.front().pointer == pointer && !refusal.errors.front().message.empty());
}

// Nothing when it is refused.
std::optional<FilterNode> parsed(std::string_view text) try {
  return parse_filter(text, shape_of<list_fuzz::Row>());
} catch (const Refusal& refusal) {
  must_be_refused_at(refusal, "/filter");
  return std::nullopt;
}

std::optional<AccessRule> parsed_rule(std::string_view text) try {
  return AccessRule::parse(text, shape_of<list_fuzz::Row>(), "/rule");
} catch (const Refusal& refusal) {
  must_be_refused_at(refusal, "/rule");
  return std::nullopt;
}

std::set<std::int64_t> found_by(const FilterNode& filter) {
  Parameters parameters;
  filter_sql(filter, store::Dialect::postgres, parameters, "listed");
  parameters = Parameters();
  const std::string condition = filter_sql(filter, store::Dialect::sqlite, parameters, "listed");
  const auto rows = list_fuzz::rows_where(condition, parameters);
  return {rows.begin(), rows.end()};
}

void must_part(const std::set<std::int64_t>& rows, const std::set<std::int64_t>& others,
               bool wholly) {
  for (const std::int64_t row : others) must(!rows.contains(row));
  must(!wholly || rows.size() + others.size() == list_fuzz::row_count());
}

void try_filter(std::string_view text) {
  const auto filter = parsed(text);
  if (!filter) return;
  filter_index(*filter);
  const auto rows = found_by(*filter);
  const auto opposite = parsed("NOT (" + std::string(text) + ")");
  if (opposite) must_part(rows, found_by(*opposite), true);  // or one parenthesis too deep
  if (text.find('@') != text.npos) return;                   // no variable, but a text
  const auto rule = parsed_rule(text);
  must(rule && found_by(rule->bind({})) == rows);
}

void try_rule(std::string_view text) {
  const auto rule = parsed_rule(text);
  if (!rule) return;
  must(rule->needs_row() == !rule->members().empty());
  const auto opposite = parsed_rule("NOT (" + std::string(text) + ")");
  if (!opposite) return;
  const RuleCaller clerk{.account = list_fuzz::some_rows().front().id.value, .role = "calm"};
  for (const RuleCaller& caller : {RuleCaller{}, clerk}) {
    must_part(found_by(rule->bind(caller)), found_by(opposite->bind(caller)),
              caller.account.has_value());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  // As it is read from a query: valid UTF-8 without NUL, of no more than 2,000 characters.
  if (find_invalid_utf8(text) != text.npos || text.find('\0') != text.npos) return 0;
  if (count_code_points(text) > 2000) return 0;
  try_filter(text);
  try_rule(text);
  return 0;
}
