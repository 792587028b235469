#include "kernel/model/nearest.h"

#include <algorithm>
#include <vector>

namespace stoa {
namespace {

// How many letters must be replaced, added, left out or swapped with their neighbour.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector rows(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      auto& best = rows[i][j] = std::max(i, j);
      if (i == 0 || j == 0) continue;
      bool same = a[i - 1] == b[j - 1];
      best =
          std::min({rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (same ? 0 : 1)});
      bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) best = std::min(best, rows[i - 2][j - 2] + 1);
    }
  }
  return rows[a.size()][b.size()];
}

}  // namespace

std::string_view nearest_name(std::span<const std::string_view> names, std::string_view typed) {
  constexpr std::size_t longest = 64;  // what is longer is no typing error
  if (typed.size() > longest) return {};
  std::string_view nearest;
  // One slip in three letters at most.
  auto best = std::max<std::size_t>(typed.size() / 3, 1) + 1;
  for (std::string_view name : names) {
    if (name.size() > longest) continue;
    if (auto distance = edit_distance(typed, name); distance < best) {
      best = distance;
      nearest = name;
    }
  }
  return nearest;
}

std::string_view nearest_name(const Shape& shape, std::string_view typed) {
  std::vector<std::string_view> names;
  for (const Field& field : shape.fields) {
    if (!field.managed()) names.push_back(field.name);
  }
  return nearest_name(names, typed);
}

}  // namespace stoa
