#include "apps/collections/rights.h"

namespace stoa::collections {
namespace {

FilterNode never() { return {.kind = FilterNode::Kind::constant, .holds = false}; }

bool has_rules(const Field& field) { return field.defined() || field.role == FieldRole::owner; }

}  // namespace

Rights::Rights(const Collection& collection, const Caller& caller)
    : of_(collection), principal_(caller.principal) {
  if (principal_.credential == Credential::none) return;
  caller_.account = principal_.account.value;
  caller_.role = of_.members->role(principal_.account);
  owner_ = caller_.role == owner_role || principal_.has(roles::admin);
}

Rights::Decision Rights::decision(Deed deed) const {
  if (owner_) return {Because::owner};
  const AccessRule* rule = of_.rule(deed);
  return rule ? Decision{Because::rule, rule} : Decision{Because::closed};
}

Rights::Decision Rights::decision(const Field& field, Use use) const {
  if (!of_.row->object().find(field.name)) return {Because::closed};
  if (!key_allows(field, use)) return {Because::key};
  if (owner_) return {Because::owner};
  const auto at = of_.fields.find(field.name);
  if (at == of_.fields.end()) return {Because::no_rule};
  const std::optional<AccessRule>& rule = use == Use::read ? at->second.read : at->second.write;
  return rule ? Decision{Because::rule, &*rule} : Decision{Because::no_rule};
}

// False: none of the records.
bool Rights::add_rows(Deed deed, store::Sight& sight) const {
  const auto [because, rule] = decision(deed);
  if (!rule) return because == Because::owner;
  FilterNode condition = rule->bind(caller_);
  if (condition.kind == FilterNode::Kind::constant) return condition.holds;
  sight.rows.push_back(std::move(condition));
  return true;
}

bool Rights::key_allows(const Field& field, Use use) const {
  return in_scope(principal_,
                  {"collections", of_.resource(field.name), use == Use::read ? "read" : "write"});
}

void Rights::add_fields(Use use, store::Sight& sight) const {
  for (const Field& field : of_.types.shape().fields) {
    if (!has_rules(field)) continue;
    const std::uint64_t bit = 1ULL << field.veil;
    const auto [because, rule] = decision(field, use);
    if (because == Because::closed || because == Because::key) {
      sight.veil |= bit;
    } else if (rule && !rule->needs_row()) {
      if (!rule->holds(caller_)) sight.veil |= bit;
    } else if (rule) {
      sight.fields.emplace_back(field.veil, rule->bind(caller_));
    }
  }
}

store::Sight Rights::reading() const {
  store::Sight sight;
  if (!add_rows(Deed::read, sight)) sight.rows.push_back(never());
  if (of_.filter) sight.rows.push_back(of_.filter->bind(caller_));
  add_fields(Use::read, sight);
  return sight;
}

store::Sight Rights::doing(Deed deed) const {
  store::Sight sight;
  if (!add_rows(deed, sight)) sight.rows.push_back(never());
  add_fields(Use::write, sight);
  return sight;
}

const Shape& Rights::nameable() const {
  store::Sight sight;
  add_fields(Use::read, sight);
  for (auto& [bit, condition] : sight.fields) sight.veil |= 1ULL << bit;
  return of_.without(sight.veil);
}

}  // namespace stoa::collections
