// What borrowers are reminded of: that a loan is due soon, that it is overdue.
//
// A notice is a record, written once for each due date of a loan (a renewal gives it another), in
// the transaction that sends its mail. So it is in the list of whoever watches it at once, and in a
// box once, whatever is killed when. Only who has linked their card to an account is told.
#pragma once

#include "apps/library/lending_model.h"

namespace stoa::library {

enum class NoticeKind { due_soon, overdue };
BOOST_DESCRIBE_ENUM(NoticeKind, due_soon, overdue)

struct Notice {
  static constexpr auto table = "notices";
  Id<Notice> id = {};
  Id<Borrower> borrower = {};
  Id<Loan> loan = {};
  NoticeKind kind = {};
  Date due = {};
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(Notice, (), (id, borrower, loan, kind, due, version, created, updated))

struct NoticeView {
  Id<Notice> id = {};
  Id<Loan> loan = {};
  NoticeKind kind = {};
  Date due = {};
  Text<1, 500> title = {};
  Timestamp created = {};
};
BOOST_DESCRIBE_STRUCT(NoticeView, (), (id, loan, kind, due, title, created))

struct NoticedLoan {
  Text<1, 500> title = {};
  Date due = {};
};
BOOST_DESCRIBE_STRUCT(NoticedLoan, (), (title, due))

// The mails: one for all of a borrower's loans that there is something to say about today.
struct DueSoon {
  static constexpr auto mail = "due_soon";
  std::vector<NoticedLoan> loans = {};
};
BOOST_DESCRIBE_STRUCT(DueSoon, (), (loans))

struct Overdue {
  static constexpr auto mail = "overdue";
  std::vector<NoticedLoan> loans = {};
};
BOOST_DESCRIBE_STRUCT(Overdue, (), (loans))

inline constexpr int days_of_warning = 2;

Page<NoticeView> list_my_notices(Read&, const User&, const Paging&);
// The recurring job: at most 200 loans; whether there may be more.
Again send_notices(Write&);
// What was said of a loan, when it forgets its borrower.
void forget_notices(Write&, const Id<Loan>&);

}  // namespace stoa::library
