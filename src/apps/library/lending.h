// At the desk: lending, renewing, taking back.
//
// A due date is never a day on which the library is closed. A damaged copy may be lent, a lost or
// withdrawn one may not. Who has something overdue may still borrow: what a borrower may have at a
// time is all that a policy limits, and suspending them is a librarian's decision; who is suspended
// can neither borrow nor renew. A borrower may renew what is not overdue; what is, only a librarian
// may. What is refused leaves no trace.
#pragma once

#include "apps/library/loans.h"

namespace stoa::library {

// One of both members says which copy, or which borrower.
struct CopyChoice {
  std::optional<Id<Copy>> copy = {};
  std::optional<Barcode> barcode = {};
};
BOOST_DESCRIBE_STRUCT(CopyChoice, (), (copy, barcode))

struct BorrowerChoice {
  std::optional<Id<Borrower>> borrower = {};
  std::optional<CardNumber> card = {};
};
BOOST_DESCRIBE_STRUCT(BorrowerChoice, (), (borrower, card))

struct LendCopy : CopyChoice, BorrowerChoice {};
BOOST_DESCRIBE_STRUCT(LendCopy, (CopyChoice, BorrowerChoice), ())

// A loan that is over, and for whose card the copy is to be laid aside.
struct ReturnView : LoanView {
  std::optional<CardNumber> hold_for = {};
};
BOOST_DESCRIBE_STRUCT(ReturnView, (LoanView), (hold_for))

struct ReturnCopy : CopyChoice {};
BOOST_DESCRIBE_STRUCT(ReturnCopy, (CopyChoice), ())

// Each answers with the loan, and its Location.
using LoanAnswer = WithHeaders<LoanView>;
LoanAnswer lend_copy(Write&, const Librarian&, const LendCopy&);
LoanAnswer renew_loan(Write&, const User&, const Id<Loan>&);
WithHeaders<ReturnView> return_copy(Write&, const Librarian&, const ReturnCopy&);

// Which copy or borrower is meant.
Copy chosen(Read&, const CopyChoice&);
Borrower chosen(Read&, const BorrowerChoice&);
// Refuses who may neither borrow nor wait.
void refuse_barred(const Borrower&, Date today);

// What these three do once it is clear what is meant, at a time that need not be now.
Loan start_loan(Write&, const Copy&, const Borrower&, Timestamp at);
Loan extend_loan(Write&, const Loan&, Timestamp at);
Loan close_loan(Write&, const Loan&, Timestamp at);

}  // namespace stoa::library
