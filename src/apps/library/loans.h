// Loans, as they are looked at: all of them by librarians, their own by borrowers. Somebody else's
// loan is not there.
#pragma once

#include "apps/library/lending_model.h"

namespace stoa::library {

// A loan with what a person needs to know it by.
struct LoanView {
  Id<Loan> id = {};
  Id<Copy> copy = {};
  std::optional<Id<Borrower>> borrower = {};  // none once forgotten
  Timestamp lent = {};
  Date due = {};
  std::optional<Timestamp> returned = {};
  std::int64_t renewals = 0;
  Computed<bool> overdue = {};  // open, and was due before today
  Text<1, 500> title = {};
  Barcode barcode = {};
  std::optional<CardNumber> card = {};
};
BOOST_DESCRIBE_STRUCT(LoanView, (),
                      (id, copy, borrower, lent, due, returned, renewals, overdue, title, barcode,
                       card))

struct MyLoanSearch : Paging {
  std::optional<bool> open = {};
};
BOOST_DESCRIBE_STRUCT(MyLoanSearch, (Paging), (open))

struct LoanSearch : MyLoanSearch {
  std::optional<Id<Borrower>> borrower = {};
  std::optional<Id<Copy>> copy = {};
  std::optional<bool> overdue = {};
};
BOOST_DESCRIBE_STRUCT(LoanSearch, (MyLoanSearch), (borrower, copy, overdue))

Page<LoanView> list_loans(Read&, const Librarian&, const LoanSearch&);
LoanView get_loan(Read&, const User&, const Id<Loan>&);
Page<LoanView> list_my_loans(Read&, const User&, const MyLoanSearch&);

// The loan, if this caller may see it: a librarian any, a borrower their own; else a 404 problem.
Loan visible_loan(Read&, const User&, const Id<Loan>&);
LoanView loan_view(Read&, const Id<Loan>&);
// All that a borrower has and had.
std::vector<LoanView> loans_of(Read&, const Id<Borrower>&);

}  // namespace stoa::library
