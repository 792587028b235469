// What the library tells other apps: that something was lent, renewed, brought back, or should have
// been; that a copy is free, or lies ready. Never for whom, so that the events need not be
// forgotten when the borrower is.
//
// Events of one loan come in their order, and so do those of one copy and of one hold.
#pragma once

#include "apps/library/lending_model.h"

namespace stoa::library {

struct LoanStarted {
  static constexpr auto event = "library.loan_started";
  Id<Loan> loan = {};
  Id<Copy> copy = {};
  Date due = {};
  std::optional<Id<Work>> work = {};  // none in events from before it was told
};
BOOST_DESCRIBE_STRUCT(LoanStarted, (), (loan, copy, due, work))

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

// A copy may be free though it was not returned: it was not fetched, is new, or was found.
struct CopyFreed {
  static constexpr auto event = "library.copy_freed";
  Id<Copy> copy = {};
};
BOOST_DESCRIBE_STRUCT(CopyFreed, (), (copy))

// A copy lies on the hold shelf.
struct HoldReady {
  static constexpr auto event = "library.hold_ready";
  Id<Hold> hold = {};
  Id<Copy> copy = {};
  Date until = {};
};
BOOST_DESCRIBE_STRUCT(HoldReady, (), (hold, copy, until))

}  // namespace stoa::library
