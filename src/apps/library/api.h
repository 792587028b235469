// What the library tells other apps: that something was lent, renewed, brought back, or
// should have been. Never to whom,
// so that the events need not be forgotten when the loan's borrower is.
//
// Events of one loan come in their order.
#pragma once

#include "apps/library/lending_model.h"

namespace stoa::library {

struct LoanStarted {
  static constexpr auto event = "library.loan_started";
  Id<Loan> loan = {};
  Id<Copy> copy = {};
  Date due = {};
};
BOOST_DESCRIBE_STRUCT(LoanStarted, (), (loan, copy, due))

struct LoanRenewed {
  static constexpr auto event = "library.loan_renewed";
  Id<Loan> loan = {};
  Id<Copy> copy = {};
  Date due = {};
};
BOOST_DESCRIBE_STRUCT(LoanRenewed, (), (loan, copy, due))

struct LoanReturned {
  static constexpr auto event = "library.loan_returned";
  Id<Loan> loan = {};
  Id<Copy> copy = {};
  Date due = {};
};
BOOST_DESCRIBE_STRUCT(LoanReturned, (), (loan, copy, due))

// Once for each due date that has passed, in the morning after it.
struct LoanOverdue {
  static constexpr auto event = "library.loan_overdue";
  Id<Loan> loan = {};
  Id<Copy> copy = {};
  Date due = {};
};
BOOST_DESCRIBE_STRUCT(LoanOverdue, (), (loan, copy, due))

}  // namespace stoa::library
