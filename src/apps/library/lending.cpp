#include "apps/library/lending.h"

#include <algorithm>

#include "apps/library/api.h"
#include "apps/library/calendar.h"
#include "apps/library/copies.h"
#include "apps/library/forgetting.h"
#include "apps/library/holds.h"
#include "apps/library/lending_problems.h"
#include "apps/library/policies.h"
#include "apps/library/queries.h"

namespace stoa::library {
namespace {

struct CountRow {
  std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(CountRow, (), (count))

// Just one of two members has to say what is meant.
void require_one(bool by_id, bool by_text, const std::string& id, const std::string& text) {
  if (by_id != by_text) return;
  throw Refusal{problems::validation_failed,
                "",
                {{"/" + text, by_id ? "ambiguous" : "required",
                  "Say which by either " + id + " or " + text + "."}}};
}

std::int64_t open_loans(Read& tx, const Id<Borrower>& borrower) {
  return tx.rows<CountRow>(sql::count_open_loans, borrower).at(0).count;
}

Date last_day(Date today, const LoanPolicy& policy) {
  return {today.days + static_cast<std::int32_t>(policy.loan_days)};
}

LoanAnswer answer(Read& tx, const Id<Loan>& id) {
  return {loan_view(tx, id), {{"Location", "/api/library/loans/" + to_string(id)}}};
}

}  // namespace

Copy chosen(Read& tx, const CopyChoice& in) {
  require_one(in.copy.has_value(), in.barcode.has_value(), "copy", "barcode");
  auto found = in.copy ? tx.query<Copy>("where id = $1", *in.copy)
                       : tx.query<Copy>("where barcode = $1", *in.barcode);
  if (found.empty()) throw unknown_copy;
  return std::move(found.front());
}

Borrower chosen(Read& tx, const BorrowerChoice& in) {
  require_one(in.borrower.has_value(), in.card.has_value(), "borrower", "card");
  auto found = in.borrower ? tx.query<Borrower>("where id = $1", *in.borrower)
                           : tx.query<Borrower>("where card = $1", *in.card);
  if (found.empty()) throw unknown_borrower;
  return std::move(found.front());
}

void refuse_barred(const Borrower& borrower, Date today) {
  if (borrower.leaving) throw borrower_left;
  if (borrower.suspended_until >= today) throw borrower_suspended;
}

LoanAnswer lend_copy(Write& tx, const Librarian&, const LendCopy& in) {
  const Copy copy = chosen(tx, static_cast<const CopyChoice&>(in));
  const Borrower borrower = chosen(tx, static_cast<const BorrowerChoice&>(in));
  return answer(tx, start_loan(tx, copy, borrower, tx.now()).id);
}

LoanAnswer renew_loan(Write& tx, const User& who, const Id<Loan>& id) {
  const Loan loan = visible_loan(tx, who, id);
  const bool overdue = !loan.returned && loan.due < day_of(tx.now());
  if (overdue && !who.is<Librarian>()) throw loan_overdue;
  return answer(tx, extend_loan(tx, loan, tx.now()).id);
}

WithHeaders<ReturnView> return_copy(Write& tx, const Librarian&, const ReturnCopy& in) {
  const Copy copy = chosen(tx, in);
  const auto open = tx.query<Loan>("where copy = $1 and returned is null", copy.id);
  if (open.empty()) throw not_on_loan;
  const auto [loan, headers] = answer(tx, close_loan(tx, open.front(), tx.now()).id);
  return {{loan, card_of_next(tx, copy)}, headers};
}

// What is looked at here is what the loan is stored beside: transactions are serializable, so that
// two desks can neither lend one copy nor fill one borrower's last place twice. The index over open
// loans says the former once more.
Loan start_loan(Write& tx, const Copy& copy, const Borrower& borrower, Timestamp at) {
  const Date today = day_of(at);
  if (!lendable(copy)) throw copy_not_lendable;
  if (tx.exists<Loan>("copy = $1 and returned is null", copy.id)) throw copy_on_loan;
  refuse_barred(borrower, today);
  const LoanPolicy policy = policy_for(tx, borrower.category, copy.item_type);
  if (open_loans(tx, borrower.id) >= policy.max_loans) throw too_many_loans;
  take_turn(tx, copy, borrower);
  Loan loan{.copy = copy.id, .borrower = borrower.id, .lent = at};
  loan.due = next_open_day(tx, last_day(today, policy));
  loan = tx.insert(loan);
  tx.emit(LoanStarted{loan.id, loan.copy, loan.due, tx.get(copy.edition).work}, loan.id);
  return loan;
}

Loan extend_loan(Write& tx, const Loan& before, Timestamp at) {
  Loan loan = before;
  if (loan.returned) throw loan_closed;
  const Date today = day_of(at);
  const Borrower borrower = tx.get(*loan.borrower);
  refuse_barred(borrower, today);
  const Copy copy = tx.get(loan.copy);
  if (is_waited_for(tx, copy)) throw copy_wanted;
  const LoanPolicy policy = policy_for(tx, borrower.category, copy.item_type);
  if (loan.renewals >= policy.renewals) throw no_renewals_left;
  // Never earlier than it was, also where the policy has become a stricter one.
  loan.due = next_open_day(tx, std::max(loan.due, last_day(today, policy)));
  ++loan.renewals.value;
  loan = tx.update(loan);
  tx.emit(LoanRenewed{loan.id, loan.copy, loan.due}, loan.id);
  return loan;
}

Loan close_loan(Write& tx, const Loan& before, Timestamp at) {
  Loan loan = before;
  loan.returned = at;
  loan = tx.update(loan);
  tx.emit(LoanReturned{loan.id, loan.copy, loan.due}, loan.id);
  const Borrower borrower = tx.get(*loan.borrower);
  if (borrower.leaving && open_loans(tx, borrower.id) == 0) forget_borrower(tx, borrower);
  return loan;
}

}  // namespace stoa::library
