#include "apps/library/notices.h"

#include "apps/library/api.h"
#include "apps/library/calendar.h"
#include "apps/library/cards.h"
#include "apps/library/queries.h"

namespace stoa::library {
namespace {

constexpr std::size_t loans_in_portion = 200;  // as the statement's limit says

struct Unnoticed {
  Id<Loan> loan = {};
  Id<Copy> copy = {};
  Id<Borrower> borrower = {};
  AccountId account = {};
  Date due = {};
  Text<1, 500> title = {};
};
BOOST_DESCRIBE_STRUCT(Unnoticed, (), (loan, copy, borrower, account, due, title))

// Writes the notices of one borrower, and mails what they say.
void tell(Write& tx, std::span<const Unnoticed> loans, Date today) {
  DueSoon soon;
  Overdue late;
  for (const Unnoticed& one : loans) {
    const bool overdue = one.due < today;
    tx.insert(Notice{.borrower = one.borrower,
                     .loan = one.loan,
                     .kind = overdue ? NoticeKind::overdue : NoticeKind::due_soon,
                     .due = one.due});
    (overdue ? late.loans : soon.loans).push_back({one.title, one.due});
    if (overdue) tx.emit(LoanOverdue{one.loan, one.copy, one.due}, one.loan);
  }
  if (!soon.loans.empty()) tx.mail(loans.front().account, soon);
  if (!late.loans.empty()) tx.mail(loans.front().account, late);
}

}  // namespace

Page<NoticeView> list_my_notices(Read& tx, const User& who, const Paging& in) {
  const auto borrower = borrower_of(tx, who.account());
  if (!borrower) return {};
  return tx.page<NoticeView>(sql::notice_hits, Where("n.borrower = $1", borrower->id), "-id", in);
}

Again send_notices(Write& tx) {
  const Date today = day_of(tx.now());
  const auto loans =
      tx.rows<Unnoticed>(sql::loans_to_notice, Date{today.days + days_of_warning}, today);
  for (std::size_t begin = 0, end = 0; begin < loans.size(); begin = end) {
    while (end < loans.size() && loans[end].account == loans[begin].account) ++end;
    tell(tx, std::span(loans).subspan(begin, end - begin), today);
  }
  return {.more = loans.size() == loans_in_portion};
}

void forget_notices(Write& tx, const Id<Loan>& loan) {
  for (const Notice& notice : tx.query<Notice>("where loan = $1", loan)) {
    tx.remove(notice.id);
    tx.forget(notice.id, {"borrower"});
  }
}

}  // namespace stoa::library
