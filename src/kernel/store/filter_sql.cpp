#include <algorithm>

#include "kernel/model/utf8.h"
#include "kernel/store/catalogue.h"
#include "kernel/store/filter.h"

namespace stoa {
namespace {

using store::Dialect;

std::string bind(Parameters& parameters, const FilterNode& node) {
  parameters.add(*node.value_type, node.value.get());
  return "$" + std::to_string(parameters.size());
}

std::string starts_sql(const std::string& column, const FilterNode& node, Parameters& parameters) {
  std::string sql = column + " >= " + bind(parameters, node);
  auto end = behind_prefix(node.value.as<std::string>());
  if (!end) return sql;
  parameters.add_own(std::move(*end));
  return sql + " and " + column + " < $" + std::to_string(parameters.size());
}

std::string comparison_sql(const FilterNode& node, Dialect dialect, Parameters& parameters) {
  const std::string column = store::quoted_name(node.column.name);
  const bool sqlite = dialect == Dialect::sqlite;
  switch (node.comparator) {
    case Comparator::equal:
      return column + " = " + bind(parameters, node);
    case Comparator::less:
      return column + " < " + bind(parameters, node);
    case Comparator::at_most:
      return column + " <= " + bind(parameters, node);
    case Comparator::greater:
      return column + " > " + bind(parameters, node);
    case Comparator::at_least:
      return column + " >= " + bind(parameters, node);
    case Comparator::starts:
      return starts_sql(column, node, parameters);
    case Comparator::ends: {
      const std::string end = bind(parameters, node);
      return (sqlite ? "substr(" + column + ", -length(" + end + "))"
                     : "right(" + column + ", length(" + end + "))") +
             " = " + end;
    }
    case Comparator::contains:
      return (sqlite ? "instr(" : "strpos(") + column + ", " + bind(parameters, node) + ") > 0";
    case Comparator::present:
      return column + " is not null";
  }
  return {};
}

// SQL knows a third truth, null; here what does not hold is false, and its negation true.
std::string negated_sql(const FilterNode& node, std::string condition) {
  if (node.comparator == Comparator::present) {
    return store::quoted_name(node.column.name) + " is null";
  }
  condition = "not (" + condition + ")";
  if (!node.column.nullable) return condition;
  return store::quoted_name(node.column.name) + " is null or " + condition;
}

}  // namespace

std::string filter_sql(const FilterNode& filter, Dialect dialect, Parameters& parameters) {
  if (filter.kind == FilterNode::Kind::comparison) {
    std::string condition = comparison_sql(filter, dialect, parameters);
    return filter.negated ? negated_sql(filter, std::move(condition)) : condition;
  }
  const std::string_view join = filter.kind == FilterNode::Kind::all ? " and " : " or ";
  std::string all;
  for (const FilterNode& part : filter.parts) {
    if (!all.empty()) all += join;
    all += "(" + filter_sql(part, dialect, parameters) + ")";
  }
  return all;
}

std::vector<std::string> filter_index(const FilterNode& filter) {
  std::vector<std::string> equal, range;
  auto add = [](std::vector<std::string>& to, const std::string& member) {
    if (std::find(to.begin(), to.end(), member) == to.end()) to.push_back(member);
  };
  auto look = [&](const FilterNode& node) {
    if (node.kind != FilterNode::Kind::comparison) return;
    const bool usable = node.comparator != Comparator::contains &&
                        node.comparator != Comparator::ends && !node.negated;
    if (!usable) return;
    add(node.comparator == Comparator::equal ? equal : range, node.column.member);
  };
  if (filter.kind == FilterNode::Kind::all) {
    for (const FilterNode& part : filter.parts) look(part);
  } else {
    look(filter);
  }
  if (!range.empty()) add(equal, range.front());
  return equal;
}

}  // namespace stoa
