#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include "kernel/model/codec.h"
#include "kernel/store/filter.h"
#include "kernel/store/filter_tokens.h"
#include "kernel/store/rule_path.h"

namespace stoa {
namespace {

bool is_ordered(Kind kind) {
  return kind != Kind::boolean && kind != Kind::enumeration && kind != Kind::id;
}

// What a variable is compared with: an id, a text or a truth.
bool fits(RuleVariable variable, Kind kind) {
  switch (variable) {
    case RuleVariable::me:
      return kind == Kind::id;
    case RuleVariable::role:
      return kind == Kind::text || kind == Kind::enumeration;
    default:
      return kind == Kind::boolean;
  }
}

std::shared_ptr<const Object> kept_text(std::string text) {
  Object value(type_of<std::string>());
  value.as<std::string>() = std::move(text);
  return std::make_shared<const Object>(std::move(value));
}

// A bound of a member is none of what it is compared with.
const Type& without_bounds(const Type& type) {
  static const auto decimals = [] {
    std::array<Type, 19> all;
    all.fill(type_of<Decimal<0>>());
    for (std::size_t scale = 0; scale < all.size(); ++scale)
      all[scale].scale = static_cast<int>(scale);
    return all;
  }();
  if (type.kind == Kind::integer) return type_of<std::int64_t>();
  if (type.kind == Kind::real) return type_of<double>();
  return type.kind == Kind::decimal ? decimals.at(static_cast<std::size_t>(type.scale)) : type;
}

// Recursive descent, one token ahead:
//
//   expression = term { "AND" term } | term { "OR" term }
//   term       = [ "NOT" | "-" ] ( "(" expression ")" | comparison )
//   comparison = member ( "=" | "!=" | "<" | "<=" | ">" | ">=" ) value | member ":" "*"
//
// and in a rule
//
//   comparison = … | path ( "=" | "!=" ) variable | variable ( "=" | "!=" ) value | "true" |
//   "false"
class FilterParser {
 public:
  FilterParser(std::string_view text, const Shape& row, std::string_view pointer, bool is_rule)
      : tokens_(text, pointer, is_rule), row_(row), is_rule_(is_rule) {
    advance();
  }

  FilterNode whole() {
    FilterNode filter = expression(0);
    if (token_.kind == TokenKind::close) refuse("bad_syntax", "No parenthesis is open here");
    if (token_.kind != TokenKind::end) refuse("bad_syntax", "AND or OR is expected here");
    return filter;
  }

 private:
  void advance() { token_ = tokens_.next(); }
  bool at_word(std::string_view word) const {
    return token_.kind == TokenKind::word && token_.text == word;
  }
  [[noreturn]] void refuse(std::string_view code, const std::string& message) {
    tokens_.refuse(token_.at, code, message);
  }

  FilterNode expression(std::size_t depth) {
    if (depth > most_filter_depth)
      refuse("too_complex", "Parentheses stand too deep in each other");
    FilterNode first = term(depth);
    if (!at_word("AND") && !at_word("OR")) return first;
    const std::string joined_by = token_.text;
    FilterNode node{.kind = joined_by == "AND" ? FilterNode::Kind::all : FilterNode::Kind::any};
    node.parts.push_back(std::move(first));
    while (at_word("AND") || at_word("OR")) {
      if (token_.text != joined_by) {
        refuse("mixed_and_or", "AND and OR stand side by side only with parentheses");
      }
      advance();
      node.parts.push_back(term(depth));
    }
    return node;
  }

  FilterNode term(std::size_t depth) {
    bool negated = false;
    while (token_.kind == TokenKind::minus || at_word("NOT")) {
      negated = !negated;
      advance();
    }
    FilterNode node;
    if (token_.kind == TokenKind::open) {
      advance();
      node = expression(depth + 1);
      if (token_.kind != TokenKind::close) refuse("bad_syntax", "A ) is expected here");
      advance();
    } else {
      node = comparison();
    }
    if (negated) negate(node);
    return node;
  }

  // By De Morgan, so that what is negated is always a single comparison.
  static void negate(FilterNode& node) {
    if (node.kind == FilterNode::Kind::comparison) {
      node.negated = !node.negated;
      return;
    }
    if (node.kind == FilterNode::Kind::constant) {
      node.holds = !node.holds;
      return;
    }
    node.kind = node.kind == FilterNode::Kind::all ? FilterNode::Kind::any : FilterNode::Kind::all;
    for (FilterNode& part : node.parts) negate(part);
  }

  FilterNode comparison() {
    if (++comparisons_ > most_filter_comparisons) {
      refuse("too_complex",
             "A filter has at most " + std::to_string(most_filter_comparisons) + " comparisons");
    }
    FilterNode node;
    if (token_.kind == TokenKind::variable) {
      node.variable = variable();
    } else if (token_.kind != TokenKind::word) {
      refuse("bad_syntax", "The name of a member is expected here");
    } else if (is_rule_ && (token_.text == "true" || token_.text == "false")) {
      node.kind = FilterNode::Kind::constant;
      node.holds = token_.text == "true";
      advance();
      return node;
    } else {
      name_member(node);
    }
    advance();
    if (token_.kind != TokenKind::comparator || token_.text == "!") {
      refuse("bad_syntax", "One of = != < <= > >= or : is expected here");
    }
    const Token comparator = token_;
    token_ = tokens_.next_value();
    if (token_.kind == TokenKind::end) refuse("bad_syntax", "A value is expected here");
    if (node.variable != RuleVariable::none || token_.kind == TokenKind::variable) {
      compare_variable(node, comparator);
    } else {
      comparator.text == ":" ? set_present(node) : set_value(node, comparator);
    }
    advance();
    return node;
  }

  void name_member(FilterNode& node) {
    if (!is_rule_) {
      const ListColumn* const column = find_list_column(row_, token_.text);
      if (!column) refuse("unknown_field", no_such_member(row_, token_.text));
      node.column = *column;
      return;
    }
    RulePath path = find_rule_path(row_, token_.text);
    if (!path.code.empty()) refuse(path.code, path.message);
    node.column = std::move(path.column);
    node.hops = std::move(path.hops);
  }

  RuleVariable variable() {
    if (token_.text == "@me") return RuleVariable::me;
    if (token_.text == "@role") return RuleVariable::role;
    if (token_.text == "@signed_in") return RuleVariable::signed_in;
    refuse("unknown_variable",
           "There is no variable " + token_.text + "; there are @me, @role and @signed_in");
  }

  // The value stands on the right, as everywhere: a variable is one, or is compared with one.
  void compare_variable(FilterNode& node, const Token& comparator) {
    if (comparator.text != "=" && comparator.text != "!=") {
      refuse("bad_comparison", "A variable is compared by = and != only");
    }
    node.negated = comparator.text == "!=";
    if (node.variable != RuleVariable::none) return set_variable_value(node);
    node.variable = variable();
    if (!fits(node.variable, node.column.type->kind)) {
      refuse("bad_comparison", node.column.member + " is nothing to compare with " + token_.text);
    }
  }

  void set_variable_value(FilterNode& node) {
    if (token_.kind == TokenKind::variable || token_.text == "null" || token_.star_first ||
        token_.star_last) {
      refuse("bad_comparison",
             "A variable is compared with a member, as in owner = @me, or a value");
    }
    std::string text = token_.text;
    if (node.variable == RuleVariable::me) {
      const auto id = parse_uuid(text);
      if (!id) refuse("bad_value", "An account's id is expected here; a member stands on the left");
      text = to_string(*id);
    }
    if (node.variable == RuleVariable::signed_in && text != "true" && text != "false") {
      refuse("bad_value", "true or false is expected here");
    }
    node.value_type = &type_of<std::string>();
    node.value = kept_text(std::move(text));
  }

  void set_present(FilterNode& node) {
    if (token_.text != "*" || token_.kind != TokenKind::word) {
      refuse("bad_comparison", "Behind : stands *, for any value at all");
    }
    node.comparator = Comparator::present;
  }

  void set_value(FilterNode& node, const Token& comparator) {
    node.negated = comparator.text == "!=";
    const bool equality = comparator.text == "=" || comparator.text == "!=";
    if (token_.kind == TokenKind::word && token_.text == "null") {
      if (!equality) refuse("bad_comparison", "null is compared by = and != only");
      node.comparator = Comparator::present;
      node.negated = !node.negated;
      return;
    }
    if (!equality && !is_ordered(node.column.type->kind)) {
      refuse("bad_comparison", node.column.member + " is compared by = and != only");
    }
    node.comparator = comparator.text == "<"    ? Comparator::less
                      : comparator.text == "<=" ? Comparator::at_most
                      : comparator.text == ">"  ? Comparator::greater
                      : comparator.text == ">=" ? Comparator::at_least
                                                : Comparator::equal;
    if (token_.star_first || token_.star_last) set_stars(node, equality);
    if (node.comparator == Comparator::present) return;
    node.column.type->kind == Kind::text ? set_text_value(node) : set_other_value(node);
  }

  void set_stars(FilterNode& node, bool equality) {
    if (!equality || node.column.type->kind != Kind::text) {
      refuse("bad_comparison", "A * stands in texts compared by = and != only");
    }
    const bool both = token_.star_first && token_.star_last;
    node.comparator = token_.text.empty() ? Comparator::present  // any text at all
                      : both              ? Comparator::contains
                      : token_.star_first ? Comparator::ends
                                          : Comparator::starts;
  }

  // What is compared with a text need not be one that the member could hold. Where it could, it is
  // put into the form that is kept: an ISBN loses its hyphens.
  void set_text_value(FilterNode& node) {
    node.value_type = &type_of<std::string>();
    node.value = kept_text(token_.text);
    if (node.comparator != Comparator::equal) return;
    std::vector<FieldError> errors;
    Object kept(*node.column.type);
    decode_text(*node.column.type, kept.get(), token_.text, "", errors);
    if (errors.empty()) node.value = kept_text(*static_cast<std::string*>(kept.get()));
  }

  void set_other_value(FilterNode& node) {
    node.value_type = &without_bounds(*node.column.type);
    Object value(*node.value_type);
    std::vector<FieldError> errors;
    decode_text(*node.value_type, value.get(), token_.text, "", errors);
    if (!errors.empty()) refuse("bad_value", errors.front().message);
    node.value = std::make_shared<const Object>(std::move(value));
  }

  FilterTokens tokens_;
  const Shape& row_;
  const bool is_rule_;
  Token token_;
  std::size_t comparisons_ = 0;
};

}  // namespace

FilterNode parse_filter(std::string_view text, const Shape& row) {
  return FilterParser(text, row, "/filter", false).whole();
}

FilterNode parse_rule(std::string_view text, const Shape& record, std::string_view pointer) {
  return FilterParser(text, record, pointer, true).whole();
}

}  // namespace stoa
