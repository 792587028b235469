#include "kernel/app/list_costs.h"

#include <algorithm>

#include "kernel/store/filter.h"
#include "kernel/store/list_order.h"

namespace stoa {
namespace {

// First what every row must equal, then what the list is sorted by.
std::string helpful_index(const Paging& paging, const Shape& row) {
  std::vector<std::string> members;
  if (paging.filter) members = filter_index(parse_filter(*paging.filter, row));
  if (paging.sort) {
    for (const SortKey& key : parse_sort(*paging.sort, row)) {
      const auto& member = key.column.member;
      const bool there = std::find(members.begin(), members.end(), member) != members.end();
      if (!there) members.push_back(member);
    }
  }
  std::string list;
  for (const std::string& member : members) list += (list.empty() ? "" : ", ") + member;
  return list;
}

}  // namespace

Refusal with_costs(Refusal refusal, const Route& route, const Object& input) {
  if (refusal.problem != problems::query_too_costly || !route.listing.row) return refusal;
  const Paging& paging = route.listing.paging(input.get());
  if (!paging.filter && !paging.sort) return refusal;
  const std::string index = helpful_index(paging, *route.listing.row);
  refusal.problem = problems::filter_too_costly;
  refusal.detail = index.empty() ? "Only a comparison that an index can begin with makes it faster."
                                 : "An index on (" + index + ") would help.";
  return refusal;
}

}  // namespace stoa
