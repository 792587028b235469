// Fuzz target: where a page begins. The input is a list's order, a line feed, and what somebody
// shows as its cursor: a key that was not sealed here, or sealed bytes.

#include <stdlib.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "kernel/auth/seal.h"
#include "kernel/model/problem.h"
#include "kernel/model/utf8.h"
#include "kernel/store/list_fuzz.h"
#include "kernel/store/list_order.h"

namespace {

using namespace stoa;

void must(bool held) {
  if (!held) std::abort();
}

void must_be_at(const Refusal& refusal, std::string_view pointer) {
  must(refusal.problem == problems::validation_failed && refusal.errors.size() == 1);
  must(refusal.errors.front().pointer == pointer && !refusal.errors.front().message.empty());
}

std::optional<ListOrder> parsed(std::string_view sort) try {
  return parse_sort(sort, shape_of<list_fuzz::Row>());
} catch (const Refusal& refusal) {
  must_be_at(refusal, "/sort");
  return std::nullopt;
}

std::vector<std::int64_t> behind(const ListOrder& order, std::string_view key) {
  Parameters parameters;
  const std::string condition = behind_key_sql(order, key, parameters);
  return list_fuzz::rows_where(condition, parameters, order_by_sql(order));
}

// Behind the key of each row is the rest of the list.
void walk(const ListOrder& order) {
  static const std::vector<list_fuzz::Row> rows = list_fuzz::some_rows();
  auto left = list_fuzz::rows_where("true", Parameters(), order_by_sql(order));
  must(left.size() == rows.size());
  while (!left.empty()) {
    const auto at = std::find_if(rows.begin(), rows.end(),
                                 [&](const auto& row) { return row.number == left.front(); });
    left.erase(left.begin());
    must(behind(order, key_of(order, shape_of<list_fuzz::Row>(), &*at)) == left);
  }
}

// A key of anybody's making finds rows of the list or is refused.
void show_key(const ListOrder& order, std::string_view key) try {
  must(behind(order, key).size() <= list_fuzz::row_count());
} catch (const Refusal& refusal) {
  must_be_at(refusal, "/after");
}

const auth::Seal& our_seal() {
  static const auth::Seal seal = [] {
    std::string folder = std::filesystem::temp_directory_path() / "cursor_fuzz.XXXXXX";
    must(::mkdtemp(folder.data()) != nullptr);
    auth::Seal made = auth::Seal::load(std::filesystem::path(folder) / "keys" / "master", true);
    std::filesystem::remove_all(folder);
    return made;
  }();
  return seal;
}

// Only what was sealed here for the same list opens, and as it was.
void show_sealed(std::string_view bytes) {
  must(!our_seal().open(bytes, "a list"));
  std::string sealed = our_seal().seal_alike(bytes, "a list");
  must(our_seal().open(sealed, "a list") == bytes && !our_seal().open(sealed, "another"));
  if (bytes.empty()) return;
  char& changed = sealed[static_cast<unsigned char>(bytes.front()) % sealed.size()];
  changed = changed == bytes.back() ? static_cast<char>(~bytes.back()) : bytes.back();
  must(!our_seal().open(sealed, "a list"));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t line = std::min(input.find('\n'), input.size());
  const std::string_view sort = input.substr(0, line);
  const std::string_view cursor = input.substr(std::min(line + 1, input.size()));
  show_sealed(cursor);
  // As it is read from a query: valid UTF-8 without NUL, of no more than 200 characters.
  if (find_invalid_utf8(sort) != sort.npos || sort.find('\0') != sort.npos) return 0;
  if (count_code_points(sort) > 200) return 0;
  const auto order = parsed(sort);
  if (!order) return 0;
  show_key(*order, cursor);
  walk(*order);
  return 0;
}
