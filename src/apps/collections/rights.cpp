#include "apps/collections/rights.h"

namespace stoa::collections {
namespace {

FilterNode never() { return {.kind = FilterNode::Kind::constant, .holds = false}; }

bool has_rules(const Field& field) { return !field.managed() || field.role == FieldRole::owner; }

}  // namespace

Rights::Rights(const Collection& collection, const Caller& caller)
    : of_(collection), principal_(caller.principal) {
  if (principal_.credential == Credential::none) return;
  caller_.account = principal_.account.value;
  caller_.role = of_.members->role(principal_.account);
  owner_ = caller_.role == owner_role || principal_.has(roles::admin);
}

// False: none of the records.
bool Rights::add_rows(const AccessRule* rule, store::Sight& sight) const {
  if (owner_) return true;
  if (!rule) return false;
  FilterNode condition = rule->bind(caller_);
  if (condition.kind == FilterNode::Kind::constant) return condition.holds;
  sight.rows.push_back(std::move(condition));
  return true;
}

const AccessRule* Rights::rule_of(const Field& field, Use use) const {
  const auto at = of_.fields.find(field.name);
  if (owner_ || at == of_.fields.end()) return nullptr;
  const std::optional<AccessRule>& rule = use == Use::read ? at->second.read : at->second.write;
  return rule ? &*rule : nullptr;
}

bool Rights::key_allows(const Field& field, Use use) const {
  return in_scope(principal_,
                  {"collections", of_.resource(field.name), use == Use::read ? "read" : "write"});
}

void Rights::add_fields(Use use, store::Sight& sight) const {
  for (const Field& field : of_.types.shape().fields) {
    if (!has_rules(field)) continue;
    const std::uint64_t bit = 1ULL << field.veil;
    const AccessRule* rule = rule_of(field, use);
    if (!key_allows(field, use) || !of_.row->object().find(field.name)) {
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
  if (!add_rows(of_.rule(Deed::read), sight)) sight.rows.push_back(never());
  if (of_.filter) sight.rows.push_back(of_.filter->bind(caller_));
  add_fields(Use::read, sight);
  return sight;
}

store::Sight Rights::doing(Deed deed) const {
  store::Sight sight;
  if (!add_rows(of_.rule(deed), sight)) sight.rows.push_back(never());
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
