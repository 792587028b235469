#include "apps/library/loans.h"

#include "apps/library/calendar.h"
#include "apps/library/cards.h"
#include "apps/library/queries.h"

namespace stoa::library {
namespace {

// What a statement cannot know: what day it is.
void mark_overdue(LoanView& loan, Date today) { loan.overdue = !loan.returned && loan.due < today; }

void add_open(Where& where, bool open) {
  if (open) {
    where.add("l.returned is null");
  } else {
    where.add("l.returned is not null");
  }
}

void add_overdue(Where& where, bool overdue, Date today) {
  if (overdue) {
    where.add("l.returned is null and l.due < $1", today);
  } else {
    where.add("l.returned is not null or l.due >= $1", today);
  }
}

Page<LoanView> page_of_loans(Read& tx, const Where& where, const Paging& paging) {
  auto page = tx.page<LoanView>(sql::loan_hits, where, "due, id", paging);
  for (LoanView& loan : page.items) mark_overdue(loan, day_of(tx.now()));
  return page;
}

}  // namespace

Page<LoanView> list_loans(Read& tx, const Librarian&, const LoanSearch& in) {
  Where where;
  if (in.borrower) where.add("l.borrower = $1", *in.borrower);
  if (in.copy) where.add("l.copy = $1", *in.copy);
  if (in.open) add_open(where, *in.open);
  if (in.overdue) add_overdue(where, *in.overdue, day_of(tx.now()));
  return page_of_loans(tx, where, in);
}

Page<LoanView> list_my_loans(Read& tx, const User& who, const MyLoanSearch& in) {
  const auto borrower = borrower_of(tx, who.account());
  if (!borrower) return {};
  Where where("l.borrower = $1", borrower->id);
  if (in.open) add_open(where, *in.open);
  return page_of_loans(tx, where, in);
}

LoanView get_loan(Read& tx, const User& who, const Id<Loan>& id) {
  return loan_view(tx, visible_loan(tx, who, id).id);
}

Loan visible_loan(Read& tx, const User& who, const Id<Loan>& id) {
  Loan loan = tx.get(id);
  if (who.is<Librarian>()) return loan;
  const auto borrower = borrower_of(tx, who.account());
  if (!borrower || loan.borrower != borrower->id)
    throw Refusal{not_found_problem(shape_of<Loan>())};
  return loan;
}

LoanView loan_view(Read& tx, const Id<Loan>& id) {
  auto loan = std::move(tx.rows_where<LoanView>(sql::loan_hits, Where("l.id = $1", id)).at(0));
  mark_overdue(loan, day_of(tx.now()));
  return loan;
}

std::vector<LoanView> loans_of(Read& tx, const Id<Borrower>& borrower) {
  auto loans = tx.rows_where<LoanView>(sql::loan_hits, Where("l.borrower = $1", borrower),
                                       "order by l.due, l.id");
  for (LoanView& loan : loans) mark_overdue(loan, day_of(tx.now()));
  return loans;
}

}  // namespace stoa::library
