#include "apps/library/policies.h"

#include "apps/library/lending_problems.h"
#include "apps/library/queries.h"

namespace stoa::library {
namespace {

bool is_default(const LoanPolicyFields& policy) { return !policy.category && !policy.item_type; }

void require_pair(Read& tx, const LoanPolicyFields& policy) {
  if (policy.category && !tx.find(*policy.category)) throw unknown_category;
  if (policy.item_type && !tx.find(*policy.item_type)) throw unknown_item_type;
}

}  // namespace

Page<LoanPolicy> list_policies(Read& tx, const Anyone&, const Paging& in) {
  return tx.page<LoanPolicy>(sql::policy_hits, {}, "id", in);
}

LoanPolicy get_policy(Read& tx, const Anyone&, const Id<LoanPolicy>& id) { return tx.get(id); }

LoanPolicy add_policy(Write& tx, const Librarian&, const LoanPolicyFields& in) {
  require_pair(tx, in);
  return tx.insert(LoanPolicy{in});
}

LoanPolicy edit_policy(Write& tx, const Librarian&, const Patch<EditLoanPolicy>& in) {
  LoanPolicy policy = tx.get(in.fields.id);
  EditLoanPolicy edit{policy, policy.id};
  in.apply(edit);
  if (is_default(policy) && !is_default(edit)) throw default_policy_stays;
  require_pair(tx, edit);
  static_cast<LoanPolicyFields&>(policy) = edit;
  return tx.update(policy);
}

void remove_policy(Write& tx, const Librarian&, const Id<LoanPolicy>& id) {
  if (is_default(tx.get(id))) throw default_policy_stays;
  tx.remove(id);
}

LoanPolicy policy_for(Read& tx, const Id<BorrowerCategory>& category, const Id<ItemType>& type) {
  auto found = tx.rows<LoanPolicy>(sql::policy_for, category, type);
  if (found.empty()) throw no_policy;
  return std::move(found.front());
}

}  // namespace stoa::library
