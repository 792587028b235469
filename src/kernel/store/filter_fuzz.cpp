// Fuzz target: filters of any bytes, on rows with a member of each kind. What is no filter is
// refused at /filter; what is one finds some rows, and its opposite just the others.

#include <cstdlib>
#include <set>

#include "kernel/model/problem.h"
#include "kernel/model/utf8.h"
#include "kernel/store/filter.h"
#include "kernel/store/list_fuzz.h"

namespace {

using namespace stoa;

void must(bool held) {
  if (!held) std::abort();
}

// Nothing when it is refused.
std::optional<FilterNode> parsed(std::string_view text) try {
  return parse_filter(text, shape_of<list_fuzz::Row>());
} catch (const Refusal& refusal) {
  must(refusal.problem == problems::validation_failed && refusal.errors.size() == 1);
  must(refusal.errors.front().pointer == "/filter" && !refusal.errors.front().message.empty());
  return std::nullopt;
}

std::set<std::int64_t> found_by(const FilterNode& filter) {
  Parameters parameters;
  const std::string condition = filter_sql(filter, store::Dialect::sqlite, parameters);
  const auto rows = list_fuzz::rows_where(condition, parameters);
  return {rows.begin(), rows.end()};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  // As it is read from a query: valid UTF-8 without NUL, of no more than 2,000 characters.
  if (find_invalid_utf8(text) != text.npos || text.find('\0') != text.npos) return 0;
  if (count_code_points(text) > 2000) return 0;
  const auto filter = parsed(text);
  if (!filter) return 0;
  filter_index(*filter);
  Parameters parameters;
  filter_sql(*filter, store::Dialect::postgres, parameters);
  const auto rows = found_by(*filter);
  const auto opposite = parsed("NOT (" + std::string(text) + ")");
  if (!opposite) return 0;  // one parenthesis too deep
  const auto others = found_by(*opposite);
  must(rows.size() + others.size() == list_fuzz::row_count());
  for (const std::int64_t row : others) must(!rows.contains(row));
  return 0;
}
