#include <algorithm>
#include <stdexcept>

#include "kernel/model/utf8.h"
#include "kernel/store/catalogue.h"
#include "kernel/store/filter.h"

namespace stoa {
namespace {

using store::Dialect;

std::string bind(Parameters& parameters, const FilterNode& node) {
  parameters.add(*node.value_type, node.value->get());
  return "$" + std::to_string(parameters.size());
}

std::string starts_sql(const std::string& column, const FilterNode& node, Parameters& parameters) {
  std::string sql = column + " >= " + bind(parameters, node);
  auto end = behind_prefix(node.value->as<std::string>());
  if (!end) return sql;
  parameters.add_own(std::move(*end));
  return sql + " and " + column + " < $" + std::to_string(parameters.size());
}

std::string column_sql(std::string_view qualifier, const std::string& name) {
  if (qualifier.empty()) return store::quoted_name(name);
  return store::quoted_name(qualifier) + "." + store::quoted_name(name);
}

std::string comparison_sql(const FilterNode& node, const std::string& column, Dialect dialect,
                           Parameters& parameters) {
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
std::string negated_sql(const FilterNode& node, const std::string& column, std::string condition) {
  if (node.comparator == Comparator::present) return column + " is null";
  condition = "not (" + condition + ")";
  return node.column.nullable ? column + " is null or " + condition : condition;
}

// There is such a record, and the comparison holds of it. Every column says whose it is, for both
// tables may have one of the same name.
std::string path_sql(const FilterNode& node, Dialect dialect, Parameters& parameters,
                     std::string_view qualifier) {
  if (qualifier.empty()) throw std::logic_error("a path begins at a table whose name is known");
  std::string sql = node.negated ? "not " : "";
  std::string from(qualifier);
  for (std::size_t i = 0; i < node.hops.size(); ++i) {
    const FilterHop& hop = node.hops[i];
    const std::string alias = "_hop" + std::to_string(i + 1);
    sql += "exists (select 1 from " + store::quoted_name(hop.table) + " as " +
           store::quoted_name(alias) + " where " + column_sql(alias, hop.id) + " = " +
           column_sql(from, hop.column) + " and ";
    if (!hop.deleted.empty()) sql += column_sql(alias, hop.deleted) + " is null and ";
    from = alias;
  }
  const std::string column = column_sql(from, node.column.name);
  return sql + "(" + comparison_sql(node, column, dialect, parameters) + ")" +
         std::string(node.hops.size(), ')');
}

}  // namespace

std::string filter_sql(const FilterNode& filter, Dialect dialect, Parameters& parameters,
                       std::string_view qualifier) {
  if (filter.kind == FilterNode::Kind::constant) return filter.holds ? "true" : "false";
  if (filter.kind == FilterNode::Kind::comparison) {
    if (filter.variable != RuleVariable::none) throw std::logic_error("a rule that is not bound");
    if (!filter.hops.empty()) return path_sql(filter, dialect, parameters, qualifier);
    const std::string column = column_sql(qualifier, filter.column.name);
    std::string condition = comparison_sql(filter, column, dialect, parameters);
    return filter.negated ? negated_sql(filter, column, std::move(condition)) : condition;
  }
  const std::string_view join = filter.kind == FilterNode::Kind::all ? " and " : " or ";
  std::string all;
  for (const FilterNode& part : filter.parts) {
    if (!all.empty()) all += join;
    all += "(" + filter_sql(part, dialect, parameters, qualifier) + ")";
  }
  return all;
}

std::vector<std::string> filter_index(const FilterNode& filter) {
  std::vector<std::string> equal, range;
  auto add = [](std::vector<std::string>& to, const std::string& member) {
    if (std::find(to.begin(), to.end(), member) == to.end()) to.push_back(member);
  };
  auto look = [&](const FilterNode& node) {
    if (node.kind != FilterNode::Kind::comparison || !node.hops.empty()) return;
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
