// What is lent most these days: a projection of the loans that were started.
//
// Counted in memory as the events come, so that asking costs a few additions, whatever the number
// of loans; and told of works alone, never of who read them.
#pragma once

#include <map>

#include "apps/library/api.h"
#include "apps/library/works.h"

namespace stoa::library {

// How often each work was lent, by day. Days that nobody asks about any more are dropped.
struct Trends {
  static constexpr auto projection = "library.trends";
  std::map<Date, std::map<Id<Work>, std::int64_t>> days = {};
};
void count_loan(Trends&, const LoanStarted&, Timestamp at);

struct TrendingWork : WorkHit {
  std::int64_t loans = 0;
};
BOOST_DESCRIBE_STRUCT(TrendingWork, (WorkHit), (loans))

struct TrendList {
  std::vector<TrendingWork> items = {};  // twenty at the most
};
BOOST_DESCRIBE_STRUCT(TrendList, (), (items))

TrendList list_trends(Read&, const Anyone&);

}  // namespace stoa::library
