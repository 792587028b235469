// What a list comes to instead of its rows: how many they are, their sums and extremes, by groups.
//
// Asked around the app's statement like a filter (kernel/store/page.h), so that nobody sums up what
// they may not read. Whole numbers are summed exactly. Values only; called by the lane's thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "kernel/model/describe.h"
#include "kernel/store/connection.h"
#include "kernel/store/filter.h"

namespace stoa {

// What a client asks for: members with commas.
struct Aggregating {
  std::optional<Text<1, 200>> group = {};
  std::optional<Text<1, 200>> sum = {};
  std::optional<Text<1, 200>> avg = {};
  std::optional<Text<1, 200>> min = {};
  std::optional<Text<1, 200>> max = {};
  std::optional<Text<1, 200>> distinct = {};
  Default<Range<1, 1000>, 100> limit = {};  // groups
};
BOOST_DESCRIBE_STRUCT(Aggregating, (), (group, sum, avg, min, max, distinct, limit))

struct AggregateGroup {
  std::map<std::string, Json> key = {};  // by member, as the list has it
  std::int64_t count = 0;
  std::map<std::string, Json> sum = {}, avg = {}, min = {}, max = {};  // null of no values
  std::map<std::string, std::int64_t> distinct = {};
};
BOOST_DESCRIBE_STRUCT(AggregateGroup, (), (key, count, sum, avg, min, max, distinct))

struct Aggregates {
  std::vector<AggregateGroup> groups = {};  // in the order of their keys; one when there are none
  bool more = false;                        // there are others behind these
};
BOOST_DESCRIBE_STRUCT(Aggregates, (), (groups, more))

inline constexpr std::size_t most_group_members = 3;
inline constexpr std::size_t most_aggregates = 10;  // of one function

// A list's rows: "(…) as listed where …", and its client's filter, or nullptr.
struct AggregatedList {
  const std::string& rows;
  const Parameters& parameters;
  const Shape& shape;
  const FilterNode* filter;
};

// Throws Refusal validation_failed at /group, /sum, …: unknown_field, duplicate_field, too_many,
// not_aggregated (no number, nothing that has an order, too long), mixed_currencies, too_large.
Aggregates aggregate(store::Connection& connection, const AggregatedList& list,
                     const Aggregating& asked);
// The same of a list that has no rows for this caller.
Aggregates aggregate_nothing(const Shape& row, const FilterNode* filter, const Aggregating& asked);

}  // namespace stoa
