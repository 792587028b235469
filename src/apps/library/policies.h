// Loan policies: for how long, how often and how much.
//
// The policy for just this category and just this type of item is used if there is one; else the
// one for the category and any item, else the one for any borrower and the type, else the default,
// which is for any of both. The default, once made, is not removed.
#pragma once

#include "apps/library/lending_model.h"

namespace stoa::library {

struct EditLoanPolicy : LoanPolicyFields {
  Id<LoanPolicy> id = {};
};
BOOST_DESCRIBE_STRUCT(EditLoanPolicy, (LoanPolicyFields), (id))

Page<LoanPolicy> list_policies(Read&, const Anyone&, const Paging&);
LoanPolicy get_policy(Read&, const Anyone&, const Id<LoanPolicy>&);
LoanPolicy add_policy(Write&, const Librarian&, const LoanPolicyFields&);
LoanPolicy edit_policy(Write&, const Librarian&, const Patch<EditLoanPolicy>&);
void remove_policy(Write&, const Librarian&, const Id<LoanPolicy>&);

// Throws no_policy where not even the default was made.
LoanPolicy policy_for(Read&, const Id<BorrowerCategory>&, const Id<ItemType>&);

}  // namespace stoa::library
