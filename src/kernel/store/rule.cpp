#include "kernel/store/rule.h"

#include <algorithm>
#include <stdexcept>

#include "kernel/model/codec.h"

namespace stoa {
namespace {

using Node = FilterNode;

Node constant(bool holds) { return {.kind = Node::Kind::constant, .holds = holds}; }

template <class Visit>
void each_comparison(const Node& node, const Visit& visit) {
  if (node.kind == Node::Kind::comparison) visit(node);
  for (const Node& part : node.parts) each_comparison(part, visit);
}

// A variable in its text form, as the parser leaves what it is compared with; nothing when absent.
std::optional<std::string> text_of(RuleVariable variable, const RuleCaller& caller) {
  switch (variable) {
    case RuleVariable::me:
      return caller.account ? std::optional(to_string(*caller.account)) : std::nullopt;
    case RuleVariable::role:
      return caller.role;
    default:
      return caller.account ? "true" : "false";
  }
}

Node bind_comparison(const Node& node, const RuleCaller& caller) {
  if (node.variable == RuleVariable::none) return node;
  const auto own = text_of(node.variable, caller);
  if (!own) return constant(false);
  if (!node.column.type) {
    return constant((*own == node.value->as<std::string>()) != node.negated);
  }
  if (own->empty()) return constant(false);  // no role: a member without a text is none either
  Node bound = node;
  bound.variable = RuleVariable::none;
  const Type& type = *node.column.type;
  bound.value_type = type.kind == Kind::text ? &type_of<std::string>() : &type;
  Object value(*bound.value_type);
  std::vector<FieldError> errors;
  decode_text(*bound.value_type, value.get(), *own, "", errors);
  if (!errors.empty()) return constant(node.negated);  // a role that the member cannot hold
  bound.value = std::make_shared<const Object>(std::move(value));
  return bound;
}

Node bind_node(const Node& node, const RuleCaller& caller) {
  if (node.kind == Node::Kind::constant) return node;
  if (node.kind == Node::Kind::comparison) return bind_comparison(node, caller);
  const bool any = node.kind == Node::Kind::any;
  Node bound{.kind = node.kind};
  for (const Node& part : node.parts) {
    Node one = bind_node(part, caller);
    if (one.kind != Node::Kind::constant) {
      bound.parts.push_back(std::move(one));
    } else if (one.holds == any) {
      return one;  // it decides
    }
  }
  if (bound.parts.empty()) return constant(!any);
  if (bound.parts.size() > 1) return bound;
  Node only = std::move(bound.parts.front());
  return only;
}

}  // namespace

AccessRule AccessRule::parse(std::string_view text, const Shape& record, const std::string& at) {
  return AccessRule(parse_rule(text, record, at));
}

bool AccessRule::needs_row() const {
  bool needs = false;
  each_comparison(condition_, [&](const Node& node) { needs = needs || node.column.type; });
  return needs;
}

bool AccessRule::holds(const RuleCaller& caller) const {
  if (needs_row()) throw std::logic_error("this rule is asked of a row");
  return bind(caller).holds;
}

FilterNode AccessRule::bind(const RuleCaller& caller) const {
  return bind_node(condition_, caller);
}

std::vector<std::string> AccessRule::members() const {
  std::vector<std::string> names;
  each_comparison(condition_, [&](const Node& node) {
    if (!node.column.type) return;
    const std::string& path = node.column.member;
    std::string name = node.hops.empty() ? path.substr(0, path.find('.')) : node.hops[0].member;
    if (std::find(names.begin(), names.end(), name) == names.end())
      names.push_back(std::move(name));
  });
  return names;
}

}  // namespace stoa
