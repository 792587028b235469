#include "kernel/store/aggregate.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "kernel/model/codec.h"
#include "kernel/model/problem.h"
#include "kernel/store/catalogue.h"
#include "kernel/store/list_order.h"
#include "kernel/store/mapping.h"

namespace stoa {
namespace {

using store::Dialect;
using store::Row;
using store::Value;

// Each is a parameter of that name.
enum class Function { group, sum, avg, min, max, distinct };
constexpr std::string_view function_names[] = {"group", "sum", "avg", "min", "max", "distinct"};

std::string_view name_of(Function function) {
  return function_names[static_cast<std::size_t>(function)];
}

[[noreturn]] void refuse_aggregate(Function function, std::string_view code,
                                   const std::string& message) {
  throw Refusal{problems::validation_failed,
                "",
                {{"/" + std::string(name_of(function)), std::string(code), message}}};
}

bool is_number(Kind kind) {
  return kind == Kind::integer || kind == Kind::real || kind == Kind::decimal;
}

bool has_order(Kind kind) {
  return is_number(kind) || kind == Kind::text || kind == Kind::timestamp || kind == Kind::date;
}

// What a function is not made for, in a sentence; "" for nothing.
std::string unfit(Function function, const ListColumn& column) {
  const bool too_long = column.type->kind == Kind::text && column.type->max > longest_sort_text;
  switch (function) {
    case Function::sum:
    case Function::avg:
      return is_number(column.type->kind) ? "" : column.member + " is no number.";
    case Function::min:
    case Function::max:
      if (!has_order(column.type->kind)) return column.member + " has no least and no greatest.";
      return too_long ? column.member + " is too long to be compared." : "";
    case Function::group:
      return too_long ? column.member + " is too long to be grouped by." : "";
    default:
      return "";
  }
}

struct Wanted {
  Function function;
  ListColumn column;
};

// What is asked for, checked against the rows' Shape.
class AggregatePlan {
 public:
  AggregatePlan(const Aggregating& asked, const Shape& row, const FilterNode* filter) {
    add(Function::group, asked.group, row, most_group_members);
    groups = wanted.size();
    add(Function::sum, asked.sum, row, most_aggregates);
    add(Function::avg, asked.avg, row, most_aggregates);
    add(Function::min, asked.min, row, most_aggregates);
    add(Function::max, asked.max, row, most_aggregates);
    add(Function::distinct, asked.distinct, row, most_aggregates);
    for (const Wanted& one : wanted) check_currency(one, filter);
  }

  std::vector<Wanted> wanted = {};  // the members to group by are the first
  std::size_t groups = 0;

 private:
  void add(Function function, const std::optional<Text<1, 200>>& members, const Shape& row,
           std::size_t most) {
    const std::size_t first = wanted.size();
    std::string_view rest = members ? std::string_view(*members) : std::string_view();
    for (bool more = members.has_value(); more;) {
      const std::size_t comma = rest.find(',');
      const std::string_view member = rest.substr(0, comma);
      const ListColumn* const column = find_list_column(row, member);
      if (!column) refuse_aggregate(function, "unknown_field", no_such_member(row, member));
      if (std::any_of(wanted.begin() + static_cast<std::ptrdiff_t>(first), wanted.end(),
                      [&](const Wanted& one) { return one.column.member == member; })) {
        refuse_aggregate(function, "duplicate_field", "A member is named once.");
      }
      if (std::string fault = unfit(function, *column); !fault.empty()) {
        refuse_aggregate(function, "not_aggregated", fault);
      }
      wanted.push_back({function, *column});
      more = comma != rest.npos;
      if (more) rest.remove_prefix(comma + 1);
    }
    if (wanted.size() - first > most) {
      refuse_aggregate(function, "too_many", "At most " + std::to_string(most) + " members.");
    }
  }

  // An amount means something within its currency alone.
  void check_currency(const Wanted& one, const FilterNode* filter) const {
    const std::string& member = one.column.member;
    if (one.function == Function::group || one.function == Function::distinct) return;
    if (one.column.type->kind != Kind::integer || !member.ends_with(".amount")) return;
    const std::string currency = member.substr(0, member.size() - 6) + "currency";
    for (std::size_t i = 0; i < groups; ++i) {
      if (wanted[i].column.member == currency) return;
    }
    if (filter && filters_by(*filter, currency)) return;
    refuse_aggregate(one.function, "mixed_currencies",
                     "Amounts are of one currency: group by " + currency + ", or filter by " +
                         currency + " = \"EUR\".");
  }

  static bool filters_by(const FilterNode& filter, const std::string& member) {
    if (filter.kind == FilterNode::Kind::comparison) {
      return filter.column.member == member && filter.comparator == Comparator::equal &&
             !filter.negated;
    }
    return filter.kind == FilterNode::Kind::all &&
           std::any_of(filter.parts.begin(), filter.parts.end(),
                       [&](const FilterNode& part) { return filters_by(part, member); });
  }
};

// ---- SQL ----------------------------------------------------------------------------------------

// Whole numbers are summed in two halves, neither of which can overflow: the databases differ in
// what they do then, and a number that was rounded is wrong without saying so.
std::string sum_sql(const ListColumn& column, Dialect dialect) {
  const std::string name = store::quoted_name(column.name);
  const std::string count = ", count(" + name + ")";
  if (column.type->kind == Kind::real) {
    // PostgreSQL fails where a sum of doubles overflows; SQLite says that it is infinite.
    return dialect == Dialect::sqlite
               ? "sum(cast(" + name + " as real))" + count
               : "cast(sum(cast(cast(" + name + " as text) as numeric)) as text)" + count;
  }
  const std::string number = "cast(" + name + " as bigint)";
  return "cast(sum(" + number + " >> 32) as bigint), cast(sum(" + number +
         " & 4294967295) as bigint)" + count;
}

std::string select_sql(const AggregatePlan& plan, Dialect dialect) {
  std::string keys, values;
  for (const auto& [function, column] : plan.wanted) {
    const std::string name = store::quoted_name(column.name);
    switch (function) {
      case Function::group:
        keys += name + ", ";
        break;
      case Function::sum:
      case Function::avg:
        values += ", " + sum_sql(column, dialect);
        break;
      case Function::distinct:
        values += ", count(distinct " + name + ")";
        break;
      default:
        values += ", " + std::string(name_of(function)) + "(" + name + ")";
    }
  }
  return "select " + keys + "count(*)" + values + " from ";
}

std::string group_sql(const AggregatePlan& plan) {
  std::string by, order;
  for (std::size_t i = 0; i < plan.groups; ++i) {
    const std::string name = store::quoted_name(plan.wanted[i].column.name);
    by += (i ? ", " : " group by ") + name;
    order += (i ? ", " : " order by ") + name;
    if (plan.wanted[i].column.nullable) order += " nulls last";
  }
  return by + order;
}

// ---- one group ----------------------------------------------------------------------------------

class GroupReader {
 public:
  explicit GroupReader(const Row& row) : row_(row) {}

  // A value as the list's rows have it.
  Json value(const Type& type) {
    if (std::holds_alternative<std::monostate>(row_.at(at_))) {
      ++at_;
      return {};
    }
    Object object(type);
    store::load(type, object.get(), row_, at_);
    return json_of(type, object.get());
  }

  std::int64_t number() {
    const Value cell = row_.at(at_++);
    const auto* number = std::get_if<std::int64_t>(&cell);
    return number ? *number : 0;  // a sum of nothing
  }

  Json sum(const ListColumn& column, bool average) {
    const Function function = average ? Function::avg : Function::sum;
    if (column.type->kind == Kind::real) return sum_of_reals(function);
    std::int64_t high = number(), low = number();
    const std::int64_t count = number();
    if (count == 0) return {};
    high += low >> 32;  // now the low half has 32 bits, as those of a number do
    low &= 0xffffffff;
    if (average) {
      const auto total =
          static_cast<long double>(high) * 4294967296.0L + static_cast<long double>(low);
      auto parts = static_cast<long double>(count);
      for (int i = 0; i < column.type->scale; ++i) parts *= 10;
      const auto mean = static_cast<double>(total / parts);
      return json_of(type_of<double>(), &mean);
    }
    std::int64_t total = 0;
    if (__builtin_mul_overflow(high, std::int64_t{1} << 32, &total)) refuse_sum(column);
    total += low;  // fills the bits that are free
    const bool is_decimal = column.type->kind == Kind::decimal;
    const bool is_safe = -detail::max_safe_integer <= total && total <= detail::max_safe_integer;
    if (!is_decimal && !is_safe) refuse_sum(column);
    return json_of(is_decimal ? *column.type : type_of<std::int64_t>(), &total);
  }

 private:
  static Json json_of(const Type& type, const void* value) {
    Json json{""};
    encode(type, value, json.text);
    return json;
  }

  [[noreturn]] static void refuse_sum(const ListColumn& column) {
    refuse_aggregate(Function::sum, "too_large",
                     "The sum of " + column.member +
                         " is larger than a number can be; filter, or "
                         "group by something.");
  }

  Json sum_of_reals(Function function) {
    const Value cell = row_.at(at_++);
    const auto* text = std::get_if<std::string_view>(&cell);
    const auto* real = std::get_if<double>(&cell);
    double total = real ? *real : text ? std::strtod(std::string(*text).c_str(), nullptr) : 0;
    const std::int64_t count = number();
    if (count == 0) return {};
    if (!std::isfinite(total) || (!real && !text)) {
      refuse_aggregate(function, "too_large", "The sum is larger than a number can be.");
    }
    if (function == Function::avg) total /= static_cast<double>(count);
    return json_of(type_of<double>(), &total);
  }

  const Row& row_;
  std::size_t at_ = 0;
};

AggregateGroup read_group(const AggregatePlan& plan, const Row& row) {
  AggregateGroup group;
  GroupReader reader(row);
  for (std::size_t i = 0; i < plan.wanted.size(); ++i) {
    if (i == plan.groups) group.count = reader.number();
    const auto& [function, column] = plan.wanted[i];
    switch (function) {
      case Function::group:
        group.key[column.member] = reader.value(*column.type);
        break;
      case Function::sum:
        group.sum[column.member] = reader.sum(column, false);
        break;
      case Function::avg:
        group.avg[column.member] = reader.sum(column, true);
        break;
      case Function::distinct:
        group.distinct[column.member] = reader.number();
        break;
      default:
        (function == Function::min ? group.min : group.max)[column.member] =
            reader.value(*column.type);
    }
  }
  if (plan.wanted.size() == plan.groups) group.count = reader.number();
  return group;
}

}  // namespace

Aggregates aggregate(store::Connection& connection, const AggregatedList& list,
                     const Aggregating& asked) {
  const AggregatePlan plan(asked, list.shape, list.filter);
  const auto limit = static_cast<std::size_t>(asked.limit.value);
  const std::string sql = select_sql(plan, connection.dialect()) + list.rows + group_sql(plan) +
                          " limit " + std::to_string(limit + 1);
  Aggregates all;
  connection.run(sql, list.parameters.values(), [&](const Row& row) {
    all.more = all.groups.size() == limit;
    if (!all.more) all.groups.push_back(read_group(plan, row));
    return !all.more;
  });
  return all;
}

Aggregates aggregate_nothing(const Shape& row, const FilterNode* filter, const Aggregating& asked) {
  const AggregatePlan plan(asked, row, filter);
  Aggregates all;
  if (plan.groups > 0) return all;
  AggregateGroup& group = all.groups.emplace_back();
  for (const auto& [function, column] : plan.wanted) {
    if (function == Function::distinct) {
      group.distinct[column.member] = 0;
    } else {
      auto& values = function == Function::sum   ? group.sum
                     : function == Function::avg ? group.avg
                     : function == Function::min ? group.min
                                                 : group.max;
      values[column.member] = {};
    }
  }
  return all;
}

}  // namespace stoa
