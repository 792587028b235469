#include "apps/library/trends.h"

#include <algorithm>

#include "apps/library/calendar.h"

namespace stoa::library {
namespace {

constexpr std::int32_t days_back = 30;
constexpr std::size_t most_shown = 20;

std::map<Id<Work>, std::int64_t> counted(const Trends& trends, Date from) {
  std::map<Id<Work>, std::int64_t> all;
  for (auto day = trends.days.lower_bound(from); day != trends.days.end(); ++day) {
    for (const auto& [work, loans] : day->second) all[work] += loans;
  }
  return all;
}

}  // namespace

void count_loan(Trends& trends, const LoanStarted& loan, Timestamp at) {
  if (!loan.work) return;
  const Date today = day_of(at);
  ++trends.days[today][*loan.work];
  trends.days.erase(trends.days.begin(), trends.days.lower_bound({today.days - days_back}));
}

TrendList list_trends(Read& tx, const Anyone&) {
  const Date from{day_of(tx.now()).days - days_back};
  const auto loans = counted(*tx.projection<Trends>(), from);
  std::vector<std::pair<Id<Work>, std::int64_t>> most(loans.begin(), loans.end());
  const auto end = most.begin() + static_cast<std::ptrdiff_t>(std::min(most.size(), most_shown));
  std::partial_sort(most.begin(), end, most.end(), [](const auto& one, const auto& other) {
    return one.second != other.second ? one.second > other.second : one.first < other.first;
  });
  TrendList list;
  std::vector<Id<Work>> ids;
  for (auto at = most.begin(); at != end; ++at) ids.push_back(at->first);
  for (WorkHit& hit : work_hits_of(tx, ids)) {
    list.items.emplace_back().loans = loans.at(hit.id);
    static_cast<WorkHit&>(list.items.back()) = std::move(hit);
  }
  std::stable_sort(
      list.items.begin(), list.items.end(),
      [](const TrendingWork& one, const TrendingWork& other) { return one.loans > other.loans; });
  return list;
}

}  // namespace stoa::library
