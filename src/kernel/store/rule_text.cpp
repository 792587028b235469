#include "kernel/model/codec.h"
#include "kernel/store/rule.h"

namespace stoa {
namespace {

// In quotes, where a * is a letter.
std::string in_quotes(std::string_view text) {
  std::string quoted;
  for (char c : text) {
    if (c == '"' || c == '\\' || c == '*') quoted += '\\';
    quoted += c;
  }
  return quoted;
}

std::string name_of(const FilterNode& node) {
  std::string name;
  for (const FilterHop& hop : node.hops) name += hop.member + ".";
  return name + node.column.member;
}

std::string_view name_of(RuleVariable variable) {
  switch (variable) {
    case RuleVariable::me:
      return "@me";
    case RuleVariable::role:
      return "@role";
    default:
      return "@signed_in";
  }
}

std::string value_text(const FilterNode& node) {
  if (node.variable != RuleVariable::none && node.column.type)
    return std::string(name_of(node.variable));
  std::string json;
  encode(*node.value_type, node.value->get(), json);
  if (!json.starts_with('"')) return json;
  std::string text = in_quotes(from_json<std::string>(json));
  if (node.comparator == Comparator::ends || node.comparator == Comparator::contains)
    text.insert(0, "*");
  if (node.comparator == Comparator::starts || node.comparator == Comparator::contains) text += "*";
  return "\"" + text + "\"";
}

std::string_view sign_of(Comparator comparator) {
  switch (comparator) {
    case Comparator::less:
      return " < ";
    case Comparator::at_most:
      return " <= ";
    case Comparator::greater:
      return " > ";
    case Comparator::at_least:
      return " >= ";
    default:
      return " = ";
  }
}

std::string comparison_text(const FilterNode& node) {
  if (node.comparator == Comparator::present)
    return name_of(node) + (node.negated ? " = null" : " != null");
  const std::string left = node.column.type ? name_of(node) : std::string(name_of(node.variable));
  std::string sign(sign_of(node.comparator));
  if (!node.negated) return left + sign + value_text(node);
  if (sign == " = ") return left + " != " + value_text(node);
  return "NOT " + left + sign + value_text(node);
}

std::string text_of(const FilterNode& node) {
  if (node.kind == FilterNode::Kind::constant) return node.holds ? "true" : "false";
  if (node.kind == FilterNode::Kind::comparison) return comparison_text(node);
  const std::string_view join = node.kind == FilterNode::Kind::all ? " AND " : " OR ";
  std::string text;
  for (const FilterNode& part : node.parts) {
    if (!text.empty()) text += join;
    text += part.parts.empty() ? text_of(part) : "(" + text_of(part) + ")";
  }
  return text;
}

}  // namespace

std::string AccessRule::text() const { return text_of(condition_); }

std::vector<AccessRule> AccessRule::parts() const {
  std::vector<AccessRule> parts;
  for (const FilterNode& part : condition_.parts) parts.push_back(AccessRule(part));
  return parts;
}

}  // namespace stoa
